"""A session goes on without those who are missing, and what is done in their place is marked."""

from __future__ import annotations

import pytest

from kiosk.archive.store import recording_of
from kiosk.archive.verify import violations
from kiosk.models import Choice, Player, Room, Step
from kiosk.services.advancing import barrier_advance
from kiosk.services.conduct import session_pause
from kiosk.services.rounds import choices_make
from tests.sessions import (
    arrive,
    choose,
    enrol,
    events,
    open_held,
    open_room,
    other_goods,
    refused,
    standing,
    walk,
)

pytestmark = pytest.mark.django_db


def test_who_is_missing_at_the_welcome_is_replaced_by_robots_of_the_server() -> None:
    room = open_held("2/1/1")
    enrol(0, 1, 2)
    arrive("device-0", "device-1")
    barrier_advance(room, actor="Ada")
    stands = standing(room)
    assert (stands.step, stands.arrived, stands.robots) == (Step.SURVEY, 0, 2)
    robots = Player.objects.filter(room=room, robot=True, tablet=None)
    assert list(robots.values_list("seat", flat=True)) == [2, 3]
    assert events(room, "barrier_advanced")[0]["seats"] == [2, 3]


def test_who_is_missing_in_the_survey_has_not_answered() -> None:
    room = open_room()
    walk(room, Step.SURVEY)
    barrier_advance(room)
    assert standing(room).step == Step.TRAINING
    assert set(Player.objects.filter(room=room).values_list("age", "step")) == {(None, Step.TRAINING)}


def test_who_is_missing_in_the_training_has_asked_for_its_consumption_good_marked_as_automatic() -> None:
    room = open_room(training_rounds=4)
    walk(room, Step.TRAINING)
    barrier_advance(room)
    assert standing(room).step == Step.GAME
    choices = Choice.objects.filter(player__room=room, phase="training").select_related("player")
    assert len(choices) == 12
    assert all(choice.automatic for choice in choices)
    assert all(choice.desired_good == choice.player.consumption_good for choice in choices)
    assert violations(recording_of(Room.objects.get(pk=room.pk))) == []


def test_who_is_missing_in_a_round_is_chosen_for_and_the_round_closes() -> None:
    room = open_room()
    first, *_late = walk(room)
    choices_make([choose(first, 0, other_goods(room, first, first.good_in_hand)[0])])
    news = barrier_advance(room, actor="Ada")
    assert [closed.t for closed in news.closed] == [0]
    assert standing(room).t == 1
    assert Choice.objects.filter(player__room=room, phase="game", automatic=True).count() == 2
    assert events(room, "barrier_advanced") == [{"version": 1, "step": "game", "t": 0, "seats": [1, 2]}]


def test_a_paused_session_goes_on_before_anybody_is_left_behind() -> None:
    room = open_room()
    walk(room)
    session_pause(room)
    assert refused(barrier_advance, room) == "paused"
