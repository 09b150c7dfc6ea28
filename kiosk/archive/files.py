"""A recording as a folder of CSV files, in the format of the laboratory's published rooms."""

from __future__ import annotations

import csv
import dataclasses
import types
import typing
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from kiosk.archive.codebook import CODEBOOK_FILE, codebook
from kiosk.archive.recording import (
    ChoiceRow,
    EventRow,
    PlayerRow,
    Recording,
    RecordingError,
    RoomRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from _typeshed import DataclassInstance

_Row = TypeVar("_Row", bound="DataclassInstance")

ROOM_FILE = "room.csv"
PLAYERS_FILE = "players.csv"
CHOICES_FILE = "choices.csv"
TRAINING_FILE = "training_choices.csv"
EVENTS_FILE = "events.csv"

TABLES: dict[str, tuple[type[DataclassInstance], Callable[[Recording], list[Any]]]] = {
    ROOM_FILE: (RoomRow, lambda recording: [recording.room]),
    PLAYERS_FILE: (PlayerRow, lambda recording: recording.players),
    CHOICES_FILE: (ChoiceRow, lambda recording: recording.choices),
    TRAINING_FILE: (ChoiceRow, lambda recording: recording.training),
    EVENTS_FILE: (EventRow, lambda recording: recording.events),
}
"""File → the kind of its rows, and which of a recording's they are."""


def read_recording(folder: Path) -> Recording:
    """The recording in a folder.

    Raises:
        RecordingError: a file is missing or is not such a table: file, line, what was expected.
    """
    if not folder.is_dir():
        raise RecordingError(
            _("{folder}: expected a folder with {room} and {choices}.").format(
                folder=folder, room=ROOM_FILE, choices=CHOICES_FILE
            )
        )
    rooms = _read(folder / ROOM_FILE, RoomRow)
    if len(rooms) != 1:
        raise RecordingError(
            _("{file}: expected one room, got {got}.").format(file=folder / ROOM_FILE, got=len(rooms))
        )
    events = folder / EVENTS_FILE
    return Recording(
        room=rooms[0],
        players=_read(folder / PLAYERS_FILE, PlayerRow),
        choices=_read(folder / CHOICES_FILE, ChoiceRow),
        training=_read(folder / TRAINING_FILE, ChoiceRow),
        events=_read(events, EventRow) if events.exists() else [],
    )


def write_recording(recording: Recording, folder: Path) -> list[Path]:
    """Write the recording and its code book into a folder, which is made; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (kind, rows_of) in TABLES.items():
        _write(folder / name, kind, rows_of(recording))
    (folder / CODEBOOK_FILE).write_text(codebook(), encoding="utf-8")
    return [folder / name for name in (*TABLES, CODEBOOK_FILE)]


def _write(file: Path, kind: type[DataclassInstance], rows: list[Any]) -> None:
    names = [field.name for field in dataclasses.fields(kind)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(
            ["" if (value := getattr(row, name)) is None else value for name in names] for row in rows
        )


def _read(file: Path, kind: type[_Row]) -> list[_Row]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            _require_columns(file, kind, list(reader.fieldnames or []))
            return [_row(file, reader.line_num, kind, cells) for cells in reader]
    except FileNotFoundError as error:
        raise RecordingError(_("{file}: there is no such file.").format(file=file)) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordingError(
            _("{file}: expected a CSV table in UTF-8, but: {error}.").format(file=file, error=error)
        ) from error


def _require_columns(file: Path, kind: type[DataclassInstance], header: list[str]) -> None:
    required = [field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING]
    missing = [name for name in required if name not in header]
    if missing:
        raise RecordingError(
            _("{file}: expected a column {column!r}, got {got}.").format(
                file=file, column=missing[0], got=", ".join(header) or _("nothing")
            )
        )


def _row(file: Path, line: int, kind: type[_Row], cells: dict[str, Any]) -> _Row:
    """One row with its types; columns that the format does not know are left out."""
    hints = typing.get_type_hints(kind)
    values = {}
    for field in dataclasses.fields(kind):
        if field.name not in cells:
            continue
        try:
            values[field.name] = _value(cells[field.name], hints[field.name])
        except ValueError as error:
            raise RecordingError(
                _("{file} line {line}: {column}: {error}.").format(
                    file=file, line=line, column=field.name, error=error
                )
            ) from error
    return kind(**values)


def _value(cell: str | None, hint: object) -> str | int | None:
    if hint is str:
        return cell or ""
    optional = isinstance(hint, types.UnionType)
    if optional and not cell:
        return None
    if cell is None or not cell.strip().removeprefix("-").isdecimal():
        raise ValueError(_("expected a whole number, got {got!r}").format(got=cell))
    return int(cell)
