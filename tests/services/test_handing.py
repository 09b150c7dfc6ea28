from __future__ import annotations

from typing import Any

import pytest

from kiosk.archive.store import recording_of
from kiosk.archive.verify import violations
from kiosk.models import Choice, Player, Room, Step
from kiosk.services.conduct import session_pause
from kiosk.services.handing import seat_hand_over
from kiosk.services.passing import survey_answer
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Arrive, Chosen, Find, PlayRobots
from kiosk.services.robots import robots_play
from kiosk.services.rounds import choices_make
from kiosk.services.seats import seat_robots, seats_arrive, seats_find
from tests.sessions import (
    arrive,
    choose,
    enrol,
    events,
    open_room,
    other_goods,
    played,
    said,
    standing,
    standings,
    survey,
    train_through,
    walk,
)

pytestmark = pytest.mark.django_db


def refusal(room: Room, seat: int, tablet: int | None) -> str:
    with pytest.raises(Refusal) as refused:
        seat_hand_over(room, seat=seat, tablet=tablet)
    return refused.value.code


def test_another_tablet_goes_on_where_the_seat_stands_and_the_old_one_has_none() -> None:
    room = open_room(tablets="0-9")
    first, *_others = walk(room)
    good = other_goods(room, first, first.good_in_hand)[0]
    said(Chosen, choices_make([choose(first, 0, good)]).answers)
    (spare,) = enrol(7)
    seat_hand_over(room, seat=first.seat, tablet=7, actor="Ada")
    (moved,) = arrive(spare)
    assert (moved.id, moved.seat, moved.tablet) == (first.id, first.seat, 7)
    assert moved.asked == standings([first])[0].asked is not None
    (answer,) = seats_arrive([Arrive("device-0")]).answers
    assert isinstance(answer, Refusal)
    assert answer.code == "no_room"
    (event,) = events(room, "seat_handed_over")
    assert (event["seat"], event["from"], event["to"], event["t"]) == (first.seat, 0, 7, 0)


def test_who_has_lost_a_seat_is_not_known_by_its_secret_number_any_more() -> None:
    room = open_room()
    first, *_others = walk(room)
    enrol(7)
    seat_hand_over(room, seat=first.seat, tablet=7)
    (answer,) = seats_find([Find(first.user_id)]).answers
    assert isinstance(answer, Refusal)


def test_a_seat_goes_to_a_robot_and_back_and_every_choice_says_who_made_it() -> None:
    room = open_room(rounds=4)
    first, *others = walk(room)

    def others_choose(t: int) -> None:
        for player in standings(others):
            good = other_goods(room, player, player.good_in_hand)[0]
            said(Chosen, choices_make([choose(player, t, good)]).answers)

    seat_hand_over(room, seat=first.seat, tablet=None)
    assert standing(room).robots == 1
    others_choose(0)
    assert len(robots_play([PlayRobots(room.pk)]).closed) == 1
    robots_play([PlayRobots(room.pk)])
    others_choose(1)
    seat_hand_over(room, seat=first.seat, tablet=0)
    assert standing(room).robots == 0
    (back,) = arrive("device-0")
    others_choose(2)
    good = other_goods(room, back, back.good_in_hand)[0]
    said(Chosen, choices_make([choose(back, 2, good)]).answers)
    made = Choice.objects.filter(player=first.id, phase="game").order_by("t").values_list("t", "robot")
    assert list(made) == [(0, True), (1, True), (2, False)]
    assert not Choice.objects.filter(player__in=[player.id for player in others], robot=True).exists()
    assert violations(recording_of(Room.objects.get(pk=room.pk))) == []


def test_a_seat_goes_only_to_somebody_who_can_take_it() -> None:
    room = open_room(tablets="0-2")
    walk(room)
    other = open_room(tablets="10-12")
    enrol(10)
    arrive("device-10")
    assert refusal(room, 0, 0) == "seat_same"
    assert refusal(room, 0, 1) == "tablet_seated"
    assert refusal(room, 0, 10) == "tablet_seated"
    assert refusal(room, 0, 77) == "tablet_unknown"
    assert refusal(room, 3, 77) == "no_such_seat"
    assert other.pk != room.pk


def test_a_seat_that_was_kept_for_somebody_who_does_not_come_is_filled_by_a_robot() -> None:
    room = open_room()
    (kept,) = seat_robots(room, 1)
    enrol(0, 1)
    arrive("device-0", "device-1")
    seat_hand_over(room, seat=kept.seat, tablet=None)
    assert standing(room).step == Step.SURVEY


# Robots of the server


def robot_room(**terms: Any) -> Room:
    """A room in which the server plays the first two of three seats."""
    room = open_room(**terms)
    enrol(0, 1, 2)
    players = arrive("device-0", "device-1", "device-2")
    for player in players[:2]:
        seat_hand_over(room, seat=player.seat, tablet=None)
    return room


def play_out(room: Room) -> None:
    (person,) = arrive("device-2")
    robots_play([PlayRobots(room.pk)])
    survey_answer([survey(person)])
    robots_play([PlayRobots(room.pk)])
    train_through(room, [person])
    for t in range(room.rounds):
        (person,) = standings([person])
        choices_make([choose(person, t, other_goods(room, person, person.good_in_hand)[0])])
        robots_play([PlayRobots(room.pk)])


def test_robots_of_the_server_play_a_whole_session_that_keeps_the_rules() -> None:
    room = robot_room(rounds=6, training_rounds=3)
    play_out(room)
    assert standing(room).step == Step.END
    recording = recording_of(Room.objects.get(pk=room.pk))
    assert violations(recording) == []
    assert {(row.player, row.robot) for row in recording.choices} == {(0, 1), (1, 1), (2, 0)}
    assert {(row.player, row.robot) for row in recording.training} == {(0, 1), (1, 1), (2, 0)}


def test_a_robot_that_is_asked_twice_has_played_once() -> None:
    room = robot_room()
    for _ in range(3):
        robots_play([PlayRobots(room.pk), PlayRobots(room.pk)])
    assert standing(room).arrived == 2
    assert Player.objects.filter(room=room, step=Step.TRAINING).count() == 2


def test_the_same_seed_and_the_same_others_make_robots_play_the_same() -> None:
    rooms = []
    for _ in range(2):
        room = robot_room(rounds=6)
        play_out(room)
        rooms.append(played(room))
    assert rooms[0] == rooms[1]


def test_robots_stand_still_in_a_pause() -> None:
    room = robot_room()
    session_pause(room)
    robots_play([PlayRobots(room.pk)])
    assert standing(room).arrived == 0
