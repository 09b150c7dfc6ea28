from __future__ import annotations

import json
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.management.terminal import TerminalCommand

LOOK_AGAIN = 0.25
ANSWER_TIME_OUT = 5.0
"""Seconds."""

HTTP_OK = 200


class Command(TerminalCommand):
    help = gettext_lazy("Wait until the server on a port can serve; say what it lacks if it cannot in time.")
    example = "  manage.py ready --port 8019 --wait 30"
    requires_system_checks = ()  # the server has looked itself

    def add_arguments(self, parser: CommandParser) -> None:
        upstream = settings.SITE.server.upstream
        parser.add_argument(
            "--address", default=upstream.address, help=_("where it listens (default: %(default)s)")
        )
        parser.add_argument(
            "--port", type=int, default=upstream.port, help=_("its port (default: %(default)s)")
        )
        parser.add_argument(
            "--wait", type=float, default=60.0, help=_("seconds to wait at most (default: %(default)s)")
        )

    def handle(self, *, address: str, port: int, wait: float, **_options: Any) -> None:
        end = time.monotonic() + wait
        while (lacking := _lacking(address, port)) and time.monotonic() < end:
            time.sleep(LOOK_AGAIN)
        if lacking:
            raise CommandError(
                _("The server on {address}:{port} is not ready: {why}.").format(
                    address=address, port=port, why=lacking
                )
            )
        self.stdout.write(_("The server on {address}:{port} is ready.").format(address=address, port=port))


def _lacking(address: str, port: int) -> str:
    """What keeps a server from serving, in its own words; empty where nothing does."""
    connection = HTTPConnection(address, port, timeout=ANSWER_TIME_OUT)
    try:
        # As nginx would: in the profile wan whoever comes by http is sent to https.
        headers = {"Host": settings.SITE.server.name, "X-Forwarded-Proto": "https"}
        connection.request("GET", "/api/ready", headers=headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
    if answer.status == HTTP_OK:
        return ""
    return ", ".join(f"{thing}: {fact}" for thing, fact in said.items() if thing != "ready" and fact != "ok")
