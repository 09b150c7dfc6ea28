"""What a round reads and keeps, in statements that are written out.

Everybody waits for these, and Django takes ten times longer to compose them than the database to
answer. SQLite and PostgreSQL understand them alike. Goods are absolute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db import connection

from kiosk.models.bulk import insert_rows, places, update_rows
from kiosk.models.choice import Choice, Phase
from kiosk.models.player import Player

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from numpy.typing import NDArray


class Chooser(NamedTuple):
    """A player that chooses in round `t`; `asked` and `success` are None where it has not yet."""

    pk: int
    t: int
    step: str
    production_good: int
    consumption_good: int
    good_in_hand: int
    score: int
    asked: int | None
    success: bool | None


class NewChoice(NamedTuple):
    """A choice of the game as it arrives."""

    player_id: int
    t: int
    good_in_hand: int
    desired_good: int
    shown_at: datetime | None
    answered_at: datetime | None
    received_at: datetime
    phase: str = Phase.GAME.value
    automatic: bool = False


class Market(NamedTuple):
    """A round in which all have chosen: an array a column, with one element a player, by seat."""

    choice: NDArray[np.int64]
    player: NDArray[np.int64]
    good_in_hand: NDArray[np.int64]
    desired_good: NDArray[np.int64]
    production_good: NDArray[np.int64]
    consumption_good: NDArray[np.int64]
    score: NDArray[np.int64]


def read_choosers(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Chooser]:
    """(player, t) → the player, with its choice of that round where there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT player.id, wanted.column2, player.step, player.production_good, player.consumption_good,
                   player.good_in_hand, player.score, choice.desired_good, choice.success
            FROM (VALUES {places(2, len(wanted))}) AS wanted
            JOIN kiosk_player AS player ON player.id = wanted.column1
            LEFT JOIN kiosk_choice AS choice
                   ON choice.player_id = player.id AND choice.phase = %s AND choice.t = wanted.column2
            """,  # noqa: S608  only places for values are filled in
            [*(value for pair in wanted for value in pair), Phase.GAME.value],
        )
        return {
            (pk, t): Chooser._make([pk, t, *row, None if success is None else bool(success)])
            for pk, t, *row, success in cursor.fetchall()
        }


def keep_choices(choices: Sequence[NewChoice]) -> None:
    """Write new choices down."""
    insert_rows(Choice, choices)


def read_market(room_id: int, t: int) -> Market:
    """The choices of a round that is complete."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT choice.id, player.id, choice.good_in_hand, choice.desired_good,
                   player.production_good, player.consumption_good, player.score
            FROM kiosk_player AS player
            JOIN kiosk_choice AS choice
              ON choice.player_id = player.id AND choice.phase = %s AND choice.t = %s
            WHERE player.room_id = %s
            ORDER BY player.seat
            """,
            [Phase.GAME.value, t, room_id],
        )
        return Market._make(np.array(cursor.fetchall(), dtype=np.int64).T)


def write_market(
    market: Market,
    success: NDArray[np.bool_],
    good_in_hand: NDArray[np.int64],
    score: NDArray[np.int64],
    *,
    resolved_at: datetime,
) -> None:
    """Write down who succeeded, and what changed in the players' hands and scores."""
    outcomes = zip(market.choice.tolist(), success.tolist(), strict=True)
    update_rows(Choice, ["success"], list(outcomes), resolved_at=resolved_at)
    moved = (good_in_hand != market.good_in_hand) | (score != market.score)
    columns = (column[moved].tolist() for column in (market.player, good_in_hand, score))
    update_rows(Player, ["good_in_hand", "score"], list(zip(*columns, strict=True)))
