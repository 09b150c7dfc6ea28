"""`site install` and `site uninstall`: options, what has to be true beforehand, the verdict at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from conf.installation.bundle import Bundle
from conf.installation.command_line import COMMANDS
from conf.installation.course import Course
from conf.installation.ledger import Ledger
from conf.installation.release import from_bundle, here
from conf.installation.step import InstallationError
from conf.installation.steps import ACCESS_POINTS, LEDGER, SITE, Order, steps_of
from conf.site import ACCESS_POINTS_FILE, SITE_FILE, Profile
from netcheck.i18n import _, ngettext

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from conf.site import Plan

EXAMPLE = """\
  site install --dry-run
  site install --site /media/stick/site.toml --bundle /media/stick
  site uninstall --dry-run"""
_READY_WITHIN = "60s"
"""daphne has just been started: netcheck asks again until then."""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command, whichever way it is called."""
    parser.add_argument("action", choices=("install", "uninstall"), help=_("forth or back"))
    parser.add_argument("--dry-run", action="store_true", help=_("say every change, make none"))
    parser.add_argument(
        "--site", type=Path, help=_("the wiring; else GANOMICS_SITE, else conf/site.toml"), metavar="FILE"
    )
    parser.add_argument(
        "--access-points",
        type=Path,
        metavar="FILE",
        help=_("the access points; else GANOMICS_ACCESS_POINTS, else the fixtures"),
    )
    parser.add_argument(
        "--bundle", type=Path, metavar="FOLDER", help=_("install from this folder alone, without internet")
    )
    parser.add_argument(
        "--with-data",
        action="store_true",
        help=_("uninstall: let the database and the state folder go, too"),
    )


def carry_out(options: Namespace) -> int:
    """Do what the options say; the exit status.

    Raises:
        InstallationError: it cannot be, or a step failed.
        ConfigurationError: the plan cannot be.
    """
    _require_a_machine()
    os.umask(0o022)  # whatever root's shell says: nginx and daphne have to read what is written
    installed = options.action == "uninstall" and SITE.exists()
    own = (SITE, ACCESS_POINTS) if installed else (SITE_FILE, ACCESS_POINTS_FILE)
    with Bundle.opened(options.bundle) as bundle:
        order = Order(
            site=_file(options.site, "GANOMICS_SITE", own[0]),
            access_points=_file(options.access_points, "GANOMICS_ACCESS_POINTS", own[1]),
            source=from_bundle(options.bundle) if options.bundle else here(),
            apt=bundle.apt,
        )
        course = Course(steps_of(order), Ledger(LEDGER), say=_say, dry=options.dry_run)
        if options.action == "uninstall":
            return _uninstall(course, with_data=options.with_data)
        _require_a_site(order.plan)
        return _install(course)


def _install(course: Course) -> int:
    changes = course.install()
    _count(changes, dry=course.dry)
    if course.dry:
        return 0
    _say(
        _("Now netcheck looks at all but the tablets: wake them and ask `sudo netcheck run` for those, too.")
    )
    sys.stdout.flush()
    asked = [str(COMMANDS / "netcheck"), "run", "--wait", _READY_WITHIN, "--skip", "ap", "--skip", "tablet"]
    subprocess.run(asked, check=False)  # noqa: S603  the words are ours; the verdict is for people
    return 0


def _uninstall(course: Course, *, with_data: bool) -> int:
    if course.ledger.empty:
        _say(_("Nothing of this machine is the installation's."))
        return 0
    _count(course.uninstall(with_data=with_data), dry=course.dry)
    if not course.ledger.empty and not course.dry:
        _say(_("The recorded data stay where they are; `site uninstall --with-data` lets them go."))
    return 0


def _count(changes: int, *, dry: bool) -> None:
    if not changes:
        _say(_("Everything is as it shall be: nothing to change."))
    elif dry:
        _say(ngettext("{n} change, not made.", "{n} changes, not made.", changes).format(n=changes))
    else:
        _say(ngettext("{n} change made.", "{n} changes made.", changes).format(n=changes))


def _file(given: Path | None, variable: str, own: Path) -> Path:
    return (given or Path(os.environ.get(variable) or own)).absolute()


def _require_a_machine() -> None:
    if os.geteuid():
        raise InstallationError(_("Only root may look at and change everything: use sudo."))
    if not shutil.which("apt-get") or not Path("/run/systemd/system").exists():
        raise InstallationError(
            _(
                "Expected Debian or Ubuntu with systemd; conf/templates/README.md says how a site "
                "is installed on a Mac."
            )
        )


def _require_a_site(plan: Plan) -> None:
    site = plan.site
    if site.profile is Profile.LOCAL:
        raise InstallationError(
            _('A site is installed for others: expected profile = "lan" or "wan" in its file, got "local".')
        )
    for file in (site.tls.certificate, site.tls.key) if site.tls else ():
        if not file.exists():
            raise InstallationError(
                _(
                    "{file}: expected the file that [tls] names; conf/templates/README.md says where it "
                    "comes from."
                ).format(file=file)
            )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
