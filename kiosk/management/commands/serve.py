from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daphne.endpoints import build_endpoint_description_strings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.management.terminal import TerminalCommand

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(TerminalCommand):
    help = gettext_lazy("Serve the pages and the sockets until told to end; then answer what was asked.")
    example = "  manage.py serve --bind 127.0.0.1 --port 8018"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bind", default="127.0.0.1", help=_("address to listen on (default: %(default)s)")
        )
        parser.add_argument(
            "--port", type=int, default=8018, help=_("port to listen on (default: %(default)s)")
        )
        parser.add_argument("--fd", type=int, help=_("a socket that listens already, in place of both"))

    def handle(self, *, bind: str, port: int, fd: int | None, **_options: Any) -> None:
        from conf.asgi import application  # noqa: PLC0415  what it serves
        from kiosk.wire.server import Server  # noqa: PLC0415  chooses Twisted's reactor

        translation.deactivate()  # the terminal's language is not the participants'
        where = {"host": bind, "port": port} if fd is None else {"file_descriptor": fd}
        Server(application, build_endpoint_description_strings(**where)).run()
