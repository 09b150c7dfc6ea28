"""The close of a round: its market is resolved once every player has chosen, and the room goes on.

Every function here is called in a transaction that holds the room's lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from kiosk.economy import market
from kiosk.models import Player, Room, Step
from kiosk.models.room_rows import keep_place
from kiosk.models.round_rows import read_market, write_market
from kiosk.services.barriers import open_barrier
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
        keep_place(room)
    return closed


def _close_round(room: Room, now: datetime) -> RoundClosed:
    """Resolve the round from its choices, and go on to the next one or to the end."""
    t = room.t
    traded = read_market(room.pk, t)
    success = market.resolve(traded.good_in_hand, traded.desired_good, _priority(room, t))
    good_in_hand, scored = market.settle(
        traded.good_in_hand, traded.desired_good, success, traded.production_good, traded.consumption_good
    )
    score = traded.score + scored
    write_market(traded, success, good_in_hand, score, resolved_at=now)
    _go_on(room, now)
    record("round_closed", room=room, at=now, t=t)
    results = map(RoundResult, success.tolist(), good_in_hand.tolist(), score.tolist())
    return RoundClosed(RoomStanding.of(room), t, dict(zip(traded.player.tolist(), results, strict=True)))


def _priority(room: Room, t: int) -> NDArray[np.float64]:
    """The draw of the round: by the room's seed, or so that those win who won in the recording."""
    priority = market.draw(room.seed, t, room.size)
    if not room.script:
        return priority
    return market.recorded_priority(priority, np.array(room.script["choices"][t], dtype=bool))


def _go_on(room: Room, now: datetime) -> None:
    room.t += 1
    room.arrived = 0
    room.round_opened_at = room.clock_from = now
    if room.t == room.rounds:
        Player.objects.filter(room=room).update(step=Step.END)
        open_barrier(room, now)
