from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conf.authority import Authority
from conf.site import Profile
from kiosk.management.terminal import TerminalCommand


class Command(TerminalCommand):
    help = gettext_lazy("Make an authority of the site's own, and the certificate that nginx shows on a LAN.")
    example = "  manage.py authority\n  manage.py authority --folder /etc/ganomics/tls"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.AUTHORITY.folder,
            help=_("where its files are (default: %(default)s)"),
        )

    def handle(self, *, folder: Path, **_options: Any) -> None:
        if settings.SITE.profile is Profile.WAN:
            raise CommandError(
                _("A public server needs a certificate of a public authority: expected the profile lan.")
            )
        authority = Authority(folder)
        try:
            new = authority.make(settings.SITE.server)
        except OSError as error:
            raise CommandError(
                _("{file}: cannot be written: {reason}.").format(file=error.filename, reason=error.strerror)
            ) from error
        self.stdout.write(
            _("There is a new certificate: `systemctl reload nginx` shows it.")
            if new
            else _("The certificate is good: nothing to do.")
        )
        self.stdout.write(f"SHA-256 {authority.fingerprint()}")
        self.stdout.write(_("In the site's file:"))
        self.stdout.write(f'[tls]\ncertificate = "{authority.shown}"\nkey = "{authority.shown_key}"')
