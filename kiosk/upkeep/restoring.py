"""A database out of a backup: looked through before anything is touched, put in place in one step.

What was there before is never deleted: it is moved aside, and the caller is told where to.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from kiosk.models import Step
from kiosk.upkeep.backups import BackupError, copy, synchronise

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = ("-wal", "-shm")
"""Files that SQLite keeps beside a database that is in use."""


@dataclass(frozen=True, slots=True)
class RoomInFile:
    """A room that was not closed, as a database file has it."""

    number: int
    step: str
    t: int
    rounds: int

    @property
    def place(self) -> str:
        """How far it had come, in words."""
        if self.step != Step.GAME:
            return str(Step(self.step).label)
        return _("round {t} of {rounds}").format(t=self.t + 1, rounds=self.rounds)


def rooms_in(file: Path) -> list[RoomInFile]:
    """The rooms of a database file that were not closed, after the whole file has been looked through.

    Raises:
        BackupError: it is damaged, or no database of the kiosk.
    """
    try:
        # It lies still, and nobody writes it: no files are made beside it.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as reading:
            faults = [row[0] for row in reading.execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise BackupError(_("{file} is damaged: {what}").format(file=file, what="; ".join(faults)))
            rows = reading.execute(
                "SELECT id, step, t, rounds FROM kiosk_room WHERE closed_at IS NULL ORDER BY id"
            )
            return [RoomInFile(*row) for row in rows]
    except sqlite3.DatabaseError as error:
        raise BackupError(
            _("{file} is no sound database of the kiosk: {what}").format(file=file, what=error)
        ) from error


def put_in_place(backup: Path, database: Path) -> Path | None:
    """Make a copy of a sound backup the database; returns where the former database lies now, if any."""
    draft = database.with_name(f"{database.name}.restored")
    with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source:
        copy(source, draft)
    aside = _moved_aside(database)
    draft.replace(database)
    synchronise(database.parent)
    return aside


def _moved_aside(database: Path) -> Path | None:
    """Move a database, with what SQLite keeps beside it, to a name that says when."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.before-restore-{timezone.now():%Y%m%dT%H%M%S%f}Z")
    for ending in BESIDE:
        beside = database.with_name(database.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    database.rename(aside)
    return aside
