"""How the economy of a room goes, round by round: what the console plots. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kiosk.economy.measures import windowed_monetary_use
from kiosk.models import Choice, Phase, Room

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from numpy.typing import NDArray

    Column = list[float | None]
    Floats = NDArray[np.float64]

WINDOW = 10
"""Rounds in the sliding window of the monetary use: long enough for a ratio, short enough to see a change."""

NOBODY = -1
"""Stands where a round has no choice of a player: in rooms that were imported incomplete."""

MOST_ROOMS = 16
"""Figures kept in memory; they are made anew when a round closes."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One value a resolved round in each column, None where it is not defined.

    `medium` has a column a good: its monetary use (measure B) in a sliding window. `success` is the share of
    choices that succeeded, `score` the players' mean score after the round, `decision` and
    `slow_decision` the median and the 90th percentile of the seconds that players took.
    """

    room: int
    rounds: int
    n_goods: int
    medium: list[Column]
    success: Column
    score: Column
    decision: Column
    slow_decision: Column


def room_figures(room: Room) -> Figures:
    """The figures of a room's resolved rounds; the same ones until another round closes."""
    return _figures(room.pk, room.t)


class _Row(NamedTuple):
    seat: int
    t: int
    in_hand: int
    asked: int
    success: bool | None
    shown_at: datetime | None
    answered_at: datetime | None


@lru_cache(maxsize=MOST_ROOMS)
def _figures(room_id: int, rounds: int) -> Figures:
    room = Room.objects.defer("script").get(pk=room_id)
    roles = np.full((2, room.size), NOBODY)
    for seat, *goods in room.players.values_list("seat", "production_good", "consumption_good"):
        roles[:, seat] = goods
    production, consumption = roles
    in_hand, asked = np.full((2, rounds, room.size), NOBODY)
    success, seconds = np.full((2, rounds, room.size), np.nan)
    for row in _rows(room_id, rounds):
        place = row.t, row.seat
        in_hand[place], asked[place], success[place] = row.in_hand, row.asked, bool(row.success)
        seconds[place] = _seconds(row.shown_at, row.answered_at)
    points = (success == 1) & (asked == consumption)
    n_goods = room.economy.n_goods
    return Figures(
        room=room_id,
        rounds=rounds,
        n_goods=n_goods,
        medium=[
            _column(windowed_monetary_use(good, in_hand, asked, production, consumption, window=WINDOW))
            for good in range(n_goods)
        ],
        success=_column(_over_players(np.nanmean, success)),
        score=_column(points.cumsum(axis=0).mean(axis=1)),
        decision=_column(_over_players(np.nanmedian, seconds)),
        slow_decision=_column(_over_players(lambda row: np.nanpercentile(row, 90), seconds)),
    )


def _rows(room_id: int, rounds: int) -> map[_Row]:
    choices = Choice.objects.filter(player__room=room_id, phase=Phase.GAME, t__lt=rounds)
    columns = ("player__seat", "t", "good_in_hand", "desired_good", "success", "shown_at", "answered_at")
    return map(_Row._make, choices.values_list(*columns))


def _seconds(shown: datetime | None, answered: datetime | None) -> float:
    """How long a decision took, by the tablet's own clock; not a number where that cannot be said."""
    if shown is None or answered is None or answered < shown:
        return np.nan
    return (answered - shown).total_seconds()


def _over_players(reduce: Callable[[Floats], Any], values: Floats) -> Floats:
    """One value a row, not a number where a row has none."""
    return np.array([np.nan if np.isnan(row).all() else reduce(row) for row in values])


def _column(values: Floats) -> Column:
    return [None if np.isnan(value) else round(float(value), 4) for value in values]
