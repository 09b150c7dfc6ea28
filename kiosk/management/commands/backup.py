from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.management.terminal import TerminalCommand
from kiosk.upkeep.backups import BackupError
from kiosk.upkeep.making import backup_now, backups_in


class Command(TerminalCommand):
    help = gettext_lazy("Back the database up now, while rooms are played; or list the backups there are.")
    example = "  manage.py backup\n  manage.py backup --to /media/stick/ganomics\n  manage.py backup --list"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.BACKUPS,
            help=_("folder of the backups (default: %(default)s)"),
        )
        parser.add_argument("--list", action="store_true", help=_("list the backups, make none"))

    def handle(self, *, to: Path, **options: Any) -> None:
        if options["list"]:
            self._list(to)
            return
        try:
            file = backup_now(to)
        except (BackupError, OSError) as error:
            raise CommandError(_("No backup was made: {why}.").format(why=error)) from error
        self.stdout.write(
            _("{file}: {kilobytes} kB.").format(file=file, kilobytes=-(-file.stat().st_size // 1000))
        )

    def _list(self, folder: Path) -> None:
        backups = backups_in(folder)
        if not backups:
            raise CommandError(_("There is no backup in {folder}.").format(folder=folder))
        for backup in backups:
            made_at = date_format(timezone.localtime(backup.made_at), "SHORT_DATETIME_FORMAT")
            self.row(
                made_at, f"{-(-backup.file.stat().st_size // 1000)} kB", backup.file, widths=(20, 12, 60)
            )
