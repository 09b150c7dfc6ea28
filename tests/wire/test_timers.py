"""When the time of a round is over, whatever becomes of the time of day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.models import Room
from kiosk.services.standing import RoomStanding
from kiosk.wire.timers import GRACE, Timers
from tests.sessions import open_room, walk

pytestmark = pytest.mark.django_db
LIMIT = 30
WHOLE = LIMIT + GRACE.total_seconds()


class Clock:
    """Both clocks: one that only goes on, and the time of day, which may also be set."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        self._day = timezone.now()
        patch.setattr(timezone, "now", lambda: self._day)

    def __call__(self) -> float:
        return self.seconds

    def go_on(self, seconds: float) -> None:
        self.seconds += seconds
        self.jump(seconds)

    def jump(self, seconds: float) -> None:
        self._day += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def room(clock: Clock) -> RoomStanding:
    made = open_room("1/1/1", time_limit=LIMIT)
    walk(made)
    return RoomStanding.of(Room.objects.get(pk=made.pk))


def test_the_time_is_over_a_moment_after_it_was_to_end(clock: Clock, room: RoomStanding) -> None:
    timers = Timers(clock)
    assert timers.expired(room) is None
    clock.go_on(WHOLE - 0.1)
    assert timers.expired(room) is None
    clock.go_on(0.2)
    assert timers.expired(room) == room.expires_at


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_clock_that_is_set_makes_a_round_neither_shorter_nor_longer(
    clock: Clock, room: RoomStanding, seconds: int
) -> None:
    timers = Timers(clock)
    timers.note(room)
    clock.jump(seconds)
    clock.go_on(WHOLE - 0.1)
    assert timers.expired(room) is None
    clock.go_on(0.2)
    assert timers.expired(room) == room.expires_at


def test_a_process_that_starts_in_a_round_gives_it_the_rest_of_its_time(
    clock: Clock, room: RoomStanding
) -> None:
    clock.go_on(20)
    timers = Timers(clock)
    timers.note(room)
    clock.go_on(WHOLE - 20.1)
    assert timers.expired(room) is None
    clock.go_on(0.2)
    assert timers.expired(room) is not None


def test_the_clock_stands_in_a_pause_and_a_new_round_has_its_time_anew(
    clock: Clock, room: RoomStanding
) -> None:
    timers = Timers(clock)
    timers.note(room)
    clock.go_on(WHOLE + 1)
    assert timers.expired(replace(room, paused_at=timezone.now())) is None
    assert timers.expired(replace(room, t=room.t + 1, clock_from=timezone.now())) is None


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_what_is_left_is_told_as_it_is_when_the_clock_was_set(
    clock: Clock, room: RoomStanding, seconds: int
) -> None:
    timers = Timers(clock)
    timers.note(room)
    clock.go_on(10)
    clock.jump(seconds)
    assert timers.left(room) == pytest.approx(timedelta(seconds=LIMIT - 10), abs=timedelta(seconds=0.1))
    clock.go_on(LIMIT)
    assert timers.left(room) == timedelta()


def test_in_a_pause_what_is_left_stands_and_without_a_limit_nothing_is(
    clock: Clock, room: RoomStanding
) -> None:
    timers = Timers(clock)
    clock.go_on(10)
    paused = replace(room, paused_at=timezone.now())
    clock.go_on(100)
    left = timers.left(paused)
    assert left is not None
    assert LIMIT - 11 < left.total_seconds() <= LIMIT - 10 + 0.1
    assert timers.left(replace(room, time_limit=None)) is None
