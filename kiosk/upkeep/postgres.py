"""PostgreSQL's database written down and read back by its own tools, pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kiosk.upkeep.backups import BackupError, synchronise

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".dump"


def dump(file: Path) -> None:
    """Write the database, as it is at one moment, into a file that lies on the disk when this returns.

    Raises:
        BackupError: pg_dump's own words.
    """
    draft = file.with_name(f".{file.name}.part")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))  # participants' data
    try:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", draft)
        require_sound(draft)
        synchronise(draft)
        draft.replace(file)
        synchronise(file.parent)
    finally:
        draft.unlink(missing_ok=True)


def require_sound(file: Path) -> None:
    """Read a dump from its first byte to its last.

    Raises:
        BackupError: pg_restore's own words.
    """
    _run("pg_restore", "--file", os.devnull, file, database=False)


def is_empty() -> bool:
    """Whether the database has no table of the kiosk."""
    return "kiosk_room" not in connection.introspection.table_names()


def load(file: Path) -> None:
    """Replace everything in the database with what a dump holds.

    Raises:
        BackupError: pg_restore's own words; the database is empty then.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    name = connection.settings_dict["NAME"]
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--dbname", name, file)


def _run(program: str, *arguments: str | Path, database: bool = True) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(_("{program} is not installed: it comes with PostgreSQL").format(program=program))
    done = subprocess.run(  # noqa: S603  PostgreSQL's own tool
        [found, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | (_whereabouts() if database else {}),
    )
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()}")


def _whereabouts() -> dict[str, str]:
    """Where the database is, in the variables of PostgreSQL's tools: a password is not for a command line."""
    settings = connection.settings_dict
    known = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    return {name: str(value) for name, value in known.items() if value}
