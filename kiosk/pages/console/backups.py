"""The server's backups: those there are, one more now, and how one is brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kiosk.upkeep.backups import BackupError
from kiosk.upkeep.making import backup_now, backups_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

MOST_SHOWN = 80


@require_safe
def backups(request: Request) -> HttpResponse:
    """`/console/backups`: the newest first."""
    rows = [
        {"made_at": backup.made_at, "name": backup.file.name, "bytes": backup.file.stat().st_size}
        for backup in reversed(backups_in(settings.BACKUPS)[-MOST_SHOWN:])
    ]
    return render(request, "console/data/backups.html", {"rows": rows, "folder": settings.BACKUPS})


@require_POST
def backup_make(request: Request) -> HttpResponse:
    """`/console/backups/make`: one more, while rooms are played."""
    try:
        file = backup_now(settings.BACKUPS)
    except (BackupError, OSError) as error:
        messages.error(request, _("No backup was made: {why}.").format(why=error))
    else:
        messages.success(request, _("{file} is made.").format(file=file.name))
    return redirect("console:backups")
