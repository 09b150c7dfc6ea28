from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.management.terminal import TerminalCommand
from kiosk.models import Tablet
from kiosk.services.tablets import enrolment, enrolment_close, enrolment_open


class Command(TerminalCommand):
    help = gettext_lazy("Let new devices become numbered tablets, for a while.")
    example = "  manage.py enrolment open --minutes 30 --pin 4711\n  manage.py enrolment status"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "action", choices=("open", "close", "status"), help=_("what to do with the door for new devices")
        )
        parser.add_argument(
            "--minutes", type=int, default=30, help=_("how long it stays open (default: %(default)s)")
        )
        parser.add_argument(
            "--pin", default="", help=_("a number that the tablet page asks for (default: none)")
        )

    def handle(self, *, action: str, minutes: int, pin: str, **_options: Any) -> None:
        match action:
            case "open":
                if minutes < 1:
                    raise CommandError(_("--minutes: expected 1 or more, got {got}.").format(got=minutes))
                enrolment_open(duration=timedelta(minutes=minutes), pin=pin, actor="terminal")
            case "close":
                enrolment_close(actor="terminal")
        self._say()

    def _say(self) -> None:
        door = enrolment()
        known = Tablet.objects.filter(robot=False).exclude(device_id=None).count()
        if door.open_until is not None and door.is_open(timezone.now()):
            until = date_format(timezone.localtime(door.open_until), "H:i")
            self.stdout.write(_("Enrolment is open until {until}.").format(until=until))
        else:
            self.stdout.write(_("Enrolment is closed."))
        self.stdout.write(_("{known} tablets are enrolled.").format(known=known))
