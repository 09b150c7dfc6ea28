from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conf.numbers import TabletNumbers
from kiosk.management.terminal import TerminalCommand, tablet_numbers
from kiosk.services.invitations import invitations_issue
from kiosk.services.links import invitation_link
from kiosk.services.tablets import numbers_of_the_site


class Command(TerminalCommand):
    help = gettext_lazy("Make links, each of which lets one device become the tablet of one number.")
    example = "  manage.py invitation 0-35 --hours 48\n  manage.py invitation 7 > link-for-tablet-7.txt"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", type=tablet_numbers, help=_("the tablets, such as 0-35,40"))
        parser.add_argument(
            "--hours", type=float, default=24.0, help=_("how long the links are good (default: %(default)s)")
        )

    def handle(self, *, numbers: str, hours: float, **_options: Any) -> None:
        wanted = TabletNumbers.parse(numbers)
        if hours <= 0:
            raise CommandError(_("--hours: expected more than 0, got {got}.").format(got=hours))
        if strangers := TabletNumbers.of(set(wanted) - set(numbers_of_the_site())):
            raise CommandError(
                _("There is no tablet {got} on this site: expected some of {known}.").format(
                    got=strangers, known=numbers_of_the_site()
                )
            )
        made = invitations_issue(wanted, duration=timedelta(hours=hours), actor="terminal")
        for invitation in made:
            self.stdout.write(f"{invitation.number}\t{invitation_link(invitation)}")
        until = date_format(timezone.localtime(made[0].until), "SHORT_DATETIME_FORMAT")
        self.stderr.write(_("They are good until {until}, each for the first device.").format(until=until))
