"""The close of a round: its market is resolved once every player has chosen, and the room goes on.

Every function here is called in a transaction that holds the room's lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from kiosk.economy import market
from kiosk.models import Choice, Phase, Player, Room, Step
from kiosk.models.bulk import update_rows
from kiosk.services.barriers import PLACE_FIELDS, open_barrier
from kiosk.services.events import record
from kiosk.services.standing import RoomStanding, RoundClosed, RoundResult

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray


def count_in(rooms: dict[int, Room], fresh: list[int]) -> list[RoundClosed]:
    """Count the choices into their rooms (one entry a choice) and close the rounds that are complete."""
    closed = []
    for pk in sorted(set(fresh)):
        room = rooms[pk]
        room.arrived += fresh.count(pk)
        if room.arrived == room.size:
            closed.append(_close_round(room, timezone.now()))
        room.save(update_fields=PLACE_FIELDS)
    return closed


def _close_round(room: Room, now: datetime) -> RoundClosed:
    """Resolve the round from its choices, and go on to the next one or to the end."""
    t = room.t
    rows = (
        Choice.objects.filter(player__room=room, phase=Phase.GAME, t=t)
        .order_by("player__seat")
        .values_list(
            "pk",
            "player_id",
            "good_in_hand",
            "desired_good",
            "player__production_good",
            "player__consumption_good",
            "player__score",
        )
    )
    choices, players, in_hand, asked, production, consumption, score = np.array(rows, dtype=np.int64).T
    success = market.resolve(in_hand, asked, _priority(room, t))
    next_in_hand, scored = market.settle(in_hand, asked, success, production, consumption)
    score = score + scored
    _write_results(choices, players, success, next_in_hand, score, moved=(next_in_hand != in_hand) | scored)
    Choice.objects.filter(player__room=room, phase=Phase.GAME, t=t).update(resolved_at=now)
    _go_on(room, now)
    record("round_closed", room=room, at=now, t=t)
    results = zip(players.tolist(), success.tolist(), next_in_hand.tolist(), score.tolist(), strict=True)
    return RoundClosed(
        RoomStanding.of(room), t, {player: RoundResult(*result) for player, *result in results}
    )


def _priority(room: Room, t: int) -> NDArray[np.float64]:
    """The draw of the round: by the room's seed, or so that those win who won in the recording."""
    priority = market.draw(room.seed, t, room.size)
    if not room.script:
        return priority
    return market.recorded_priority(priority, np.array(room.script["choices"][t], dtype=bool))


def _write_results(
    choices: NDArray[np.int64],
    players: NDArray[np.int64],
    success: NDArray[np.bool_],
    good_in_hand: NDArray[np.int64],
    score: NDArray[np.int64],
    *,
    moved: NDArray[np.bool_],
) -> None:
    update_rows(Choice, ["success"], list(zip(choices.tolist(), success.tolist(), strict=True)))
    changed = zip(players[moved].tolist(), good_in_hand[moved].tolist(), score[moved].tolist(), strict=True)
    update_rows(Player, ["good_in_hand", "score"], list(changed))


def _go_on(room: Room, now: datetime) -> None:
    room.t += 1
    room.arrived = 0
    room.round_opened_at = now
    if room.t == room.rounds:
        Player.objects.filter(room=room).update(step=Step.END)
        open_barrier(room, now)
