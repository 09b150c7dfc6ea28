"""Two operators at one session: who has not seen what the other did undoes nothing."""

from __future__ import annotations

import pytest

from kiosk.models import Room, Step
from kiosk.services.acting import Seen
from kiosk.services.advancing import barrier_advance
from kiosk.services.conduct import (
    message_send,
    session_pause,
    time_limit_set,
)
from kiosk.services.refusal import Refusal
from tests.sessions import (
    open_room,
    play_round,
    refused,
    standing,
    walk,
)

pytestmark = pytest.mark.django_db


def test_who_acts_on_what_another_has_changed_is_refused_with_what_was_done() -> None:
    room = open_room()
    walk(room)
    seen = Seen.of(Room.objects.get(pk=room.pk))
    session_pause(room, text="Une panne", actor="Ada", seen=seen)
    message_send(room, text="Patience", actor="Bob")
    with pytest.raises(Refusal) as refusal:
        time_limit_set(room, seconds=30, actor="Cleo", seen=seen)
    assert refusal.value.code == "stale"
    assert "Ada" in str(refusal.value)
    assert "Une panne" in str(refusal.value)
    assert "Bob" in str(refusal.value)
    assert standing(room).time_limit is None


def test_the_same_button_pressed_twice_acts_once() -> None:
    room = open_room()
    walk(room)
    seen = Seen.of(Room.objects.get(pk=room.pk))
    barrier_advance(room, seen=seen)
    assert refused(barrier_advance, room, seen=seen) == "stale"
    assert standing(room).t == 1


def test_a_barrier_that_opens_by_itself_is_not_advanced_again_unknowingly() -> None:
    room = open_room()
    players = walk(room)
    seen = Seen.of(Room.objects.get(pk=room.pk))
    play_round(room, players, 0)
    assert refused(barrier_advance, room, seen=seen) == "moved_on"


def test_rounds_that_close_meanwhile_make_no_other_act_stale() -> None:
    room = open_room()
    players = walk(room)
    seen = Seen.of(Room.objects.get(pk=room.pk))
    play_round(room, players, 0)
    session_pause(room, seen=seen)
    assert standing(room).paused


@pytest.mark.parametrize("text", ["", "1", "1.game", "x.game.1", "1.nowhere.1"])
def test_a_page_that_does_not_say_what_it_shows_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        Seen.parse(text)
    assert refusal.value.code == "stale"


def test_what_a_page_shows_is_written_and_read_again() -> None:
    seen = Seen(3, Step.GAME, 7)
    assert Seen.parse(str(seen)) == seen
