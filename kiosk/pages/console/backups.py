"""The server's backups: those there are, one more now, what is in one, and how it is brought back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kiosk.services.events import record
from kiosk.upkeep.backups import SUFFIX, BackupError
from kiosk.upkeep.making import backup_now, backups_in
from kiosk.upkeep.restoring import rooms_in
from kiosk.upkeep.soundness import database_file
from kiosk.upkeep.way_back import way_back

if TYPE_CHECKING:
    from kiosk.pages.console.gate import Request
    from kiosk.upkeep.shelf import Backup

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


@require_safe
def backup(request: Request, name: str) -> HttpResponse:
    """`/console/backups/kiosk-….sqlite3`: what is in it, and what to type to make it the database."""
    found = _backup_or_404(name)
    is_sqlite = found.file.suffix == SUFFIX
    context = {
        "backup": found,
        "bytes": found.file.stat().st_size,
        "is_sqlite": is_sqlite,
        "fits": is_sqlite is (database_file() is not None),
        "elsewhere": "DATABASE_URL" in os.environ,
        "way": way_back(found.file),
    }
    try:
        context["rooms"] = rooms_in(found.file) if is_sqlite else []
    except BackupError as error:
        context["damage"] = error
    return render(request, "console/data/backup.html", context)


@require_POST
def backup_take(request: Request, name: str) -> HttpResponse:
    """`/console/backups/kiosk-….sqlite3/take`: the file, to be kept elsewhere; that it was taken is noted."""
    file = _backup_or_404(name).file
    response = HttpResponse(file.read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    record("backup_taken", actor=request.user.username, file=file.name)
    return response


def _backup_or_404(name: str) -> Backup:
    """One of those that are listed, and no other file of the disk."""
    for found in backups_in(settings.BACKUPS):
        if found.file.name == name:
            return found
    raise Http404
