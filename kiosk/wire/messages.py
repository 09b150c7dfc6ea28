"""The demands of the protocol as typed messages: one place that parses, and refuses what it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from kiosk.services.refusal import Refusal
from kiosk.services.seats import HIGHEST_USER_ID
from kiosk.wire.fields import Fields, is_text, malformed, read_object, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

HIGHEST_ROUND = 100_000
HIGHEST_GOOD = 1000
OLDEST_AGE = 130

HIGHEST_EVENT = 2**53 - 1
"""More than any event's number; the largest that a page can say exactly."""


class SelfReport(TypedDict, total=False):
    """What a kiosk browser knows of its tablet, each where it can: `clock` is its time in ms since 1970."""

    ssid: str
    bssid: str
    battery: float
    charging: bool
    pageVersion: str
    clock: float


@dataclass(frozen=True, slots=True)
class Ping:
    """Am I connected? A device says who it is and what it knows of itself; without an id it is a probe."""

    device_id: str | None
    number: int | None
    rtt: float | None
    report: SelfReport


@dataclass(frozen=True, slots=True)
class Echo:
    """A question of netcheck: does a message come back through the channel layer?"""

    token: str


@dataclass(frozen=True, slots=True)
class Init:
    """Where do I stand? A new device takes a seat. `language` is that of the page, where it says so.

    With a `user_id` it asks for that player alone, and takes no other seat. `noticed` is the number of
    the operator's message that was read last, 0 where none was: those that came after it follow the reply.
    """

    device_id: str
    language: str | None
    user_id: int | None = None
    noticed: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What the participant says of itself; an old client says `sex`, a new one may say `gender`."""

    user_id: int
    age: int | None
    gender: str


@dataclass(frozen=True, slots=True)
class Move:
    """A good (relative) asked for in round `t`; times are of the client's clock, where it says them."""

    user_id: int
    t: int
    good: int
    shown_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrainingChoice(Move):
    """A choice in the training."""


@dataclass(frozen=True, slots=True)
class GameChoice(Move):
    """A choice in the game."""


@dataclass(frozen=True, slots=True)
class TrainingDone:
    """The participant has read the end of the training."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Call:
    """The participant wants the operator."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Identity:
    """A device says which tablet it is."""

    device_id: str
    number: int
    pin: str
    invitation: str


Demand: TypeAlias = Ping | Echo | Init | Survey | TrainingChoice | TrainingDone | GameChoice | Call


def parse(frame: str | None) -> Demand:
    """The demand in a frame of ``/ws/``; None stands for a binary one.

    Raises:
        Refusal: ``malformed`` or ``unknown_demand``; `demand_of` finds what to repeat in the reply.
    """
    content = read_object(frame)
    name = content.get("demand")
    reader = READERS.get(name) if isinstance(name, str) else None
    if reader is None:
        raise Refusal("unknown_demand", expected=", ".join(READERS), got=shown(name))
    return reader(Fields(content))


def parse_identity(frame: str | None) -> Identity:
    """The identity in a frame of ``/ws/identity/``.

    Raises:
        Refusal: ``malformed``.
    """
    fields = Fields(read_object(frame))
    return Identity(
        device_id=fields.text("deviceId"),
        number=fields.integer("tabletNumber", 0, HIGHEST_USER_ID),
        pin=fields.optional_text("pin") or "",
        invitation=fields.optional_text("invitation") or "",
    )


def demand_of(frame: str | None) -> str | None:
    """The name of the demand in a frame that could not be parsed, for its error reply; None if unsure."""
    try:
        name = read_object(frame).get("demand")
    except Refusal:
        return None
    return name if is_text(name) else None


def _ping(fields: Fields) -> Ping:
    return Ping(
        device_id=fields.optional_text("deviceId"),
        number=fields.optional_integer("tabletNumber", 0, HIGHEST_USER_ID),
        rtt=fields.number("rtt"),
        report=_report(fields.table("report")),
    )


def _report(fields: Fields) -> SelfReport:
    """The facts that are there; a name that no one knows is left out, for pages differ in age."""
    facts = {
        "ssid": fields.optional_text("ssid"),
        "bssid": fields.optional_text("bssid"),
        "battery": fields.number("battery"),
        "charging": fields.optional_flag("charging"),
        "pageVersion": fields.optional_text("pageVersion"),
        "clock": fields.number("clock"),
    }
    return cast("SelfReport", {name: fact for name, fact in facts.items() if fact is not None})


def _init(fields: Fields) -> Init:
    language = fields.optional_text("language")
    if language not in (None, "fr", "en"):
        raise malformed('\'language\': "fr" or "en"', language)
    user_id = fields.optional_integer("userId", 1, HIGHEST_USER_ID)
    noticed = fields.optional_integer("noticed", 0, HIGHEST_EVENT)
    return Init(fields.text("deviceId"), language, user_id, noticed)


def _survey(fields: Fields) -> Survey:
    sex = fields.optional_text("sex")
    if sex not in (None, "male", "female"):
        raise malformed('\'sex\': "male" or "female"', sex)
    return Survey(
        user_id=_user(fields),
        age=fields.optional_integer("age", 0, OLDEST_AGE),
        gender=fields.optional_text("gender", longest=60) or sex or "",
    )


def _move(kind: Callable[..., Demand]) -> Callable[[Fields], Demand]:
    return lambda fields: kind(
        user_id=_user(fields),
        t=fields.integer("t", 0, HIGHEST_ROUND),
        good=fields.integer("good", -HIGHEST_GOOD, HIGHEST_GOOD),
        shown_at=fields.time("shownAt"),
        answered_at=fields.time("answeredAt"),
    )


def _user(fields: Fields) -> int:
    return fields.integer("userId", 1, HIGHEST_USER_ID)


READERS: dict[str, Callable[[Fields], Demand]] = {
    "ping": _ping,
    "echo": lambda fields: Echo(fields.text("token")),
    "init": _init,
    "survey": _survey,
    "training_choice": _move(TrainingChoice),
    "training_done": lambda fields: TrainingDone(_user(fields)),
    "choice": _move(GameChoice),
    "call": lambda fields: Call(_user(fields)),
}
"""Every demand of ``/ws/``, by its name on the wire."""

NAMES: dict[type, str] = {
    Ping: "ping",
    Echo: "echo",
    Init: "init",
    Survey: "survey",
    TrainingChoice: "training_choice",
    TrainingDone: "training_done",
    GameChoice: "choice",
    Call: "call",
}
"""What each demand is called on the wire."""
