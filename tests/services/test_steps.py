from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils.translation import gettext

from kiosk.models import Event, Player, Room, Step
from kiosk.services.calls import operator_call
from kiosk.services.conduct import room_close
from kiosk.services.passing import survey_answer, training_finish
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Called, CallOperator, PlayerRequest
from kiosk.services.rounds import choices_make
from kiosk.services.standing import PlayerStanding
from kiosk.services.training import training_exchange
from tests.sessions import (
    arrive,
    choose,
    enrol,
    events,
    finish,
    open_room,
    play_round,
    said,
    standing,
    survey,
    train,
    train_through,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.requests import Committed

pytestmark = pytest.mark.django_db

SERVICE: dict[str, tuple[Callable[..., Committed], Callable[[PlayerStanding], PlayerRequest]]] = {
    "survey": (survey_answer, survey),
    "training_choice": (training_exchange, lambda player: train(player, 0, 1)),
    "training_done": (training_finish, finish),
    "choice": (choices_make, lambda player: choose(player, 0, 1)),
}


def ask(demand: str, player: PlayerStanding) -> object:
    service, request = SERVICE[demand]
    return service([request(player)]).answers[0]


@pytest.mark.parametrize(("survey", "training_rounds"), [(True, 2), (False, 2), (True, 0), (False, 0)])
def test_a_session_goes_from_barrier_to_barrier_over_the_steps_it_has(
    *, survey: bool, training_rounds: int
) -> None:
    room = open_room(survey=survey, training_rounds=training_rounds)
    walk(room, Step.END)
    assert [event["step"] for event in events(room, "barrier_opened")] == list(room.steps[1:])
    assert [event["t"] for event in events(room, "round_closed")] == [0, 1, 2]
    assert set(room.players.values_list("step", flat=True)) == {Step.END}
    assert (standing(room).step, standing(room).t, standing(room).arrived) == (Step.END, 3, 0)


def test_a_barrier_waits_for_the_last_player_and_opens_with_it() -> None:
    room = open_room("2/2/2")
    devices = enrol(*range(6))
    players = arrive(*devices[:5])
    assert (standing(room).step, standing(room).arrived) == (Step.WELCOME, 5)
    players += arrive(devices[5])
    survey_answer([survey(player) for player in players[:4]])
    assert (standing(room).step, standing(room).arrived) == (Step.SURVEY, 4)
    survey_answer([survey(player) for player in players[4:]])
    assert (standing(room).step, standing(room).arrived) == (Step.TRAINING, 0)
    train_through(room, players[:5])
    assert (standing(room).step, standing(room).arrived) == (Step.TRAINING, 5)
    train_through(room, players[5:])
    assert (standing(room).step, standing(room).arrived) == (Step.GAME, 0)


def test_in_training_nobody_waits_for_anybody() -> None:
    room = open_room()
    first, *_others = walk(room, Step.TRAINING)
    train_through(room, [first])
    assert Player.objects.get(pk=first.id).step == Step.GAME
    assert standing(room).step is Step.TRAINING


@pytest.mark.parametrize(
    ("step", "demand"),
    [
        (Step.SURVEY, "training_choice"),
        (Step.SURVEY, "training_done"),
        (Step.SURVEY, "choice"),
        (Step.TRAINING, "choice"),
    ],
)
def test_what_is_not_due_is_refused_with_what_is(step: Step, demand: str) -> None:
    player = walk(open_room(), step)[0]
    before = list(Player.objects.values()), list(Room.objects.values()), Event.objects.count()
    answer = ask(demand, player)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts["expected"]) == ("wrong_step", step.label)
    assert (list(Player.objects.values()), list(Room.objects.values()), Event.objects.count()) == before


def test_a_player_past_a_barrier_that_is_still_closed_may_not_go_on() -> None:
    room = open_room()
    players = walk(room, Step.SURVEY)
    survey_answer([survey(players[0])])
    answer = ask("training_choice", players[0])
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts["expected"]) == ("wrong_step", Step.SURVEY.label)


@pytest.mark.parametrize("demand", ["survey", "training_choice", "training_done", "choice"])
def test_a_closed_room_takes_nothing_more(demand: str) -> None:
    step = {"survey": Step.SURVEY, "choice": Step.GAME}.get(demand, Step.TRAINING)
    room = open_room()
    player = walk(room, step)[0]
    room_close(room)
    answer = ask(demand, player)
    assert isinstance(answer, Refusal)
    assert answer.code == "room_closed"
    assert standing(room).arrived == 0


@pytest.mark.parametrize(("arrived", "progress"), [(0, 0), (1, 0), (2, 1), (100, 50), (199, 99), (200, 100)])
def test_progress_is_rounded_down_so_that_only_all_make_a_hundred(arrived: int, progress: int) -> None:
    room = open_room("60/70/70")
    room.arrived = arrived
    room.save()
    assert standing(room).progress == progress


def test_a_barrier_of_two_hundred_opens_for_the_last_and_not_before() -> None:
    room = open_room("60/70/70")
    devices = enrol(*range(200))
    arrive(*devices[:199])
    assert (standing(room).step, standing(room).progress) == (Step.WELCOME, 99)
    arrive(devices[199])
    assert standing(room).step is Step.SURVEY


def test_the_survey_keeps_the_first_answers() -> None:
    players = walk(open_room(), Step.SURVEY)
    survey_answer([survey(players[0], 44, "male")])
    survey_answer([survey(players[0], 99, "female"), survey(players[1], 22, "none of the two")])
    rows = Player.objects.order_by("seat").values_list("age", "gender", "step")
    assert list(rows) == [
        (44, "male", Step.TRAINING),
        (22, "none of the two", Step.TRAINING),
        (None, "", Step.SURVEY),
    ]


@pytest.mark.parametrize(("age", "gender", "expected"), [(None, "male", "age"), (30, "", "gender")])
def test_a_survey_with_an_answer_missing_is_refused_unless_answers_are_optional(
    age: int | None, gender: str, expected: str
) -> None:
    (player, *_others) = walk(open_room(tablets="0-2"), Step.SURVEY)
    (answer,) = survey_answer([survey(player, age, gender)]).answers
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts) == ("answer_missing", {"expected": gettext(expected)})
    room = open_room(tablets="10-12", survey_optional=True)
    (player, *_others) = walk(room, Step.SURVEY, first_tablet=10)
    (answer,) = survey_answer([survey(player, age, gender)]).answers
    assert isinstance(answer, PlayerStanding)
    assert answer.step is Step.TRAINING


def test_of_two_answers_in_a_batch_the_one_that_is_missing_something_is_refused_alone() -> None:
    (player, *_others) = walk(open_room(), Step.SURVEY)
    refused, taken, again = survey_answer(
        [survey(player, None), survey(player, 44), survey(player, None)]
    ).answers
    assert isinstance(refused, Refusal)
    assert said(PlayerStanding, [taken])[0].step is Step.TRAINING
    assert again == taken


def test_the_training_is_not_over_before_its_last_round() -> None:
    room = open_room(training_rounds=2)
    (player, *_others) = walk(room, Step.TRAINING)
    training_exchange([train(player, 0, 2)])
    answer = ask("training_done", player)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts) == ("training_unfinished", {"expected": 2, "got": 1})
    assert Player.objects.get(pk=player.id).step == Step.TRAINING


def test_a_call_for_the_operator_is_noted_once_however_often_it_is_repeated() -> None:
    room = open_room()
    players = walk(room, Step.GAME)
    calls = [CallOperator(player.id, player.room_id) for player in players[:2]]
    assert operator_call([calls[0], calls[0]]).answers == [Called(), Called()]
    assert operator_call(calls).answers == [Called(), Called()]
    assert sorted(event["seat"] for event in events(room, "operator_called")) == [0, 1]


def test_players_of_several_rooms_pass_in_one_batch() -> None:
    first, second = open_room(tablets="0-2"), open_room("1/1/2", tablets="10-13")
    players = walk(first, Step.SURVEY) + walk(second, Step.SURVEY, first_tablet=10)
    survey_answer([survey(player) for player in players[::-1][1:]])
    assert (standing(first).step, standing(second).step) == (Step.TRAINING, Step.SURVEY)
    assert standing(second).arrived == 3


def test_a_round_is_not_played_twice_nor_after_the_end() -> None:
    room = open_room(rounds=1)
    players = walk(room, Step.END)
    answers = said(Refusal, play_round(room, players, 1))
    assert {answer.code for answer in answers} == {"wrong_step"}
