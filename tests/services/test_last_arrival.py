"""Whoever is last, and however many come at the same moment: a barrier opens once, a round closes once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.models import Choice, Event, Phase, Player, Room, Step, Tablet
from kiosk.services.passing import survey_answer, training_finish
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Arrive, Chosen, Enrol, Enrolled
from kiosk.services.rounds import choices_make
from kiosk.services.seats import seats_arrive
from kiosk.services.standing import PlayerStanding
from kiosk.services.tablets import enrolment_open, tablets_enrol
from kiosk.services.training import training_exchange
from tests.services import contenders
from tests.sessions import (
    choose,
    enrol,
    events,
    finish,
    open_room,
    other_goods,
    said,
    standing,
    standings,
    survey,
    train,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.services.requests import Choose

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


@pytest.fixture(scope="module", params=["threads", "processes"])
def crew(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[contenders.Contenders]:
    with getattr(contenders, request.param)() as together:
        yield together


def wishes(room: Room, players: list[PlayerStanding], t: int) -> list[Choose]:
    return [
        choose(player, t, other_goods(room, player, player.good_in_hand)[t % 2])
        for player in standings(players)
    ]


def test_a_session_of_players_who_all_come_at_once_passes_each_barrier_and_round_once(
    crew: contenders.Contenders,
) -> None:
    room = open_room("2/2/2", rounds=ROUNDS, training_rounds=1)
    devices = enrol(*range(6))
    players = said(PlayerStanding, crew.ask(seats_arrive, [Arrive(each) for each in devices]))
    assert sorted(player.seat for player in players) == list(range(6))
    said(PlayerStanding, crew.ask(survey_answer, [survey(player) for player in players]))
    said(Chosen, crew.ask(training_exchange, [train(player, 0, 1) for player in players]))
    said(PlayerStanding, crew.ask(training_finish, [finish(player) for player in players]))
    for t in range(ROUNDS):
        said(Chosen, crew.ask(choices_make, wishes(room, players, t)))
        assert (standing(room).t, standing(room).arrived) == (t + 1, 0)
    assert [event["step"] for event in events(room, "barrier_opened")] == list(room.steps[1:])
    assert [event["t"] for event in events(room, "round_closed")] == list(range(ROUNDS))
    game = Choice.objects.filter(phase=Phase.GAME)
    assert game.count() == ROUNDS * 6
    assert not game.filter(success=None).exists()
    assert set(Player.objects.values_list("step", flat=True)) == {Step.END}


@pytest.mark.parametrize("attempt", range(3))
def test_of_the_last_ones_who_come_at_the_same_moment_one_opens_the_barrier(
    crew: contenders.Contenders, attempt: int
) -> None:
    room = open_room("1/1/1", rounds=1, training_rounds=0)
    players = said(PlayerStanding, crew.ask(seats_arrive, [Arrive(each) for each in enrol(0, 1, 2)]))
    crew.ask(survey_answer, [survey(player) for player in players])
    answers = said(Chosen, crew.ask(choices_make, wishes(room, players, 0)))
    assert [event["step"] for event in events(room, "barrier_opened")] == ["survey", "game", "end"]
    assert events(room, "round_closed") == [{"t": 0}]
    assert [answer.success for answer in answers] == [None] * 3  # the news of the commit tells them


def test_a_tablet_that_arrives_over_several_sockets_at_once_gets_one_seat(
    crew: contenders.Contenders,
) -> None:
    open_room()
    (tablet,) = enrol(0)
    first, *others = said(PlayerStanding, crew.ask_each(seats_arrive, Arrive(tablet)))
    assert others == [first] * (contenders.COUNT - 1)
    assert Player.objects.count() == standing(Room.objects.get()).arrived == 1


def test_the_last_tablet_that_arrives_over_several_sockets_at_once_is_seated_over_each(
    crew: contenders.Contenders,
) -> None:
    room = open_room()
    devices = enrol(0, 1, 2)
    seats_arrive([Arrive(each) for each in devices[:2]])
    said(PlayerStanding, crew.ask_each(seats_arrive, Arrive(devices[2])))
    assert events(room, "barrier_opened") == [{"step": "survey"}]


def test_more_tablets_than_seats_at_once_leave_no_seat_taken_twice(crew: contenders.Contenders) -> None:
    room = open_room()
    answers = crew.ask(seats_arrive, [Arrive(each) for each in enrol(*range(9))])
    seated = [answer for answer in answers if isinstance(answer, PlayerStanding)]
    assert sorted(player.seat for player in seated) == [0, 1, 2]
    refused = said(Refusal, [answer for answer in answers if not isinstance(answer, PlayerStanding)])
    assert {answer.code for answer in refused} == {"no_room"}
    assert standing(room).step is Step.SURVEY


def test_a_survey_that_arrives_several_times_at_once_counts_once(crew: contenders.Contenders) -> None:
    room = open_room()
    (player, *_others) = walk(room, Step.SURVEY)
    said(PlayerStanding, crew.ask_each(survey_answer, survey(player)))
    assert standing(room).arrived == 1


def test_a_training_round_that_arrives_several_times_at_once_is_played_once(
    crew: contenders.Contenders,
) -> None:
    (player, *_others) = walk(open_room(), Step.TRAINING)
    first, *others = said(Chosen, crew.ask_each(training_exchange, train(player, 0, 1)))
    assert others == [first] * (contenders.COUNT - 1)
    assert Choice.objects.count() == standings([player])[0].training_t == 1


def test_a_choice_that_arrives_several_times_at_once_is_kept_once(crew: contenders.Contenders) -> None:
    room = open_room(training_rounds=0)
    (player, *_others) = walk(room)
    said(Chosen, crew.ask_each(choices_make, choose(player, 0, 1)))
    assert Choice.objects.count() == standing(room).arrived == 1


def test_of_different_goods_for_a_round_at_once_one_is_kept_and_the_others_are_refused(
    crew: contenders.Contenders,
) -> None:
    room = open_room(training_rounds=0)
    (player, *_others) = walk(room)
    answers = crew.ask(choices_make, [choose(player, 0, 1), choose(player, 0, 2)])
    kept = [answer for answer in answers if isinstance(answer, Chosen)]
    assert [Choice.objects.get().desired_good] == [answer.asked for answer in kept]
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["already_chosen"]
    assert standing(room).arrived == 1


def test_a_device_that_enrols_over_several_sockets_at_once_is_one_tablet(
    crew: contenders.Contenders,
) -> None:
    enrolment_open(duration=timedelta(minutes=5))
    answers = crew.ask_each(tablets_enrol, Enrol("device", 5, ""))
    assert answers == [Enrolled(5)] * contenders.COUNT
    assert Tablet.objects.get().device_id == "device"
    assert Event.objects.filter(kind="tablet_enrolled").count() == 1
