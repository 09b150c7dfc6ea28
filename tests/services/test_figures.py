"""What the console plots is what the data say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.models import Choice, Room
from kiosk.services import figures
from kiosk.services.figures import room_figures
from kiosk.services.rounds import choices_make
from tests.sessions import NOON, arrive, choose, enrol, open_room, standings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """The rooms of another test have the same numbers."""
    figures._figures.cache_clear()


def play(rounds: int, *goods: int) -> Room:
    """A room in which each player asks for the same good, relative to itself, in every round."""
    room = open_room(survey=False, training_rounds=0)
    players = arrive(*enrol(*range(3)))
    for t in range(rounds):
        choices_make([choose(player, t, good) for player, good in zip(players, goods, strict=True)])
        players = standings(players)
    room.refresh_from_db()
    return room


def test_a_room_that_has_not_begun_has_no_figures() -> None:
    found = room_figures(play(0, 1, 1, 1))
    assert found.rounds == 0
    assert found.success == []
    assert found.medium == [[], [], []]


def test_there_is_one_value_a_resolved_round_and_more_when_another_closes() -> None:
    room = play(1, 1, 1, 1)
    assert room_figures(room).success == [0.0]
    players = standings(arrive(*enrol(*range(3))))
    choices_make([choose(player, 1, 1) for player in players])
    room.refresh_from_db()
    assert room_figures(room).success == [0.0, 0.0]


@pytest.mark.parametrize(("asked", "use"), [(1, 0.0), (2, 1.0)])
def test_a_good_is_used_as_money_by_those_who_neither_make_nor_want_it_and_ask_for_it(
    asked: int, use: float
) -> None:
    room = play(1, asked, asked, asked)  # 1 is what a player wants, 2 the third good
    assert room_figures(room).medium == [[use], [use], [use]]


def test_scores_and_successes_are_means_over_all_players() -> None:
    room = play(1, 1, 1, 1)
    choice = Choice.objects.filter(player__room=room).first()
    assert choice
    Choice.objects.filter(pk=choice.pk).update(success=True)  # which asked for what it wants
    assert room_figures(room).success == [0.3333]
    assert room_figures(room).score == [0.3333]


def test_a_decision_takes_from_the_question_to_the_answer_by_the_tablets_clock() -> None:
    room = play(1, 1, 1, 1)
    for seat, seconds in enumerate((2, 4, 9)):
        Choice.objects.filter(player__room=room, player__seat=seat).update(
            shown_at=NOON, answered_at=NOON + timedelta(seconds=seconds)
        )
    found = room_figures(room)
    assert found.decision == [4.0]
    assert found.slow_decision == [8.0]


def test_a_clock_that_was_turned_back_says_nothing() -> None:
    room = play(1, 1, 1, 1)
    Choice.objects.filter(player__room=room).update(shown_at=NOON, answered_at=NOON - timedelta(seconds=1))
    assert room_figures(room).decision == [None]
