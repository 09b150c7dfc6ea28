from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.models import Choice, Phase, Room
from kiosk.services.conduct import room_close, session_pause, time_limit_set
from kiosk.services.requests import Chosen, ExpireRound
from kiosk.services.rounds import choices_make
from kiosk.services.standing import RoomStanding
from kiosk.services.time_limit import rounds_expire
from tests.sessions import choose, events, open_room, other_goods, said, standings, walk

pytestmark = pytest.mark.django_db


def let_time_pass(room: Room, seconds: float) -> None:
    """The round was opened that much earlier."""
    Room.objects.filter(pk=room.pk).update(clock_from=timezone.now() - timedelta(seconds=seconds))


def time_is_over(room: Room) -> ExpireRound:
    """What a process asks for when the time of the round that is open now is over."""
    now = RoomStanding.of(Room.objects.get(pk=room.pk))
    assert now.expires_at is not None
    return ExpireRound(room.pk, now.t, now.expires_at)


def automatic(room: Room) -> list[tuple[int, int, int]]:
    rows = Choice.objects.filter(player__room=room, phase=Phase.GAME, automatic=True).order_by("t", "player")
    return list(rows.values_list("player__seat", "t", "desired_good"))


def test_who_is_late_asks_for_its_consumption_good_and_the_round_closes() -> None:
    room = open_room("1/1/1", time_limit=10)
    first, *late = walk(room)
    good = other_goods(room, first, first.good_in_hand)[-1]
    said(Chosen, choices_make([choose(first, 0, good)]).answers)
    (closed,) = rounds_expire([time_is_over(room)]).closed
    assert (closed.t, closed.room.t) == (0, 1)
    assert automatic(room) == [(player.seat, 0, player.consumption_good) for player in late]
    assert events(room, "round_expired") == [{"t": 0, "seats": [player.seat for player in late]}]


def test_a_round_expires_once_however_often_it_is_said() -> None:
    room = open_room("1/1/1", time_limit=10)
    walk(room)
    request = time_is_over(room)
    assert len(rounds_expire([request, request]).closed) == 1
    assert rounds_expire([request]).closed == []
    assert Room.objects.get(pk=room.pk).t == 1


def test_nobody_is_chosen_for_when_an_operator_has_given_more_time_or_stopped_the_clock() -> None:
    room = open_room("1/1/1", time_limit=10)
    walk(room)
    too_soon = time_is_over(room)
    time_limit_set(room, seconds=60)
    assert rounds_expire([too_soon]).closed == []
    paused = time_is_over(room)
    session_pause(room)
    assert rounds_expire([paused]).closed == []
    assert automatic(room) == []


def test_a_choice_that_comes_after_the_time_was_over_is_of_a_past_round() -> None:
    room = open_room("1/1/1", time_limit=10)
    player, *_ = walk(room)
    rounds_expire([time_is_over(room)])
    other = next(good for good in other_goods(room, player, player.good_in_hand) if good != 1)
    (answer,) = choices_make([choose(player, 0, other)]).answers
    assert getattr(answer, "code", None) == "past_round"
    assert standings([player])[0].asked is None


def test_without_a_limit_the_time_is_never_over() -> None:
    room = open_room("1/1/1")
    walk(room)
    let_time_pass(room, 10_000)
    assert RoomStanding.of(Room.objects.get(pk=room.pk)).expires_at is None


def test_a_round_has_its_time_anew() -> None:
    room = open_room("1/1/1", time_limit=10)
    walk(room)
    let_time_pass(room, 60)
    rounds_expire([time_is_over(room)])
    now = RoomStanding.of(Room.objects.get(pk=room.pk))
    assert now.expires_at is not None
    assert now.expires_at > timezone.now() + timedelta(seconds=5)


def test_in_a_room_that_was_closed_nobody_is_chosen_for() -> None:
    room = open_room("1/1/1", time_limit=10)
    walk(room)
    request = time_is_over(room)
    room_close(room)
    assert rounds_expire([request]).closed == []
    assert automatic(room) == []
