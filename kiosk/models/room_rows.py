"""Rooms locked, and their place kept, in statements that are written out: every request waits for these.

Django takes ten times longer to compose them than the database to answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from kiosk.models.bulk import update_rows
from kiosk.models.room import Room

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACE_FIELDS = ("step", "t", "arrived", "round_opened_at", "clock_from")
"""What changes when a room goes on."""


def lock_rooms(rooms: Iterable[int]) -> dict[int, Room]:
    """These rooms, by their number, each ours alone until the transaction ends; locked in one order.

    SQLite has no lock of a row: there the whole transaction is the only writer.
    """
    wanted = sorted(set(rooms))
    if not wanted:
        return {}  # PostgreSQL knows no empty list of values
    places = ", ".join(["%s"] * len(wanted))
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    found = Room.objects.raw(f"SELECT * FROM kiosk_room WHERE id IN ({places}) ORDER BY id {lock}", wanted)  # noqa: S608  only places for values are filled in
    return {room.pk: room for room in found}


def keep_place(room: Room) -> None:
    """Write down how far the room has come."""
    update_rows(Room, [], [(room.pk,)], **{field: getattr(room, field) for field in PLACE_FIELDS})
