"""The data of a room at the console: taken, verified, paid, plotted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kiosk.models import Choice, Event, Player, Role
from kiosk.services.rounds import choices_make
from tests.sessions import arrive, choose, enrol, open_room

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from kiosk.models import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    """A room in its second round, whose first player has said its age."""
    opened = open_room(survey=False, training_rounds=0, pay_base="10.00", pay_per_point="0.2000")
    players = arrive(*enrol(*range(3)))
    Player.objects.filter(pk=players[0].id).update(age=41, score=7)
    choices_make([choose(player, 0, 1) for player in players])
    return opened


def url(page: str, room: Room) -> str:
    return reverse(f"console:{page}", args=[room.pk])


@pytest.mark.parametrize(("personal", "told"), [({}, False), ({"personal": "on"}, True)])
def test_personal_fields_are_taken_only_on_request_and_who_took_them_is_noted(
    signed_in: Callable[[Role], Client], room: Room, personal: dict[str, str], *, told: bool
) -> None:
    response = signed_in(Role.OPERATOR).post(url("take", room), {"format": "jsonl", **personal})
    rows = [json.loads(line) for line in response.content.decode().splitlines()]
    ages = {row["age"] for row in rows if row["table"] == "players"}
    assert (41 in ages) is told
    assert response["Content-Disposition"] == f'attachment; filename="room-{room.pk}.jsonl"'
    event = Event.objects.get(kind="data_taken")
    assert (event.actor, event.data) == ("operator", {"format": "jsonl", "personal": told})


def test_a_kind_of_file_that_there_is_not_is_refused_with_those_there_are(
    signed_in: Callable[[Role], Client], room: Room
) -> None:
    response = signed_in(Role.OPERATOR).post(url("take", room), {"format": "xls"})
    assert response.status_code == 400
    assert "xls is not one of the available choices" in response.content.decode()
    assert not Event.objects.filter(kind="data_taken").exists()


def test_a_room_is_verified_from_its_page(signed_in: Callable[[Role], Client], room: Room) -> None:
    client = signed_in(Role.OPERATOR)
    Player.objects.filter(room=room).update(score=0)
    assert "No violation" in client.get(url("verify", room)).content.decode()
    Choice.objects.filter(player__room=room, player__seat=1).update(success=True)
    page = client.get(url("verify", room)).content.decode()
    assert "violation" in page
    assert 'class="sentences"' in page


def test_the_pay_list_pays_what_the_terms_say_and_warns_while_points_change(
    signed_in: Callable[[Role], Client], room: Room
) -> None:
    client = signed_in(Role.OPERATOR)
    page = client.get(url("pay", room)).content.decode()
    assert "the points still change" in page
    assert "11.40" in page
    assert "31.40" in page, "two have no point"
    lines = client.get(url("pay", room), {"format": "csv"}).content.decode().splitlines()
    assert lines[0] == "tablet,pseudo,score,amount,currency"
    assert sorted(line.split(",")[3] for line in lines[1:]) == ["10.00", "10.00", "11.40"]


def test_a_robot_is_not_paid(signed_in: Callable[[Role], Client], room: Room) -> None:
    Player.objects.filter(room=room, seat=2).update(robot=True)
    lines = signed_in(Role.OPERATOR).get(url("pay", room), {"format": "csv"}).content.decode().splitlines()
    assert len(lines) == 1 + 2


def test_the_plots_carry_their_numbers_and_ask_for_more_while_the_room_runs(
    signed_in: Callable[[Role], Client], room: Room
) -> None:
    client = signed_in(Role.ASSISTANT)
    assert f'data-source="{url("figures", room)}"' in client.get(url("plots", room)).content.decode()
    figures = client.get(url("figures", room)).json()
    assert (figures["rounds"], figures["over"], len(figures["medium"])) == (1, False, 3)
    room.refresh_from_db()
    type(room).objects.filter(pk=room.pk).update(closed_at=room.opened_at)
    assert "data-source" not in client.get(url("plots", room)).content.decode()
    assert client.get(url("figures", room)).json()["over"] is True


def test_the_summary_has_the_terms_the_plots_and_the_pay(
    signed_in: Callable[[Role], Client], room: Room
) -> None:
    page = signed_in(Role.OPERATOR).get(url("summary", room)).content.decode()
    for part in ("1/1/1", 'data-plot="medium"', "11.40"):
        assert part in page
