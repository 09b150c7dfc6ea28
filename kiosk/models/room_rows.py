"""Rooms locked, and their place kept, in statements that are written out: every request waits for these.

Django takes ten times longer to compose them than the database to answer.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

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
    columns, names, converters = _reading()
    places = ", ".join(["%s"] * len(wanted))
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM kiosk_room WHERE id IN ({places}) ORDER BY id {lock}",  # noqa: S608  only places for values are filled in
            wanted,
        )
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for position, (convert, column) in converters.items():
            for function in convert:
                row[position] = function(row[position], column, connection)
    found: list[Room] = [Room.from_db(connection.alias, names, row) for row in rows]
    return {room.pk: room for room in found}


@cache
def _reading() -> tuple[str, list[str], dict[int, Any]]:
    """A room's columns, the names of its fields, and by place what makes a field's value of a column's.

    Django finds out for each query anew what is the same for all of a process.
    """
    table, fields = Room._meta.db_table, Room._meta.concrete_fields  # noqa: SLF001  Django's documented API
    compiler = Room.objects.all().query.get_compiler(connection=connection)
    converters = compiler.get_converters([field.get_col(table) for field in fields])
    return ", ".join(str(field.column) for field in fields), [field.attname for field in fields], converters


def keep_place(room: Room) -> None:
    """Write down how far the room has come."""
    update_rows(Room, [], [(room.pk,)], **{field: getattr(room, field) for field in PLACE_FIELDS})
