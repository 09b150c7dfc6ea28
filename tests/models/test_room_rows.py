from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kiosk.models.room_rows import lock_rooms
from tests.sessions import open_room

pytestmark = pytest.mark.django_db


def test_rooms_are_locked_by_number_and_no_room_asks_the_database_nothing() -> None:
    room = open_room()
    with transaction.atomic():
        assert lock_rooms([room.pk, room.pk]) == {room.pk: room}
        with CaptureQueriesContext(connection) as queries:
            assert lock_rooms([]) == {}
    assert len(queries) == 0
