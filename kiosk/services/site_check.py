"""netcheck, started from the console: how far it is, what it found, and its report, kept with the room.

It is the command that an operator types, run beside the server, so that it sees the kiosk as any client does.
Everything is kept in the state folder, where every process of the server finds it.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings

from conf.site import ROOT
from kiosk.models import Room
from kiosk.services.events import record
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST = 120.0
"""Seconds; netcheck itself ends after ten, and says what it could not look at."""

VERDICTS = {0: "ready", 1: "not_ready"}
"""Exit status → verdict; every other one: it could not be checked."""

_PROGRESS = re.compile(r"netcheck (\d+)/(\d+) (\S*)")
_CONTROL = re.compile(r"\r|\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """One run: `verdict` is empty while it is under way; times are seconds since 1970."""

    started_at: float
    actor: str
    done: int = 0
    total: int = 0
    looking_at: str = ""
    verdict: str = ""
    headline: str = ""
    ended_at: float | None = None

    @property
    def running(self) -> bool:
        """Whether it is under way; one whose process has died is not for ever."""
        return not self.verdict and time.time() - self.started_at < LONGEST


Scope: TypeAlias = int | None
"""The room that is checked for, or None for the whole site."""


def site_check_start(scope: Scope, *, language: str, actor: str = "") -> threading.Thread:
    """Let netcheck look at the site, and for a room at its tablets; returns at once, with who waits for it.

    Raises:
        Refusal: ``check_running``.
    """
    last = last_check(scope)
    if last is not None and last.running:
        raise Refusal("check_running")
    folder = _folder(scope)
    folder.mkdir(parents=True, exist_ok=True)
    tablets = Room.objects.values_list("tablets", flat=True).get(pk=scope) if scope is not None else ""
    command = [
        sys.executable,
        "-m",
        "netcheck",
        "run",
        "--format",
        "html",
        "--output",
        str(folder / "new.html"),
    ]
    if tablets:
        command += ["--tablets", tablets]
    begun = SiteCheck(time.time(), actor)
    _write(folder, begun)
    waiting = threading.Thread(target=_run, args=(folder, command, language, begun), daemon=True)
    waiting.start()
    record("site_checked", room=Room(pk=scope) if scope is not None else None, actor=actor)
    return waiting


def last_check(scope: Scope) -> SiteCheck | None:
    """The last run for a room or for the site, under way or done."""
    try:
        return SiteCheck(**json.loads((_folder(scope) / "check.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def check_report(scope: Scope) -> str | None:
    """The report of the last run that came to its end, as a page."""
    try:
        return (_folder(scope) / "report.html").read_text(encoding="utf-8")
    except OSError:
        return None


def _folder(scope: Scope) -> Path:
    folder: Path = settings.STATE_DIR / "netcheck"
    return folder / ("site" if scope is None else f"room-{scope}")


def _run(folder: Path, command: list[str], language: str, begun: SiteCheck) -> None:
    """Run the command at a terminal of its own: there it says how far it is."""
    ours, its = pty.openpty()
    environment = {**os.environ, "GANOMICS_STATE": str(settings.STATE_DIR), "LANGUAGE": language}
    process = subprocess.Popen(  # noqa: S603  our own interpreter, and numbers that were read
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=its
    )
    os.close(its)
    deadline = threading.Timer(LONGEST, process.kill)
    deadline.start()
    last = ""
    try:
        for last in _lines(ours):
            if found := _PROGRESS.search(last):
                done, total, looking_at = found.groups()
                facts = asdict(begun) | {"done": int(done), "total": int(total), "looking_at": looking_at}
                _write(folder, SiteCheck(**facts))
        status = process.wait()
    finally:
        deadline.cancel()
        os.close(ours)
    verdict = VERDICTS.get(status, "unknown")
    with suppress(FileNotFoundError):  # it did not come so far
        (folder / "new.html").replace(folder / "report.html")
    ended = asdict(begun) | {"verdict": verdict, "headline": last, "ended_at": time.time()}
    _write(folder, SiteCheck(**ended))


def _lines(terminal: int) -> Iterator[str]:
    """What is written at a terminal, piece by piece, until whoever writes there is gone."""
    while True:
        try:
            written = os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody is there any more
            return
        if not written:
            return
        for piece in _CONTROL.split(written.decode(errors="replace")):
            if line := piece.strip():
                yield line


def _write(folder: Path, check: SiteCheck) -> None:
    draft = folder / f".check.{os.getpid()}"
    draft.write_text(json.dumps(asdict(check)), encoding="utf-8")
    draft.replace(folder / "check.json")
