"""SQLite's database copied while it is played on: a copy is whole, checked, on the disk, or not there.

SQLite's own backup reads one moment of the database, in one step and without holding up who writes;
both the copying and its check let other threads run.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from kiosk.upkeep import disk, metrics
from kiosk.upkeep.shelf import Backup, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

SUFFIX = ".sqlite3"
LOCK = "backup.lock"


class BackupError(Exception):
    """A backup cannot be made or restored: the sentence says why."""


class Backups:
    """The backups of one database file; `make` is called again and again."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self._shelf = Shelf(folder, SUFFIX)
        self._source: sqlite3.Connection | None = None
        self._version: int | None = None

    def make(self) -> Backup | None:
        """A new backup; None where nothing has changed since the last, or another process makes one.

        Raises:
            BackupError: the disk has no room, or the copy is not sound.
            OSError, sqlite3.Error: the folder or the database is away.
        """
        began = time.perf_counter()
        try:
            backup = self._make()
        except Exception:
            self.close()
            metrics.BACKUP_FAILURES.inc()
            raise
        if backup is not None:
            metrics.BACKUP_SECONDS.observe(time.perf_counter() - began)
            metrics.LAST_BACKUP.set(backup.made_at.timestamp())
            logger.debug("Backed up as %s", backup.file)
        return backup

    def close(self) -> None:
        """Let the database go."""
        if self._source is not None:
            self._source.close()
        self._source = self._version = None

    def _make(self) -> Backup | None:
        self._shelf.open()
        with _turn(self._shelf.folder) as ours:
            if not ours:
                return None
            source = self._open()
            (version,) = source.execute("PRAGMA data_version").fetchone()
            if version == self._version:
                return None
            backup = Backup(self._shelf.place_for(timezone.now()), timezone.now())
            self._require_room()
            copy(source, backup.file)
            self._version = version
            self._shelf.tidy()
            return backup

    def _open(self) -> sqlite3.Connection:
        if self._source is None:
            address = f"{self._database.absolute().as_uri()}?mode=rw"  # never makes an empty one
            self._source = sqlite3.connect(address, uri=True, check_same_thread=False)
        return self._source

    def _require_room(self) -> None:
        needed = self._database.stat().st_size + disk.FULL
        free = disk.free_bytes(self._shelf.folder)
        if free < needed:
            raise BackupError(
                _("expected {needed} MB of free disk at {folder}, found {free} MB").format(
                    needed=needed // 1_000_000, folder=self._shelf.folder, free=free // 1_000_000
                )
            )


def copy(source: sqlite3.Connection, file: Path) -> None:
    """Copy a database, as it is at this moment, into one file that lies on the disk when this returns.

    Raises:
        BackupError: the copy is not sound.
    """
    draft = file.with_name(f".{file.name}.part")
    with suppress(FileNotFoundError):
        draft.unlink()  # of a process that was killed
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # participants' data
    try:
        with closing(sqlite3.connect(draft)) as target:
            target.execute("PRAGMA synchronous=OFF")  # it is synchronised once, below
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
            found = [row[0] for row in target.execute("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            raise BackupError(_("the copy is not sound: {what}").format(what="; ".join(found)))
        synchronise(draft)
        draft.replace(file)
        synchronise(file.parent)
    finally:
        draft.unlink(missing_ok=True)


def synchronise(path: Path) -> None:
    """Return when a file, or what a folder lists, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _turn(folder: Path) -> Iterator[bool]:
    """Whether it is ours to make a backup now: one process does at a time."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _is_locked(descriptor)
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
