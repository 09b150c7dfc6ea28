from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.management.terminal import TerminalCommand
from kiosk.models import Role
from kiosk.services.operators import (
    first_administrator,
    operator_add,
    operator_set_password,
    operator_set_role,
    role_of,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser

WIDTHS = (20, 15)


class Command(TerminalCommand):
    help = gettext_lazy("Say who may come to the console, and what they may do there.")
    example = (
        "  manage.py operators first\n"
        "  manage.py operators add ada --role operator\n"
        "  manage.py operators password ada\n"
        "  manage.py operators retire ada"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("list", help=_("list them"))
        actions.add_parser("first", help=_("make an administrator, if there is none, with a new password"))
        for action, help_text in (
            ("add", _("add a person; its new password is shown once")),
            ("role", _("give a person another role")),
            ("password", _("give a person another password, which ends its sessions")),
            ("retire", _("let a person come in no more")),
        ):
            named: ArgumentParser = actions.add_parser(action, help=help_text)
            named.add_argument("name", help=_("name to sign in with"))
            if action in ("add", "role"):
                named.add_argument(
                    "--role", choices=[role.value for role in Role], required=True, help=_("what it may do")
                )
            if action in ("add", "password"):
                named.add_argument(
                    "--ask", action="store_true", help=_("ask for the password instead of making one")
                )

    def handle(self, *, action: str, **options: Any) -> None:
        getattr(self, f"_{action}")(**options)

    def _list(self, **_options: Any) -> None:
        for user in User.objects.filter(is_active=True).order_by("username"):
            self.row(user.username, role_of(user) or "", widths=WIDTHS)

    def _first(self, **_options: Any) -> None:
        made = first_administrator(actor="terminal")
        if made is None:
            self.stdout.write(_("There is an administrator already: see `operators list`."))
        else:
            self._tell(made[0], made[1])

    def _add(self, *, name: str, role: str, ask: bool, **_options: Any) -> None:
        given = self._ask() if ask else ""
        user, password = operator_add(name=name, role=Role(role), password=given, actor="terminal")
        self._tell(user, "" if given else password)

    def _role(self, *, name: str, role: str, **_options: Any) -> None:
        user = self._find(name)
        operator_set_role(user, Role(role), actor="terminal")
        self._tell(user, "")

    def _password(self, *, name: str, ask: bool, **_options: Any) -> None:
        user, given = self._find(name), self._ask() if ask else ""
        password = operator_set_password(user, given, actor="terminal")
        self._tell(user, "" if given else password)

    def _retire(self, *, name: str, **_options: Any) -> None:
        operator_set_role(self._find(name), None, actor="terminal")
        self.stdout.write(_("{name} comes in no more.").format(name=name))

    def _find(self, name: str) -> User:
        user = User.objects.filter(username=name).first()
        if user is None:
            known = ", ".join(User.objects.values_list("username", flat=True)) or _("none")
            raise CommandError(
                _("There is nobody called {name}; expected one of: {known}.").format(name=name, known=known)
            )
        return user

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        return getpass.getpass(_("New password: "))

    def _tell(self, user: User, password: str) -> None:
        role = role_of(user)
        self.stdout.write(f"{user.username}: {role.label if role else ''}")
        if password:
            self.stdout.write(_("Password, shown only now: {password}").format(password=password))
