"""A backup of whatever database there is, now; and all the backups that a folder holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from kiosk.upkeep import postgres
from kiosk.upkeep.backups import SUFFIX, BackupError, Backups
from kiosk.upkeep.shelf import Backup, Shelf
from kiosk.upkeep.soundness import database_file

if TYPE_CHECKING:
    from pathlib import Path


def backup_now(folder: Path) -> Path:
    """Back the database up into a folder, while rooms are played; the file.

    Raises:
        BackupError: the copy is not sound, or another one is being made.
        OSError: the folder takes nothing.
    """
    database = database_file()
    if database is None:
        shelf = Shelf(folder, postgres.SUFFIX)
        shelf.open()
        file = shelf.place_for(timezone.now())
        postgres.dump(file)
        shelf.tidy()
        return file
    backup = Backups(database, folder).make()
    if backup is None:
        raise BackupError(_("a server makes one at this moment"))
    return backup.file


def backups_in(folder: Path) -> list[Backup]:
    """All backups there, of either kind of database, the oldest first."""
    return [backup for kind in (SUFFIX, postgres.SUFFIX) for backup in Shelf(folder, kind).backups()]
