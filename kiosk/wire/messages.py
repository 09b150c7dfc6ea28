"""The demands of the protocol as typed messages: one place that parses, and refuses what it cannot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast

from kiosk.services.refusal import Refusal
from kiosk.services.seats import HIGHEST_USER_ID

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_FRAME = 4096
"""Characters; the longest honest frame, a ping with its report, has a few hundred."""

LONGEST_TEXT = 200
HIGHEST_ROUND = 100_000
HIGHEST_GOOD = 1000
OLDEST_AGE = 130
LATEST_TIME = 253_402_300_799_000
"""The last millisecond of the year 9999, where Python's calendar ends."""


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
    """Where do I stand? A new device takes a seat. `language` is that of the page, where it says so."""

    device_id: str
    language: str | None


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


Demand: TypeAlias = Ping | Echo | Init | Survey | TrainingChoice | TrainingDone | GameChoice | Call


class Fields:
    """The fields of a frame, each read with its type or refused with what was expected."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    def text(self, key: str, *, longest: int = LONGEST_TEXT) -> str:
        """A text that is not empty."""
        value = self.optional_text(key, longest=longest)
        if not value:
            raise malformed(f"'{key}': a text", self._content.get(key))
        return value

    def optional_text(self, key: str, *, longest: int = LONGEST_TEXT) -> str | None:
        """A text without characters that no database keeps, or None where it is left out."""
        value = self._content.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise malformed(f"'{key}': a text of at most {longest} printable characters", value)
        return value

    def integer(self, key: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.optional_integer(key, least, most)
        if value is None:
            raise malformed(f"'{key}': a whole number from {least} to {most}", value)
        return value

    def optional_integer(self, key: str, least: int, most: int) -> int | None:
        """The same, or None where it is left out."""
        value = self._content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise malformed(f"'{key}': a whole number from {least} to {most}", value)
        return value

    def time(self, key: str) -> datetime | None:
        """A moment in milliseconds since 1970, or None where it is left out."""
        value = self.optional_integer(key, 0, LATEST_TIME)
        return None if value is None else datetime.fromtimestamp(value / 1000, tz=UTC)

    def number(self, key: str) -> float | None:
        """A number that is not negative, or None where it is left out."""
        value = self._content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise malformed(f"'{key}': a number that is not negative", value)
        return float(value)

    def optional_flag(self, key: str) -> bool | None:
        """True or false, or None where it is left out."""
        value = self._content.get(key)
        if value is not None and not isinstance(value, bool):
            raise malformed(f"'{key}': true or false", value)
        return value

    def table(self, key: str) -> Fields:
        """An object; empty where it is left out."""
        value = self._content.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise malformed(f"'{key}': an object", value)
        return Fields(value)


def parse(frame: str | None) -> Demand:
    """The demand in a frame of ``/ws/``; None stands for a binary one.

    Raises:
        Refusal: ``malformed`` or ``unknown_demand``; `demand_of` finds what to repeat in the reply.
    """
    content = read_object(frame)
    name = content.get("demand")
    reader = READERS.get(name) if isinstance(name, str) else None
    if reader is None:
        raise Refusal("unknown_demand", expected=", ".join(READERS), got=_shown(name))
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
    )


def read_object(frame: str | None) -> dict[str, Any]:
    """The JSON object in a text frame.

    Raises:
        Refusal: ``malformed``.
    """
    content = read_json(frame)
    if not isinstance(content, dict):
        raise malformed("a JSON object", content)
    return content


def read_json(frame: str | None) -> Any:
    """The JSON in a text frame; None stands for a binary one.

    Raises:
        Refusal: ``malformed``.
    """
    if frame is None:
        raise malformed("a text frame", "a binary one")
    if len(frame) > LONGEST_FRAME:
        raise malformed(f"at most {LONGEST_FRAME} characters", len(frame))
    try:
        return json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise malformed("JSON", frame) from error


def demand_of(frame: str | None) -> str | None:
    """The name of the demand in a frame that could not be parsed, for its error reply; None if unsure."""
    try:
        name = read_object(frame).get("demand")
    except Refusal:
        return None
    return name if isinstance(name, str) and len(name) <= LONGEST_TEXT else None


def malformed(expected: str, got: object) -> Refusal:
    """The refusal of a frame, or of a field in it."""
    return Refusal("malformed", expected=expected, got=_shown(got))


def _shown(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004  a sentence stays a sentence


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
    return Init(fields.text("deviceId"), language)


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
