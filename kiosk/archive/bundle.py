"""A recording as one file to take away: CSV tables in a zip, JSON lines, or an SQLite database."""

from __future__ import annotations

import dataclasses
import io
import json
import sqlite3
import tempfile
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.archive.codebook import codebook
from kiosk.archive.files import TABLES, write_recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kiosk.archive.recording import Recording


class Format(StrEnum):
    """The kinds of files, named as they end."""

    ZIP = "zip"
    JSON_LINES = "jsonl"
    SQLITE = "sqlite3"

    @property
    def media_type(self) -> str:
        """What a browser is told it gets."""
        return {
            Format.ZIP: "application/zip",
            Format.JSON_LINES: "application/jsonl",
            Format.SQLITE: "application/vnd.sqlite3",
        }[self]


def bundle(recording: Recording, kind: Format) -> bytes:
    """The whole recording in one file of that kind."""
    return _MAKERS[kind](recording)


def without_personal_fields(recording: Recording) -> Recording:
    """The same recording without what participants said of themselves: age and gender."""
    players = [dataclasses.replace(player, age=None, gender="") for player in recording.players]
    return dataclasses.replace(recording, players=players)


def _zip(recording: Recording) -> bytes:
    made = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in write_recording(recording, Path(folder)):
            archive.write(file, file.name)
    return made.getvalue()


def _json_lines(recording: Recording) -> bytes:
    """One object a line; its `table` says of which table it is a row."""
    lines = (
        json.dumps({"table": name} | dataclasses.asdict(row), ensure_ascii=False)
        for name, _kind, rows in _tables(recording)
        for row in rows
    )
    return ("\n".join(lines) + "\n").encode()


def _sqlite(recording: Recording) -> bytes:
    """The same tables, and the code book in a table of its own."""
    database = sqlite3.connect(":memory:")
    try:
        for name, kind, rows in _tables(recording):
            columns = [field.name for field in dataclasses.fields(kind)]
            database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            database.executemany(
                f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})",  # noqa: S608  names are ours
                [dataclasses.astuple(row) for row in rows],
            )
        database.execute("CREATE TABLE codebook (text)")
        database.execute("INSERT INTO codebook VALUES (?)", (codebook(),))
        database.commit()
        return database.serialize()
    finally:
        database.close()


def _tables(recording: Recording) -> Iterator[tuple[str, type, list[Any]]]:
    """Table → its kind of rows, and the rows; named as the CSV files are."""
    for file, (kind, rows_of) in TABLES.items():
        yield Path(file).stem, kind, rows_of(recording)


_MAKERS: dict[Format, Callable[[Recording], bytes]] = {
    Format.ZIP: _zip,
    Format.JSON_LINES: _json_lines,
    Format.SQLITE: _sqlite,
}
