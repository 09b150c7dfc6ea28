from __future__ import annotations

from collections import Counter

import pytest

from kiosk.economy.goods import seat_roles
from kiosk.models import AccessPoint, Event, Player, Pseudonym, Room, Step, Tablet
from kiosk.services.conduct import room_close
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Arrive, Find
from kiosk.services.seats import HIGHEST_USER_ID, seat_robots, seats_arrive, seats_find
from kiosk.services.standing import PlayerStanding
from tests.sessions import arrive, device, enrol, events, open_room, play_round, said, standing, walk

pytestmark = pytest.mark.django_db


def refused(*devices: str) -> list[str]:
    answers = said(Refusal, seats_arrive([Arrive(each) for each in devices]).answers)
    return [answer.code for answer in answers]


def seat(player: PlayerStanding) -> tuple[int, int, int, str]:
    return player.room_id, player.seat, player.user_id, player.pseudo


def test_each_device_gets_a_seat_of_its_own_with_the_role_that_the_seed_gives_it() -> None:
    room = open_room("2/1/3", seed=11, cycle="previous")
    players = arrive(*enrol(*range(6)))
    assert [player.seat for player in players] == list(range(6))
    roles = seat_roles(room.economy, 11).tolist()
    assert [player.production_good for player in players] == roles
    assert [player.consumption_good for player in players] == [(good - 1) % 3 for good in roles]
    assert all(player.good_in_hand == player.production_good for player in players)
    assert Counter(roles) == {0: 2, 1: 1, 2: 3}


@pytest.mark.parametrize("step", list(Step)[1:])
def test_a_device_comes_back_to_its_seat_in_every_step_and_after_the_end(step: Step) -> None:
    room = open_room()
    players = walk(room, step)
    assert room.steps.index(Step(standing(room).step)) == room.steps.index(step)
    assert [seat(each) for each in arrive(*map(device, range(3)))] == [seat(each) for each in players]
    assert Player.objects.count() == 3


def test_a_device_comes_back_to_its_seat_when_the_room_was_closed_at_its_end() -> None:
    room = open_room()
    players = walk(room, Step.END)
    room_close(room)
    assert arrive(*map(device, range(3))) == players


@pytest.mark.parametrize("step", [Step.SURVEY, Step.TRAINING, Step.GAME])
def test_a_device_is_told_that_its_session_was_closed_on_the_way(step: Step) -> None:
    room = open_room()
    walk(room, step)
    room_close(room)
    assert refused(*map(device, range(3))) == ["room_closed"] * 3
    committed = seats_arrive([Arrive(device(0))])
    assert (committed.rooms, committed.players) == ({}, {})  # nobody to remember anything for


def test_a_device_comes_back_in_the_middle_of_a_round_to_the_good_it_holds() -> None:
    room = open_room()
    players = walk(room)
    play_round(room, players, 0)
    (now,) = arrive(device(0))
    row = Player.objects.get(pk=players[0].id)
    assert (now.good_in_hand, now.score, now.step) == (row.good_in_hand, row.score, Step.GAME)


def test_tablets_that_no_room_admits_are_told_so_with_their_access_point_and_wait() -> None:
    AccessPoint.objects.create(number=2, tablets="17-33")
    open_room(tablets="0-2")
    (stranger,) = enrol(20)
    (answer,) = said(Refusal, seats_arrive([Arrive(stranger)]).answers)
    assert (answer.code, answer.facts) == ("no_room", {"number": 20, "access_point": 2})
    open_room(tablets="18-20")
    assert arrive(stranger)[0].tablet == 20


def test_a_device_without_a_number_is_told_so() -> None:
    open_room()
    assert refused("nobody") == ["not_enrolled"]
    assert Player.objects.count() == 0


def test_each_tablet_goes_to_the_room_that_claims_it() -> None:
    first, second = open_room(tablets="0-2"), open_room(tablets="10-12")
    players = arrive(*enrol(11, 1, 10, 0, 12, 2))
    assert [player.room_id for player in players] == [second.pk, first.pk] * 3
    assert [standing(room).step for room in (first, second)] == [Step.SURVEY, Step.SURVEY]


def test_a_full_room_takes_nobody_more() -> None:
    room = open_room()
    devices = enrol(*range(4))
    answers = seats_arrive([Arrive(each) for each in devices]).answers
    assert [type(answer) for answer in answers] == [PlayerStanding] * 3 + [Refusal]
    assert room.players.count() == 3
    assert refused(devices[3]) == ["no_room"]


def test_the_same_device_twice_in_a_batch_gets_one_seat() -> None:
    open_room()
    (once,) = enrol(0)
    first, second = arrive(once, once)
    assert first == second
    assert Player.objects.count() == 1


def test_arriving_again_counts_nobody_in() -> None:
    room = open_room()
    devices = enrol(*range(3))
    for _ in range(3):
        arrive(*devices[:2])
    assert (standing(room).step, standing(room).arrived) == (Step.WELCOME, 2)
    arrive(*devices)
    assert (standing(room).step, standing(room).arrived) == (Step.SURVEY, 0)
    arrive(*devices)
    assert events(room, "barrier_opened") == [{"step": "survey"}]


@pytest.mark.parametrize("over", ["closed", "ended"])
def test_a_tablet_whose_session_is_over_moves_on_to_the_next_one(over: str) -> None:
    room = open_room()
    players = walk(room, Step.END if over == "ended" else Step.TRAINING)
    room_close(room)
    following = open_room()
    moved = arrive(*map(device, range(3)))
    assert {player.room_id for player in moved} == {following.pk}
    assert {player.user_id for player in moved}.isdisjoint(player.user_id for player in players)


def test_a_tablet_whose_session_goes_on_does_not_move() -> None:
    open_room(tablets="0-2")
    players = walk(Room.objects.get(), Step.TRAINING)
    open_room(tablets="10-20")
    assert arrive(*map(device, range(3))) == players


def test_robots_have_seats_that_nobody_else_gets_and_arrive_by_themselves() -> None:
    room = open_room("2/2/2")
    robots = seat_robots(room, 4)
    assert all(robot.robot and robot.step == Step.WELCOME for robot in robots)
    people = enrol(*range(3))
    answers = seats_arrive([Arrive(each) for each in people]).answers
    assert [type(answer) for answer in answers] == [PlayerStanding, PlayerStanding, Refusal]
    assert (standing(room).step, standing(room).arrived) == (Step.WELCOME, 2)
    arrived = arrive(*(str(robot.tablet.device_id) for robot in robots if robot.tablet))
    assert {player.seat for player in arrived} == {robot.seat for robot in robots}
    assert standing(room).step is Step.SURVEY


def test_a_robot_takes_no_seat_of_a_person() -> None:
    first = open_room(tablets="0-2")
    robot = seat_robots(first, 1)[0].tablet
    assert robot is not None
    room_close(first)
    open_room()
    assert refused(str(robot.device_id)) == ["room_closed"]


def test_no_more_robots_than_free_seats() -> None:
    room = open_room()
    arrive(*enrol(0))
    with pytest.raises(Refusal) as refusal:
        seat_robots(room, 3)
    assert (refusal.value.code, refusal.value.facts) == ("too_many_robots", {"expected": 2, "got": 3})
    assert (room.players.count(), Tablet.objects.filter(robot=True).count()) == (1, 0)


def test_everybody_has_a_pseudonym_of_its_own_also_where_names_run_out() -> None:
    Pseudonym.objects.bulk_create(Pseudonym(name=name) for name in ("Ada", "Bob", "Cleo"))
    open_room("3/3/2")
    players = arrive(*enrol(*range(8)))
    names = {player.pseudo for player in players}
    assert len(names) == 8
    assert {"Ada", "Bob", "Cleo", "Ada 2", "Bob 2", "Cleo 2"} < names


def test_everybody_has_a_name_where_none_is_loaded() -> None:
    open_room()
    assert len({player.pseudo for player in arrive(*enrol(*range(3)))}) == 3


def test_secret_numbers_are_positive_of_31_bits_and_tell_nothing_of_one_another() -> None:
    open_room("60/70/70")
    numbers = [player.user_id for player in arrive(*enrol(*range(200)))]
    assert all(0 < number <= HIGHEST_USER_ID == 2**31 - 1 for number in numbers)
    assert len(set(numbers)) == 200
    # 200 numbers drawn in order, or from half of the range, come by chance less than once in 10^59.
    assert numbers != sorted(numbers)
    assert min(numbers) < 2**30 < max(numbers)
    # Two rooms of the same seed share their roles, and no number.
    room_close(Room.objects.get())
    again = open_room("60/70/70")
    others = [player.user_id for player in arrive(*map(device, range(200)))]
    assert again.seed == 1
    assert set(numbers).isdisjoint(others)


def test_a_player_is_found_by_its_secret_number_alone() -> None:
    walk(open_room(), Step.TRAINING)
    (player, *_others) = arrive(device(0))
    found, nobody = seats_find([Find(player.user_id), Find(player.user_id ^ 1)]).answers
    assert found == player
    assert isinstance(nobody, Refusal)
    assert nobody.code == "unknown_user"


def test_finding_writes_nothing() -> None:
    (player, *_others) = walk(open_room(), Step.TRAINING)
    before = Event.objects.count()
    seats_find([Find(player.user_id)])
    assert Event.objects.count() == before
