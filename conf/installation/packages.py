"""Debian's packages: those that the site runs on, and those that these bring along."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from conf.installation.machine import attempt, run
from conf.installation.step import InstallationError, Step
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
_STARTED_BY_US = (
    "#!/bin/sh\n# While a site is installed: its services start once they are configured.\nexit 101\n"
)
_POLICY = Path("/usr/sbin/policy-rc.d")


class Packages(Step[list[str]]):
    """Packages; what is known of them is the list of those that are missing."""

    def __init__(
        self, title: str, names: Sequence[str], *, source: Sequence[str] = (), holds_data: bool = False
    ) -> None:
        super().__init__(f"packages {title}")
        self._names = list(names)
        self._source = tuple(source)
        self.holds_data = holds_data

    def now(self) -> list[str]:
        """Every package that installing would bring; the named ones at least, where apt knows no more."""
        missing = [name for name in self._names if not _installed(name)]
        if not missing:
            return []
        if not self._source:
            _ask_the_sources()
        simulated = attempt("apt-get", *self._source, *_CAREFUL, "--simulate", "install", *missing)
        return sorted({*missing, *re.findall(r"^Inst (\S+)", simulated.stdout, re.MULTILINE)})

    def shall(self) -> list[str]:
        """None is missing."""
        return []

    def make(self, wanted: list[str]) -> None:
        """Install what is missing; or take away what was missing before, with its configuration."""
        if going := [name for name in wanted if _known(name)]:
            # Not apt-get, which would take along whatever came to need these since.
            attempt("dpkg", "--purge", *going, variables=_QUIET)
        if coming := [name for name in self._names if name not in wanted and not _installed(name)]:
            _unstarted(lambda: self._install(coming))

    def told(self, now: list[str], wanted: list[str]) -> str:
        """Which packages."""
        if not wanted:
            return _("install the packages {names}").format(names=" ".join(now))
        return _("remove the packages {names}").format(names=" ".join(wanted))

    def left(self, before: list[str]) -> str:
        """Packages that others have come to need."""
        names = " ".join(name for name in before if _installed(name))
        return names and _("left, because other packages need them: {names}").format(names=names)

    def _install(self, names: Sequence[str]) -> None:
        known = ("apt-cache", *self._source, "show")
        if unknown := [name for name in names if attempt(*known, name).returncode]:
            raise InstallationError(
                _(
                    "apt knows no package {names}: expected one from its sources; on Ubuntu, "
                    "`sudo add-apt-repository universe` adds those of its community."
                ).format(names=" ".join(unknown))
            )
        run("apt-get", *self._source, *_CAREFUL, "--yes", "install", *names, variables=_QUIET)


_CAREFUL = ("--quiet=2", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold")
"""Only what is needed; and a configuration that was changed by hand stays."""


def _unstarted(install: Callable[[], None]) -> None:
    """Install while no package may start its services: they are not configured yet."""
    if _POLICY.exists():
        install()
        return
    _POLICY.write_text(_STARTED_BY_US, encoding="ascii")
    _POLICY.chmod(0o755)
    try:
        install()
    finally:
        _POLICY.unlink()


@cache
def _ask_the_sources() -> None:
    """Which packages there are today: a machine that is new, or was long off, does not know.

    Where there is no internet, what it knows may be enough; where not, the installation will say so.
    """
    attempt("apt-get", "--quiet=2", "update")


def _installed(name: str) -> bool:
    return _status(name) == "installed"


def _known(name: str) -> bool:
    """Whether anything of the package is there, be it its configuration alone."""
    return _status(name) not in ("", "not-installed")


def _status(name: str) -> str:
    return attempt("dpkg-query", "--show", "--showformat=${db:Status-Status}", name).stdout.strip()
