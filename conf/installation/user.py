"""The user that the kiosk runs as: nobody else, with no shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.installation.machine import attempt, run
from conf.installation.step import Step
from netcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


class User(Step[bool]):
    """A system user; what is known of it is whether it is there. What is recorded belongs to it."""

    holds_data = True

    def __init__(self, name: str, home: Path) -> None:
        super().__init__(f"user {name}")
        self._name = name
        self._home = home

    def now(self) -> bool:
        """Whether the user is there."""
        return attempt("getent", "passwd", self._name).returncode == 0

    def shall(self) -> bool:
        """There."""
        return True

    def make(self, wanted: bool) -> None:  # noqa: FBT001  what there is to know of a user
        """Add the user, or take it away."""
        if wanted:
            run(
                *("useradd", "--system", "--user-group", "--no-create-home"),
                *("--home-dir", str(self._home), "--shell", "/usr/sbin/nologin", self._name),
            )
        else:
            run("userdel", self._name)

    def told(self, now: bool, wanted: bool) -> str:  # noqa: FBT001  as above
        """Which user."""
        del now
        sentence = _("add the user {name}, without a shell") if wanted else _("take the user {name} away")
        return sentence.format(name=self._name)
