"""What can be asked of the services, and what they answer: many requests at a time, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kiosk.services.refusal import Refusal
from kiosk.services.standing import PlayerStanding, RoomStanding, RoundClosed

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enrol:
    """A device says which tablet it is."""

    device_id: str
    number: int
    pin: str
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Arrive:
    """A device wants its seat: its own if it has one, else the next that is free."""

    device_id: str


@dataclass(frozen=True, slots=True)
class Find:
    """A client that knows its secret number asks where it stands."""

    user_id: int


@dataclass(frozen=True, slots=True)
class PlayerRequest:
    """Asked by a player that is known."""

    player_id: int
    room_id: int


@dataclass(frozen=True, slots=True)
class AnswerSurvey(PlayerRequest):
    """A player answers the survey; what it leaves open is None or empty."""

    age: int | None
    gender: str


@dataclass(frozen=True, slots=True)
class FinishTraining(PlayerRequest):
    """A player has seen the end of its training."""


@dataclass(frozen=True, slots=True)
class CallOperator(PlayerRequest):
    """A player wants the operator."""


@dataclass(frozen=True, slots=True)
class Choose(PlayerRequest):
    """A player asks for a good (relative) in round `t`, of people; times are of the client's clock."""

    t: int
    good: int
    shown_at: datetime | None
    answered_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Train(Choose):
    """The same, of a virtual partner of the training."""


@dataclass(frozen=True, slots=True)
class ExpireRound:
    """The time to choose in round `t` of a room is over, which was to end at that moment."""

    room_id: int
    t: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PlayRobots:
    """The robots of a room that the server plays may have something to do."""

    room_id: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice is kept. What came of it is None until its round closes; goods are absolute."""

    player_id: int
    t: int
    asked: int
    success: bool | None
    good_in_hand: int
    score: int


@dataclass(frozen=True, slots=True)
class Called:
    """The operator will see it."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Whoever had not chosen in time has been chosen for."""


@dataclass(frozen=True, slots=True)
class RobotsPlayed:
    """Every robot has done what its room asks of it."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The device is the tablet of that number now."""

    number: int


Request: TypeAlias = (
    Enrol
    | Arrive
    | Find
    | AnswerSurvey
    | FinishTraining
    | CallOperator
    | Train
    | Choose
    | ExpireRound
    | PlayRobots
)
Answer: TypeAlias = Enrolled | Called | Expired | RobotsPlayed | PlayerStanding | Chosen | Refusal


@dataclass(frozen=True, slots=True)
class Committed:
    """What a transaction has made true: an answer to each request, in their order, and the news in it."""

    answers: list[Answer]
    rooms: dict[int, RoomStanding] = field(default_factory=dict)
    players: dict[int, PlayerStanding] = field(default_factory=dict)
    closed: list[RoundClosed] = field(default_factory=list)
