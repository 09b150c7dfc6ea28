"""When the time of each room's round is over, by a clock that nobody sets.

The database keeps moments of the day, which several processes and a restart can read. But the time of day may
jump, when somebody sets it or the laptop finds a time server: so the time that was left when a process heard
of a round runs by the monotonic clock, and a round is as long as the operator said.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from kiosk.services.standing import RoomStanding

GRACE = timedelta(seconds=2)
"""A choice made in the last moment is still on its way."""


class _Timer(NamedTuple):
    expires_at: datetime
    over: float
    """By the monotonic clock, in seconds; the last choices' way to the server included."""


class Timers:
    """One for each room whose round is limited."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._timers: dict[int, _Timer] = {}

    def note(self, room: RoomStanding) -> None:
        """Start the timer of a room whose round is limited, if that is news; stop that of another."""
        expires_at = room.expires_at
        known = self._timers.get(room.id)
        if expires_at is None:
            self._timers.pop(room.id, None)
        elif known is None or known.expires_at != expires_at:
            left = expires_at + GRACE - timezone.now()
            self._timers[room.id] = _Timer(expires_at, self._clock() + left.total_seconds())

    def expired(self, room: RoomStanding) -> datetime | None:
        """When the round was to end whose time is over now; None while there is time."""
        self.note(room)
        timer = self._timers.get(room.id)
        return timer.expires_at if timer and self._clock() >= timer.over else None

    def left(self, room: RoomStanding) -> timedelta | None:
        """What is left of the time to choose, where it is limited and a round is open; a pause stops it."""
        self.note(room)
        timer = self._timers.get(room.id)
        if timer is None:
            return room.time_left(timezone.now())
        return max(timedelta(), timedelta(seconds=timer.over - self._clock()) - GRACE)

    def keep(self, rooms: Collection[int]) -> None:
        """Let go of the timers of all other rooms."""
        self._timers = {room_id: timer for room_id, timer in self._timers.items() if room_id in rooms}
