"""What the console shows at a glance, as it is in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kiosk.models import AccessPoint, Presence, Room, Step
from kiosk.services.calls import operator_call
from kiosk.services.conduct import call_answer, room_close, session_pause
from kiosk.services.handing import seat_hand_over
from kiosk.services.overview import room_overview, room_pulse, site_overview
from kiosk.services.requests import CallOperator
from kiosk.services.rounds import choices_make
from tests.sessions import arrive, choose, device, enrol, open_room, other_goods, play_round, walk

pytestmark = pytest.mark.django_db


def hear(*numbers: int, ago: float = 0.0, **said: Any) -> None:
    """These tablets were heard so many seconds ago."""
    for number in numbers:
        Presence.objects.update_or_create(
            device_id=device(number),
            defaults={"heard_at": timezone.now() - timedelta(seconds=ago), **said},
        )


def shown(room: Room) -> dict[str, Any]:
    return room_overview(room.pk)


def states(room: Room) -> dict[str, str]:
    return {key: str(cell["state"]) for key, cell in shown(room)["cells"].items()}


def test_a_tablet_is_nobody_there_silent_at_it_or_done() -> None:
    room = open_room(tablets="0-5")
    enrol(0, 1, 2, 3, 4)
    arrive(device(0), device(1))
    hear(0, 3)
    hear(1, 4, ago=60)
    assert states(room) == {
        "t0": "done",
        "t1": "done",
        "t2": "empty",
        "t3": "free",
        "t4": "absent",
        "t5": "empty",
    }


def test_those_who_are_waited_for_are_told_the_longest_silent_first() -> None:
    room = open_room("2/2/1")
    players = walk(room)
    hear(0, 1)
    hear(2, ago=20)
    hear(3, ago=300)
    hear(4)
    choices_make([choose(players[0], 0, other_goods(room, players[0], players[0].good_in_hand)[0])])
    now = shown(room)
    assert now["waiting"] == ["t3", "t2", "t1", "t4"]
    assert now["room"]["missing"] == 4
    assert now["cells"]["t3"]["silent"] < now["cells"]["t2"]["silent"]
    assert now["cells"]["t1"]["silent"] is None


def test_players_are_counted_at_their_steps_and_who_has_not_come_at_the_first() -> None:
    room = open_room("2/2/1")
    enrol(0, 1)
    arrive(device(0), device(1))
    assert shown(room)["room"]["counts"] == {"welcome": 3, "survey": 2, "training": 0, "game": 0, "end": 0}


def test_the_room_says_how_far_it_is_and_what_can_be_done() -> None:
    room = open_room(time_limit=60)
    players = walk(room)
    play_round(room, players, 0)
    told = shown(room)["room"]
    assert (told["step"], told["t"], told["rounds"], told["seen"]) == ("game", 1, 3, "0.game.1")
    assert 0 < told["ends"] - timezone.now().timestamp() <= 60
    assert told["left"] is None
    session_pause(room, text="Une panne")
    told = shown(room)["room"]
    assert (told["paused"], told["ends"], told["seen"]) == ("Une panne", None, "1.game.1")
    assert 0 < told["left"] <= 60
    assert "resume" in told["can"]


@pytest.mark.parametrize("over", ["end", "closed"])
def test_nobody_is_waited_for_when_it_is_over(over: str) -> None:
    room = open_room()
    walk(room, Step.END if over == "end" else Step.GAME)
    if over == "closed":
        room_close(room)
    assert shown(room)["waiting"] == []


def test_a_tablet_that_comes_through_another_access_point_is_told_with_that_one() -> None:
    AccessPoint.objects.create(number=1, tablets="0-1", ssid="one")
    AccessPoint.objects.create(number=2, tablets="2-3", ssid="two")
    room = open_room("1/1/2")
    walk(room)
    hear(0, 2, report={"ssid": "two"})
    hear(1, report={"ssid": "elsewhere", "battery": 0.126})
    cells = shown(room)["cells"]
    assert [cells[f"t{number}"]["point"] for number in range(4)] == [1, 1, 2, 2]
    assert [cells[f"t{number}"]["wrong"] for number in range(4)] == [2, None, None, None]
    assert cells["t1"]["battery"] == 13


def test_a_seat_that_has_called_calls_until_somebody_has_come() -> None:
    room = open_room()
    players = walk(room)
    operator_call([CallOperator(players[1].id, room.pk)])
    assert [cell["call"] for cell in shown(room)["cells"].values()] == [False, True, False]
    call_answer(room, seat=players[1].seat, actor="Ada")
    assert not any(cell["call"] for cell in shown(room)["cells"].values())


def test_in_a_session_that_was_closed_nobody_calls() -> None:
    room = open_room()
    players = walk(room)
    operator_call([CallOperator(players[1].id, room.pk)])
    room_close(room, actor="Ada")
    assert not any(cell["call"] for cell in shown(room)["cells"].values())


def test_a_robot_of_the_server_stands_among_the_robots_and_is_always_there() -> None:
    room = open_room()
    players = walk(room)
    seat_hand_over(room, seat=players[0].seat, tablet=None)
    cell = shown(room)["cells"][f"s{players[0].seat}"]
    assert (cell["number"], cell["point"], cell["robot"], str(cell["state"])) == (None, 0, True, "busy")


def test_the_roll_call_knows_planned_tablets_and_those_that_are_enrolled_beyond_the_plan() -> None:
    AccessPoint.objects.create(number=1, tablets="0-1")
    enrol(1, 86)
    hear(1)
    hear(86, ago=60)
    cells = site_overview()["cells"]
    assert {key: (cell["point"], str(cell["state"])) for key, cell in cells.items()} == {
        "t0": (1, "empty"),
        "t1": (1, "free"),
        "t86": (-1, "absent"),
    }


def test_two_moments_without_news_look_the_same() -> None:
    room = open_room(tablets="0-5")
    walk(room)
    hear(0, 1)
    hear(2, ago=30)
    assert shown(room) == shown(room)


def test_the_pulse_beats_with_every_choice_and_every_event() -> None:
    room = open_room()
    players = walk(room)
    beats = [room_pulse(room.pk)]
    choices_make([choose(players[0], 0, other_goods(room, players[0], players[0].good_in_hand)[0])])
    beats.append(room_pulse(room.pk))
    operator_call([CallOperator(players[1].id, room.pk)])
    beats.append(room_pulse(room.pk))
    session_pause(room)
    beats.append(room_pulse(room.pk))
    assert len(set(beats)) == 4


def test_a_glance_costs_a_handful_of_statements_whatever_the_size(
    django_assert_max_num_queries: Any,
) -> None:
    room = open_room("20/20/20")
    walk(room)
    with django_assert_max_num_queries(9):
        shown(room)
