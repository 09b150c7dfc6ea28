from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext_lazy

from conf.installation.command import EXAMPLE, add_arguments, carry_out
from conf.installation.step import InstallationError
from kiosk.management.terminal import TerminalCommand


class Command(TerminalCommand):
    help = gettext_lazy("Install a site on this machine, or restore what was there.")
    example = EXAMPLE.replace("  site", "  manage.py site")
    requires_system_checks = ()  # there may be no database yet

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, **options: Any) -> None:
        try:
            status = carry_out(Namespace(**options))
        except InstallationError as error:
            raise CommandError(str(error)) from error
        sys.exit(status)
