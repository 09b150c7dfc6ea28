"""Is the site fit to play? `manage.py check` shows it, and a server asks before it starts.

Each message says what was found, and its hint what to do. A server does not start where playing
would spoil or lose data: `REFUSED` names those. A disk that takes nothing loses nothing either, since
nothing is acknowledged then; the server starts, says so, and goes on as soon as there is room.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  Django's name
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from kiosk.services.report import pending_migrations
from kiosk.upkeep import disk

if TYPE_CHECKING:
    from collections.abc import Sequence

DAMAGED = "kiosk.E001"
NOT_WRITABLE = "kiosk.E002"
DISK_FULL = "kiosk.E003"
AWAY = "kiosk.W004"
NO_DATABASE = "kiosk.W005"
PENDING = "kiosk.W006"
NEWER = "kiosk.W007"
DISK_LOW = "kiosk.W008"

REFUSED = frozenset({DAMAGED, NO_DATABASE, PENDING, NEWER})
"""With these a server does not start. A database that is away comes back, and tablets wait for it."""

SITE, INTEGRITY = "site", "integrity"
"""Tags: what every command asks, and what takes a look through the whole database."""

WAIT_FOR_WRITER = 20.0
"""Seconds."""


def site_is_fit(databases: Sequence[str] | None = None, **_of_django: Any) -> list[CheckMessage]:
    """What is wrong with the database's schema and with the disk; quickly.

    `databases` is given by `migrate`, which is about to mend what is missing in the schema.
    """
    found = _disk()
    file = database_file()
    if file is not None and not file.exists():
        return found if databases else [*found, _no_database(file)]
    try:
        if not databases:
            found += _schema()
    except DatabaseError as error:
        if file is None:  # what is wrong with SQLite's file is said by `database_is_sound`
            found.append(_away(error))
    finally:
        connections.close_all()
    return found


def database_is_sound(**_of_django: Any) -> list[CheckMessage]:
    """Whether SQLite's file is whole and can be written; PostgreSQL looks after itself."""
    file = database_file()
    if file is None or not file.exists():
        return []
    try:
        faults = integrity_faults(file, "quick_check")
        if faults:
            return [_damaged(file, "; ".join(faults))]
        require_writable(file)
    except sqlite3.OperationalError as error:
        return [_not_writable(file, error)]
    except sqlite3.DatabaseError as error:
        return [_damaged(file, str(error))]
    return []


def all_messages() -> list[CheckMessage]:
    """Everything, the worst first."""
    found = [*database_is_sound(), *site_is_fit()]
    return list({message.id: message for message in sorted(found, key=lambda each: -each.level)}.values())


def database_file() -> Path | None:
    """SQLite's file; None where the database is another."""
    if connection.vendor != "sqlite":
        return None
    return Path(settings.DATABASES["default"]["NAME"])


def integrity_faults(file: Path, pragma: str) -> list[str]:
    """What SQLite's own check finds, at most a few; empty where the file is sound.

    Raises:
        sqlite3.DatabaseError: it cannot even be read.
    """
    reading = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_FOR_WRITER)
    try:
        found = [row[0] for row in reading.execute(f"PRAGMA {pragma}(3)")]
    finally:
        reading.close()
    return [] if found == ["ok"] else found


def require_writable(file: Path) -> None:
    """Begin to write, and leave it at that.

    Raises:
        sqlite3.OperationalError: the file, or its folder, cannot be written.
    """
    writing = sqlite3.connect(file, isolation_level=None, timeout=WAIT_FOR_WRITER)
    try:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("ROLLBACK")
    finally:
        writing.close()


def _schema() -> list[CheckMessage]:
    pending = pending_migrations()
    unknown = _unknown_migrations()
    found: list[CheckMessage] = []
    if pending:
        found.append(
            Warning(
                _("The database lacks migrations ({count}), {first} the first.").format(
                    count=len(pending), first=pending[0]
                ),
                hint=_("Run `manage.py migrate`, then start the server."),
                id=PENDING,
            )
        )
    if unknown:
        found.append(
            Warning(
                _("The database is of a newer version: it has {names}, which this one does not know.").format(
                    names=", ".join(unknown)
                ),
                hint=_("Install that version, or restore a backup of this one with `manage.py restore`."),
                id=NEWER,
            )
        )
    return found


def _unknown_migrations() -> list[str]:
    loader = MigrationLoader(connection)
    own = {"kiosk"}
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in own and (app, name) not in loader.disk_migrations
    )


def _disk() -> list[CheckMessage]:
    free = disk.free_bytes()
    if free >= disk.LOW:
        return []
    full = free < disk.FULL
    return [
        (Error if full else Warning)(
            _("The disk of {folder} has {free} MB left; expected at least {expected} MB.").format(
                folder=settings.STATE_DIR,
                free=free // 1_000_000,
                expected=(disk.FULL if full else disk.LOW) // 1_000_000,
            ),
            hint=_("Delete what is not needed any more; what cannot be written is lost."),
            id=DISK_FULL if full else DISK_LOW,
        )
    ]


def _no_database(file: Path) -> CheckMessage:
    return Warning(
        _("There is no database yet: {file}.").format(file=file),
        hint=_("Run `manage.py migrate` for a new one, or `manage.py restore` for one out of a backup."),
        id=NO_DATABASE,
    )


def _damaged(file: Path, what: str) -> CheckMessage:
    return Error(
        _("The database {file} is damaged: {what}.").format(file=file, what=what.rstrip(".")),
        hint=_(
            "Stop every server and restore the newest sound backup: `manage.py restore --newest --replace`; "
            "the damaged file is kept beside it."
        ),
        id=DAMAGED,
    )


def _not_writable(file: Path, error: sqlite3.Error) -> CheckMessage:
    return Error(
        _("The database {file} cannot be written: {what}.").format(file=file, what=error),
        hint=_("The file and its folder must belong to the user that runs the server."),
        id=NOT_WRITABLE,
    )


def _away(error: DatabaseError) -> CheckMessage:
    return Warning(
        _("The database does not answer: {what}.").format(what=str(error).strip().splitlines()[0]),
        hint=_("Start PostgreSQL, and see that DATABASE_URL names it."),
        id=AWAY,
    )
