"""Many rows written at once, each with values of its own, in one statement."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db import models

Value: TypeAlias = int | float | bool | str | datetime | dict[str, Any] | None
_Row = TypeVar("_Row", bound=tuple[Any, ...])

ROWS_A_STATEMENT = 1000
"""Keeps a statement far below SQLite's 32,766 parameters."""


def update_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Sequence[tuple[int | bool, ...]],
    **same: Value,
) -> None:
    """Set `fields` of each row (primary key, value of each field, …), and the `same` in all of them.

    Django's `bulk_update` writes a CASE with a branch a row, which the database walks for each
    row: quadratic, and 100 ms for a thousand players. A join with VALUES is linear, and both
    SQLite and PostgreSQL call its columns column1, column2, ….
    """
    assignments = ", ".join(
        [f"{field} = v.column{place}" for place, field in enumerate(fields, start=2)]
        + [f"{field} = %s" for field in same]
    )
    table = model._meta.db_table  # noqa: SLF001  Django's documented API
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            cursor.execute(
                f"UPDATE {table} SET {assignments} FROM (VALUES {places(len(fields) + 1, len(chunk))}) AS v"  # noqa: S608  names are ours
                f" WHERE {table}.id = v.column1",
                [*_adapted(same.values()), *(value for row in chunk for value in row)],
            )


def insert_rows(model: type[models.Model], rows: Sequence[NamedTuple], *, key: str = "") -> None:
    """Insert rows, whose names are those of the columns; what they do not name is NULL.

    A row that is there already, by the unique column `key`, is replaced.
    Django's `bulk_create` prepares every value by its field: ten times the work.
    """
    table = model._meta.db_table  # noqa: SLF001  Django's documented API
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            names = chunk[0]._fields
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES {places(len(names), len(chunk))}"  # noqa: S608  names are ours
                f"{_replacing(key, names) if key else ''}",
                list(_adapted(value for row in chunk for value in row)),
            )


def _replacing(key: str, names: Iterable[str]) -> str:
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
    return f" ON CONFLICT ({key}) DO UPDATE SET {changed}"


def places(columns: int, rows: int) -> str:
    """Places for the values of so many rows: ``(%s, %s), (%s, %s)``."""
    row = f"({', '.join(['%s'] * columns)})"
    return ", ".join([row] * rows)


def _chunks(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        yield rows[start : start + ROWS_A_STATEMENT]


def _adapted(values: Iterable[Value]) -> Iterator[int | float | str | datetime | None]:
    """The values as the database keeps them: SQLite has no type for moments, and JSON is sent as text."""
    adapt = connection.ops.adapt_datetimefield_value
    for value in values:
        if isinstance(value, datetime):
            yield adapt(value)
        elif isinstance(value, dict):
            yield json.dumps(value)
        else:
            yield value
