from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from kiosk.models import Room, Step, TrainingOdds
from kiosk.services.conduct import room_close
from kiosk.services.refusal import Refusal
from kiosk.services.rooms import room_open
from tests.sessions import events, load_odds, make_treatment, open_room, walk

pytestmark = pytest.mark.django_db


def refusal(code: str, distribution: str = "1/1/1", *, tablets: str = "") -> str:
    """The sentence with which a room is refused."""
    before = Room.objects.count()
    with pytest.raises(Refusal) as refused:
        room_open(make_treatment(distribution), tablets=tablets)
    assert refused.value.code == code
    assert Room.objects.count() == before
    return str(refused.value)


def test_a_room_keeps_the_terms_it_was_opened_under_whatever_becomes_of_the_treatment() -> None:
    load_odds()
    treatment = make_treatment("2/1/3", rounds=7, cycle="previous", survey=False)
    room = room_open(treatment, tablets="10-15", actor="Ada")
    treatment.rounds = 9
    treatment.save()
    room.refresh_from_db()
    assert (room.distribution, room.rounds, room.cycle, room.survey) == ("2/1/3", 7, "previous", False)
    assert (room.size, room.step, room.t, room.arrived) == (6, Step.WELCOME, 0, 0)
    assert events(room, "room_opened") == [{"tablets": "10-15", "distribution": "2/1/3"}]
    assert room.events.get().actor == "Ada"


def test_rooms_for_disjoint_tablets_are_open_at_once() -> None:
    first, second = open_room(tablets="0-2"), open_room(tablets="3-5,9")
    assert list(Room.objects.unfinished()) == [first, second]


@pytest.mark.parametrize("tablets", ["2-4", "0-9", "1,20,21", ""])
def test_a_room_for_tablets_that_another_claims_is_refused(tablets: str) -> None:
    other = open_room(tablets="0-2")
    assert f"{other.pk}" in refusal("tablets_taken", tablets=tablets)


def test_a_room_for_any_tablet_leaves_none_for_others() -> None:
    open_room()
    refusal("tablets_taken", tablets="90-99")


@pytest.mark.parametrize("over", ["closed", "ended"])
def test_the_tablets_of_a_session_that_is_over_are_free_again(over: str) -> None:
    room = open_room(tablets="0-2")
    if over == "closed":
        room_close(room)
    else:
        walk(room, Step.END)
    assert open_room(tablets="0-2").pk != room.pk


def test_a_room_with_fewer_tablets_than_seats_is_refused() -> None:
    assert "6" in refusal("too_few_tablets", "2/2/2", tablets="0-4")


def test_a_training_without_its_odds_is_refused_when_the_room_is_opened_not_when_it_is_played() -> None:
    refusal("odds_missing")
    load_odds()
    TrainingOdds.objects.first().delete()  # type: ignore[union-attr]  # loaded above
    refusal("odds_missing")
    assert room_open(make_treatment(training_rounds=0)).odds


def test_a_seed_that_no_draw_can_be_made_from_is_refused() -> None:
    with pytest.raises(ValidationError):
        open_room(seed=-1)


def test_rooms_get_seeds_of_their_own() -> None:
    load_odds()
    seeds = {room_open(make_treatment(), tablets=f"{3 * n}-{3 * n + 2}").seed for n in range(5)}
    assert len(seeds) == 5


def test_closing_twice_closes_once() -> None:
    room = open_room()
    room_close(room, actor="Ada")
    closed_at = Room.objects.get().closed_at
    with pytest.raises(Refusal):
        room_close(room, actor="Bob")
    assert Room.objects.get().closed_at == closed_at
    assert [event.actor for event in room.events.filter(kind="room_closed")] == ["Ada"]


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_who_open_a_room_for_the_same_tablets_at_once_one_is_refused() -> None:
    load_odds()
    treatments = [make_treatment(), make_treatment()]
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def open_one(number: int) -> None:
        together.wait()
        try:
            room_open(treatments[number], tablets="0-2")
        except Refusal as refused:
            outcomes.append(refused.code)
        else:
            outcomes.append("opened")
        connection.close()

    operators = [threading.Thread(target=open_one, args=(number,)) for number in range(2)]
    for operator in operators:
        operator.start()
    for operator in operators:
        operator.join()
    assert sorted(outcomes) == ["opened", "tablets_taken"]
