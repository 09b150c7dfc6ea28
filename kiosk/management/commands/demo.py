from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.bots.crew import Crew
from kiosk.management.server import ServerError, daphne
from kiosk.management.terminal import TerminalCommand
from kiosk.models import Player, Room, Step, Treatment
from kiosk.services.operators import first_administrator
from kiosk.services.rooms import room_open
from kiosk.services.seats import seat_robots
from kiosk.services.tablets import enrolment_open

FIXTURES = ("access_points", "treatments", "training", "pseudonyms")
TREATMENT = "demo"


class Command(TerminalCommand):
    help = gettext_lazy("Run a server with a room in which robots take all seats but one.")
    example = "  manage.py demo --port 8018"
    requires_system_checks = ()  # it makes what a first start lacks, and the server looks itself

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8018, help=_("port on 127.0.0.1 (default: %(default)s)")
        )
        parser.add_argument(
            "--thinking",
            type=float,
            default=1.0,
            help=_("seconds that a robot thinks, on average (default: %(default)s)"),
        )

    def handle(self, *, port: int, thinking: float, **_options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # stops as Ctrl-C does
        call_command("migrate", verbosity=0)
        call_command("loaddata", *FIXTURES, verbosity=0)
        enrolment_open(duration=timedelta(hours=12), actor="demo")
        room = demo_room()
        try:
            with daphne(port):
                self._welcome(port, room)
                self._welcome_operator(port)
                self._play(f"ws://127.0.0.1:{port}", room, thinking)
        except ServerError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("\n" + _("Stopped. `make run` continues where you left."))

    def _play(self, url: str, room: Room, thinking: float) -> None:
        """Play room after room, until interrupted."""
        while True:
            asyncio.run(Crew(url, room, thinking=thinking).play())
            room.refresh_from_db()
            self.stdout.write(_("Room {room} has come to its end.").format(room=room.pk))
            room = demo_room()
            self.stdout.write(_("Room {room} is open: reload the page to play again.").format(room=room.pk))

    def _welcome(self, port: int, room: Room) -> None:
        self.stdout.write(
            _(
                "\n  Open   http://127.0.0.1:{port}/   and enrol as tablet 1.\n"
                "  Room {room}: {robots} robots wait for one person, you.\n"
                "  Stop with Ctrl-C; `make run` continues where you left.\n"
            ).format(port=port, room=room.pk, robots=room.size - 1)
        )

    def _welcome_operator(self, port: int) -> None:
        made = first_administrator(actor="demo")
        self.stdout.write(
            _("  The operator’s console is   http://127.0.0.1:{port}/console/").format(port=port)
        )
        if made is None:
            self.stdout.write(
                _("  Sign in as before; `manage.py operators password NAME` makes a new password.\n")
            )
        else:
            user, password = made
            self.stdout.write(
                _("  Sign in as {name} with the password {password}, which is shown only now.\n").format(
                    name=user.username, password=password
                )
            )


def demo_room() -> Room:
    """The room that is under way, else a new one; robots sit on all its seats but one."""
    room = Room.objects.unfinished().first()
    if room is None:
        room = room_open(Treatment.objects.get(name=TREATMENT), actor="demo")
    missing = room.size - 1 - Player.objects.filter(room=room, robot=True).count()
    if room.step == Step.WELCOME and missing > 0:
        seat_robots(room, missing, actor="demo")
    return room
