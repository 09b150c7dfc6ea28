from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kiosk.models import Player, Presence
from kiosk.models.bulk import ROWS_A_STATEMENT, insert_rows, update_rows
from tests.sessions import open_room

pytestmark = pytest.mark.django_db


def test_each_row_gets_the_values_of_its_own_and_the_others_keep_theirs() -> None:
    room = open_room()
    count = 2 * ROWS_A_STATEMENT + 1
    players = Player.objects.bulk_create(
        Player(
            room=room,
            seat=seat,
            user_id=seat + 1,
            production_good=0,
            consumption_good=1,
            good_in_hand=0,
            training_good_in_hand=0,
        )
        for seat in range(count + 10)
    )
    chance = random.Random(7)
    changed = chance.sample(players, count)
    expected = {player.pk: (0, 0, False) for player in players}
    expected |= {player.pk: (2, chance.randrange(1000), chance.random() < 0.5) for player in changed}
    with CaptureQueriesContext(connection) as queries:
        update_rows(
            Player,
            ["good_in_hand", "score", "robot"],
            [(player.pk, *expected[player.pk]) for player in changed],
        )
    rows = Player.objects.values_list("pk", "good_in_hand", "score", "robot")
    assert {pk: values for pk, *values in rows} == {pk: list(values) for pk, values in expected.items()}
    assert len(queries) == 3


def test_nothing_to_change_asks_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        update_rows(Player, ["score"], [])
    assert len(queries) == 0


class Seen(NamedTuple):
    device_id: str
    heard_at: datetime
    host: str
    address: str
    sockets: int
    voices: int
    report: dict[str, Any]


def test_a_row_that_is_there_already_is_replaced_by_its_key_and_keeps_what_is_not_named() -> None:
    now = timezone.now()
    Presence.objects.create(device_id="known", heard_at=now, sockets=1, number=7)
    rows = [
        Seen("known", now + timedelta(seconds=1), "money.getz.fr", "192.168.1.57", 2, 1, {"ssid": "é"}),
        Seen("new", now, "", "", 3, 1, {}),
    ]
    insert_rows(Presence, rows, key="device_id")
    kept = Presence.objects.order_by("device_id")
    assert [Seen(*row) for row in kept.values_list(*Seen._fields)] == rows
    assert [presence.number for presence in kept] == [7, None]
