"""How a backup becomes the database on this very installation: what to type, in which order."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from conf.installation.command_line import COMMANDS
from conf.site import ROOT
from kiosk.upkeep.soundness import database_file
from netcheck.rendering.layout import Layout, Platform, layout_of

PLACES = ("GANOMICS_STATE", "GANOMICS_SITE", "GANOMICS_ACCESS_POINTS")
"""Variables that say where a server keeps and reads what; the commands of an installed site know them."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """Three commands; None where the server was started by hand, and is stopped or started by hand."""

    stop: str | None
    restore: str
    start: str | None


def way_back(backup: Path, *, prefix: Path | None = None, layout: Layout | None = None) -> WayBack:
    """The way on this machine, for the program that lives at `prefix`: the one that runs."""
    prefix = prefix or Path(sys.prefix)
    layout = layout or layout_of(Platform.here())
    words = ("restore", shlex.quote(str(backup.absolute())), "--replace")
    if not prefix.is_relative_to(layout.application):
        return _by_hand(prefix, words)
    return _launchd(layout, words) if layout.platform is Platform.MACOS else _systemd(words)


def _systemd(words: tuple[str, ...]) -> WayBack:
    timer = " ganomics-backup.timer" if database_file() is None else ""
    return WayBack(
        stop=f"sudo systemctl stop ganomics.target 'ganomics-daphne@*'{timer}",
        restore=" ".join(("sudo", str(COMMANDS / "ganomics"), *words)),
        start=f"sudo systemctl start ganomics.target{timer}",
    )


def _launchd(layout: Layout, words: tuple[str, ...]) -> WayBack:
    """As the property lists start daphne: launchd has no command of its own for a moment."""
    every = f'for unit in {layout.units}/ganomics.daphne.*.plist; do sudo launchctl {{}} system "$unit"; done'
    program = f"cd {layout.application} && exec .venv/bin/python -m conf.manage {' '.join(words)}"
    script = f"export GANOMICS_STATE={layout.state}; set -a; . {layout.environment}; set +a; {program}"
    return WayBack(
        stop=every.format("bootout"),
        restore=f"sudo -u {layout.user} sh -c {shlex.quote(script)}",
        start=every.format("bootstrap"),
    )


def _by_hand(prefix: Path, words: tuple[str, ...]) -> WayBack:
    places = [f"{name}={shlex.quote(os.environ[name])}" for name in PLACES if name in os.environ]
    if not settings.IN_CHECKOUT:
        return WayBack(None, " ".join((*places, str(prefix / "bin" / "ganomics"), *words)), None)
    python = f"{prefix / 'bin' / 'python'} manage.py"
    restore = " ".join((f"cd {shlex.quote(str(ROOT))} &&", *places, python, *words))
    return WayBack(None, restore, " ".join((*places, "make run")))
