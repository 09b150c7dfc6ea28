from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import loaddata

from kiosk.upkeep.soundness import AWAY, REFUSED, site_is_fit


class Command(loaddata.Command):
    """Django's own, which first asks whether there is a database to load into."""

    def check(self, *args: Any, **options: Any) -> None:
        """Refuse with one sentence where nothing can be loaded; what else there is to say is a warning."""
        if against := [message for message in site_is_fit() if message.id in {*REFUSED, AWAY}]:
            raise CommandError("\n".join(f"{message.msg} {message.hint}" for message in against))
        super().check(*args, **options)
