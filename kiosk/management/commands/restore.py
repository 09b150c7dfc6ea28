from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kiosk.management.terminal import TerminalCommand
from kiosk.services.restoration import rooms_restore
from kiosk.upkeep import postgres
from kiosk.upkeep.backups import SUFFIX, BackupError
from kiosk.upkeep.restoring import put_in_place, rooms_in
from kiosk.upkeep.serving import InUseError, alone
from kiosk.upkeep.shelf import Backup, Shelf, backup_at
from kiosk.upkeep.soundness import database_file


class Command(TerminalCommand):
    help = gettext_lazy(
        "Make a backup the database. It is looked through first, and a database that is there already is "
        "replaced only with --replace, and kept aside."
    )
    example = (
        "  manage.py restore --newest\n"
        "  manage.py restore --newest --from /media/stick/ganomics\n"
        "  manage.py restore var/backups/kiosk-20261127T101500Z.sqlite3 --replace"
    )
    requires_system_checks = ()  # the database may be what has to be replaced

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("backup", type=Path, nargs="?", help=_("file of the backup"))
        which.add_argument("--newest", action="store_true", help=_("the newest backup of the folder"))
        parser.add_argument(
            "--from",
            type=Path,
            default=settings.BACKUPS,
            dest="folder",
            help=_("folder of the backups (default: %(default)s)"),
        )
        parser.add_argument(
            "--replace", action="store_true", help=_("replace the database that is there, and keep it aside")
        )

    def handle(self, *, backup: Path | None, folder: Path, replace: bool, **_options: Any) -> None:
        database = database_file()
        suffix = postgres.SUFFIX if database is None else SUFFIX
        try:
            chosen = _newest(folder, suffix) if backup is None else _named(backup)
            with alone(settings.STATE_DIR):
                if database is None:
                    self._restore_postgres(chosen, replace=replace)
                else:
                    self._restore_sqlite(chosen, database, replace=replace)
                self._go_on(chosen)
        except InUseError as error:
            raise CommandError(_("A server runs on {folder}: stop it first.").format(folder=error)) from error
        except (BackupError, OSError) as error:
            raise CommandError(_("Nothing was restored: {why}.").format(why=error)) from error

    def _restore_sqlite(self, backup: Backup, database: Path, *, replace: bool) -> None:
        for room in rooms_in(backup.file):
            told = _("In the backup: room {room}, {place}.").format(room=room.number, place=room.place)
            self.stdout.write(told)
        if database.exists() and not replace:
            raise BackupError(_already(database))
        connections.close_all()
        aside = put_in_place(backup.file, database)
        if aside is not None:
            self.stdout.write(_("The former database lies in {file}.").format(file=aside))

    def _restore_postgres(self, backup: Backup, *, replace: bool) -> None:
        postgres.require_sound(backup.file)
        if not postgres.is_empty():
            if not replace:
                raise BackupError(_already(connections["default"].settings_dict["NAME"]))
            aside = backup.file.with_name(
                f"before-restore-{timezone.now():%Y%m%dT%H%M%S%f}Z{postgres.SUFFIX}"
            )
            postgres.dump(aside)
            self.stdout.write(_("The former database lies in {file}.").format(file=aside))
        postgres.load(backup.file)

    def _go_on(self, backup: Backup) -> None:
        call_command("migrate", verbosity=0, skip_checks=True)  # a backup of an older version
        rooms = rooms_restore(backup_made_at=backup.made_at, actor="terminal")
        self.stdout.write(
            ngettext(
                "{file} is the database now; {count} room goes on. Start the server.",
                "{file} is the database now; {count} rooms go on. Start the server.",
                len(rooms),
            ).format(file=backup.file, count=len(rooms))
        )
        made_at = date_format(timezone.localtime(backup.made_at), "H:i:s")
        self.stdout.write(
            _(
                "What came after {time} is lost: those rounds are played again. Tablets find their place "
                "by themselves; the field's own application has to be started again on each."
            ).format(time=made_at)
        )


def _newest(folder: Path, suffix: str) -> Backup:
    backups = Shelf(folder, suffix).backups()
    if not backups:
        raise CommandError(_("There is no backup in {folder}.").format(folder=folder))
    return backups[-1]


def _named(file: Path) -> Backup:
    if not file.is_file():
        raise BackupError(_("there is no file {file}").format(file=file))
    return backup_at(file)


def _already(what: object) -> str:
    return _(
        "there is a database already, {what}; with --replace the backup takes its place, and it is kept aside"
    ).format(what=what)
