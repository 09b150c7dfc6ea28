"""Barriers: a room goes on when the last of its players has arrived, exactly once.

Every function here is called in a transaction that holds the room's lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.models import Step
from kiosk.models.room_rows import keep_place
from kiosk.services.events import record
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.models import Room


def require_step(room: Room, player_step: str, expected: Step) -> None:
    """Refuse what a closed room, a player or a room at another step cannot take.

    Raises:
        Refusal: ``room_closed`` or ``wrong_step``, naming the step that is due.
    """
    if room.closed_at is not None:
        raise Refusal("room_closed")
    if player_step != expected or room.step != expected:
        due = min(Step(player_step), Step(room.step), key=list(Step).index)
        raise Refusal("wrong_step", expected=due.label, got=expected.label)


def require_running(room: Room) -> None:
    """Refuse a choice in a pause: whoever asks again is heard when the session goes on.

    Raises:
        Refusal: ``paused``.
    """
    if room.paused_at is not None:
        raise Refusal("paused")


def has_passed(player_step: str, step: Step) -> bool:
    """Whether a player has done what that step asks: its request is a repetition."""
    order = list(Step)
    return order.index(Step(player_step)) > order.index(step)


def arrive(room: Room, count: int, now: datetime) -> bool:
    """Count players in; with the last one the room goes on, unless it is held. True when it did."""
    room.arrived += count
    opens = room.arrived == room.size and not room.held
    if opens:
        open_barrier(room, now)
    keep_place(room)
    return opens


def open_barrier(room: Room, now: datetime) -> None:
    """Go on to the next step; the caller saves the room."""
    room.step = room.step_after(room.step)
    room.arrived = 0
    room.round_opened_at = room.clock_from = now
    record("barrier_opened", room=room, at=now, step=str(room.step))
