from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.bots.crew import POLICIES, Crew
from kiosk.management.terminal import TerminalCommand, find_room
from kiosk.models import Step
from kiosk.services.seats import seat_robots

SPEEDS = {"fast": 0.0, "brisk": 1.0, "human": 6.0}
"""Seconds before a choice, on average."""


class Command(TerminalCommand):
    help = gettext_lazy("Seat robots in a room, and let them play over the real socket.")
    example = (
        "  manage.py robots --room 3 --count 35 --policy paper --speed human\n  manage.py robots --room 3"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", type=int, required=True, help=_("number of the room"))
        parser.add_argument(
            "--count",
            type=int,
            default=0,
            help=_("how many more robots to seat (default: none; those that sit there go on)"),
        )
        parser.add_argument(
            "--policy", choices=POLICIES, default="paper", help=_("how they choose (default: %(default)s)")
        )
        parser.add_argument(
            "--speed", choices=SPEEDS, default="fast", help=_("how long they think (default: %(default)s)")
        )
        parser.add_argument("--seed", type=int, help=_("seed of their choices (default: a new one)"))
        parser.add_argument(
            "--url",
            default=f"ws://{settings.SITE.server.upstream}",
            help=_("where the server is (default: %(default)s)"),
        )

    def handle(
        self, *, room: int, count: int, policy: str, speed: str, seed: int | None, url: str, **_options: Any
    ) -> None:
        found = find_room(room)
        if count < 0:
            raise CommandError(_("--count: expected 0 or more, got {got}.").format(got=count))
        if found.step != Step.WELCOME and count:
            raise CommandError(_("Room {room} has begun: its seats are taken.").format(room=room))
        if count:
            seat_robots(found, count, actor="terminal")
        crew = Crew(url, found, policy=policy, thinking=SPEEDS[speed], seed=seed, finished=self._progress)
        if not crew.players:
            raise CommandError(_("No robot sits in room {room}: expected --count.").format(room=room))
        self.stdout.write(_("{count} robots play in room {room}.").format(count=len(crew.players), room=room))
        scores = asyncio.run(crew.play())
        mean = sum(scores.values()) / len(scores)
        self.stdout.write(
            _("They have come to the end: {mean} points on average.").format(mean=number_format(mean, 1))
        )

    def _progress(self, done: int, of: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(_("{done} of {of} robots at the end").format(done=done, of=of), ending="\r")
