"""Where rooms and players stand: what a reply is made of, whether it was asked for or is pushed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db.models import Q

from kiosk.models import Choice, Phase, Player, Room, Step
from kiosk.services.plan import access_point_of, planned_access_points

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from conf.site import AccessPoint
    from kiosk.economy.goods import Economy
    from kiosk.models import Terms


@dataclass(frozen=True, slots=True)
class Pay:
    """What a session pays: a base and a sum a point, rounded up to a multiple."""

    base: Decimal
    per_point: Decimal
    rounding: Decimal
    currency: str

    @classmethod
    def of(cls, terms: Terms) -> Self | None:
        """What these terms pay; None where they say nothing of pay."""
        if terms.pay_base is None and terms.pay_per_point is None:
            return None
        return cls(
            terms.pay_base or Decimal(0),
            terms.pay_per_point or Decimal(0),
            terms.pay_rounding,
            terms.currency,
        )

    def amount(self, score: int) -> Decimal:
        """The pay for a score, in the currency."""
        exact = self.base + self.per_point * score
        return (exact / self.rounding).to_integral_value(ROUND_CEILING) * self.rounding


@dataclass(frozen=True, slots=True)
class RoomStanding:
    """A room at one moment. `arrived` of `size` players have done what the barrier waits for."""

    id: int
    step: Step
    t: int
    arrived: int
    size: int
    closed: bool
    rounds: int
    training_rounds: int
    economy: Economy
    language: str
    consent: bool
    survey_optional: bool
    pay: Pay | None
    time_limit: int | None
    clock_from: datetime | None
    paused_at: datetime | None
    pause_text: str
    robots: int
    version: int

    @classmethod
    def of(cls, room: Room) -> RoomStanding:
        """The standing of a room as it has been read."""
        return cls(
            id=room.pk,
            step=Step(room.step),
            t=room.t,
            arrived=room.arrived,
            size=room.size,
            closed=room.closed_at is not None,
            rounds=room.rounds,
            training_rounds=room.training_rounds,
            economy=room.economy,
            language=room.language,
            consent=room.consent,
            survey_optional=room.survey_optional,
            pay=Pay.of(room),
            time_limit=room.time_limit,
            clock_from=room.clock_from,
            paused_at=room.paused_at,
            pause_text=room.pause_text,
            robots=room.robots,
            version=room.version,
        )

    @property
    def expires_at(self) -> datetime | None:
        """When the time to choose is over, where it is limited, a round is open and the clock runs."""
        if self.time_limit is None or self.clock_from is None or self.step is not Step.GAME:
            return None
        if self.paused_at or self.closed:
            return None
        return self.clock_from + timedelta(seconds=self.time_limit)

    def time_left(self, now: datetime) -> timedelta | None:
        """What is left of the time to choose, where it is limited and a round is open; a pause stops it."""
        if self.time_limit is None or self.clock_from is None or self.step is not Step.GAME:
            return None
        spent = max(timedelta(), (self.paused_at or now) - self.clock_from)
        return max(timedelta(), timedelta(seconds=self.time_limit) - spent)

    @property
    def paused(self) -> str | None:
        """What participants read in the pause; None where the session goes on."""
        return self.pause_text if self.paused_at else None

    @property
    def progress(self) -> int:
        """The share of players that have arrived, in percent, rounded down: 100 only when all have."""
        return 100 * self.arrived // self.size

    @property
    def place(self) -> tuple[int, int, bool, int]:
        """How far the room has come: it only ever grows, so the larger of two places is the newer."""
        return list(Step).index(self.step), self.t, self.closed, self.version


class PlayerStanding(NamedTuple):
    """A player at one moment. Goods are absolute; `asked` is its choice in the room's round `t`.

    `last_success` is the outcome of the round before, None where there was none. A tuple, because
    every choice and every result makes a new one, and a tuple is made three times faster.
    """

    id: int
    room_id: int
    user_id: int
    seat: int
    tablet: int | None
    device_id: str | None
    access_point: int | None
    pseudo: str
    step: Step
    production_good: int
    consumption_good: int
    good_in_hand: int
    score: int
    asked: int | None
    last_success: bool | None
    training_t: int
    training_good_in_hand: int
    training_score: int


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What one player got out of a round, and what it holds and has scored since."""

    success: bool
    good_in_hand: int
    score: int


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """A round that has been resolved: `room` stands after it; results by player."""

    room: RoomStanding
    t: int
    results: dict[int, RoundResult]


def room_standings(rooms: Collection[int]) -> dict[int, RoomStanding]:
    """The standings of these rooms, and of those in which the server has seats to play, by room."""
    found = Room.objects.filter(Q(pk__in=rooms) | Q(robots__gt=0, closed_at=None)).defer("script", "odds")
    return {room.pk: RoomStanding.of(room) for room in found}


def player_standings(players: Iterable[Player]) -> dict[int, PlayerStanding]:
    """The standings of these players, by player; each comes with its `room` and `tablet` selected."""
    listed = list(players)
    latest = _latest_choices(listed)
    points = planned_access_points()
    return {player.pk: _player_standing(player, latest, points) for player in listed}


def _latest_choices(players: list[Player]) -> dict[tuple[int, int], tuple[int, bool | None]]:
    """(player, t) → (good asked, success), for the room's present round and the one before."""
    rounds = {t for player in players for t in (player.room.t - 1, player.room.t) if t >= 0}
    rows = Choice.objects.filter(
        player__in=[player.pk for player in players], phase=Phase.GAME, t__in=rounds
    ).values_list("player_id", "t", "desired_good", "success")
    return {(player, t): (asked, success) for player, t, asked, success in rows}


def _player_standing(
    player: Player,
    latest: dict[tuple[int, int], tuple[int, bool | None]],
    points: tuple[AccessPoint, ...],
) -> PlayerStanding:
    tablet = player.tablet.number if player.tablet else None
    asked, _ = latest.get((player.pk, player.room.t), (None, None))
    _, last_success = latest.get((player.pk, player.room.t - 1), (None, None))
    return PlayerStanding(
        id=player.pk,
        room_id=player.room_id,
        user_id=player.user_id,
        seat=player.seat,
        tablet=tablet,
        device_id=player.tablet.device_id if player.tablet else None,
        access_point=None if tablet is None else access_point_of(tablet, points),
        pseudo=player.pseudo,
        step=Step(player.step),
        production_good=player.production_good,
        consumption_good=player.consumption_good,
        good_in_hand=player.good_in_hand,
        score=player.score,
        asked=asked,
        last_success=last_success,
        training_t=player.training_t,
        training_good_in_hand=player.training_good_in_hand,
        training_score=player.training_score,
    )
