"""``netcheck run``: the options, and what becomes of a diagnosis."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conf.site import Profile, read_plan
from netcheck import timeouts
from netcheck.engine import Selection
from netcheck.examination import Examination, until_ready, watch
from netcheck.explaining import listed
from netcheck.helping import helped
from netcheck.i18n import _
from netcheck.model import State, Verdict
from netcheck.options import CheckName, Duration, Tablets
from netcheck.places import find_token
from netcheck.probes.machine import this_machine
from netcheck.progress import Progress
from netcheck.report import Format, text, written
from netcheck.world import World, trust_on

if TYPE_CHECKING:
    from conf.numbers import TabletNumbers
    from netcheck.diagnosis import Diagnosis

STATUSES = {Verdict.READY: 0, Verdict.NOT_READY: 1, Verdict.UNKNOWN: 3}
"""Exit statuses of the verdicts."""

_PAUSE = 2.0
"""Seconds between two runs of --wait and --watch: tablets that reconnect need one."""

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    short_help=_("Look at the whole chain and say whether every tablet can play."),
    help=helped(
        _("Look at the whole chain, from the plan to each tablet, and say whether every tablet can play.")
        + "\n\n"
        + _("Exit status: 0 ready, 1 not ready, 2 wrong usage, 3 could not check, 78 wrong configuration."),
        "netcheck run",
        "netcheck run --tablets 0-33 --wait 2m",
        "netcheck run --format html --output logbook.html",
    ),
)
@click.option("--site", type=_FILE, help=_("The wiring; else GANOMICS_SITE, else conf/site.toml."))
@click.option(
    "--access-points",
    type=_FILE,
    help=_("The access points; else GANOMICS_ACCESS_POINTS, else the fixtures."),
)
@click.option(
    "--profile",
    type=click.Choice([item.value for item in Profile]),
    help=_("Another profile than the site file's."),
)
@click.option(
    "--remote", is_flag=True, help=_("netcheck does not run on the server: look from outside only.")
)
@click.option(
    "--only",
    type=CheckName(),
    multiple=True,
    help=_("Only this check, or this link of the chain; may be repeated."),
)
@click.option(
    "--skip", type=CheckName(), multiple=True, help=_("Everything but this check or link; may be repeated.")
)
@click.option(
    "--deep", is_flag=True, help=_("Also what takes long: a socket for each tablet, a minute of silence.")
)
@click.option(
    "--tablets",
    type=Tablets(),
    help=_("The tablets expected today, such as 0-16,40; else those of the open rooms."),
)
@click.option(
    "--fail-level",
    type=click.Choice(["fail", "warn"]),
    default="fail",
    show_default=True,
    help=_("From which level on the site is not ready."),
)
@click.option(
    "--wait",
    type=Duration(),
    metavar="DURATION",
    help=_("Run again until ready, at most this long (90s, 2m)."),
)
@click.option(
    "--watch",
    "watching",
    is_flag=True,
    help=_("Run again and again; after a good run it takes two bad ones in a row to turn red."),
)
@click.option(
    "--budget",
    type=Duration(),
    metavar="DURATION",
    help=_("How long one run may take [default: 10s, with --deep 120s]."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice([item.value for item in Format]),
    default="text",
    show_default=True,
    help=_("How the report is written."),
)
@click.option("--output", type=_FILE, help=_("Write the report into this file."))
@click.option("-v", "--verbose", is_flag=True, help=_("Show what passed and what was not checked, too."))
@click.option("--short", is_flag=True, help=_("One line, for a chat message."))
@click.option("--list", "listing", is_flag=True, help=_("List the checks and run nothing."))
def run(  # noqa: PLR0913  the options of the command
    *,
    site: Path | None,
    access_points: Path | None,
    profile: str | None,
    remote: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    deep: bool,
    tablets: TabletNumbers | None,
    fail_level: str,
    wait: float | None,
    watching: bool,
    budget: float | None,
    form: str,
    output: Path | None,
    verbose: bool,
    short: bool,
    listing: bool,
) -> int:
    """Examine the site and deliver the report; the exit status."""
    if listing:
        for line in listed():
            click.echo(line)
        return 0
    if wait is not None and watching:
        raise click.UsageError(_("--wait ends when the site is ready, --watch never: choose one."))
    plan = read_plan(site, access_points, profile=Profile(profile) if profile else None)
    world = World(
        plan=plan,
        trust=trust_on(plan.site),
        machine=this_machine(),
        token=find_token(),
        tablets=tablets,
        remote=remote,
        fail_level=State(fail_level),
        site_options=_options(site=site, access_points=access_points, profile=profile),
        access_points_file=access_points,
    )
    usual = timeouts.DEEP_BUDGET if deep else timeouts.BUDGET
    progress = Progress.on(sys.stderr)
    examination = Examination(
        world=world,
        budget=budget or usual.seconds,
        selection=Selection(only, skip, deep),
        observers=[progress],
    )
    desk = _Desk(
        Format(form), output, _style(verbose=verbose, short=short, to_file=output is not None), progress
    )
    return _run(examination, desk, wait=wait, watching=watching)


def _run(examination: Examination, desk: _Desk, *, wait: float | None, watching: bool) -> int:
    if watching:
        return asyncio.run(_watch(examination, desk))
    if wait is None:
        diagnosis = asyncio.run(examination.once())
    else:
        diagnosis = asyncio.run(
            until_ready(
                examination.once,
                seconds=wait,
                pause=_PAUSE,
                clock=examination.world.clock,
                told=desk.mention,
            )
        )
    desk.deliver(diagnosis)
    return STATUSES[diagnosis.verdict]


async def _watch(examination: Examination, desk: _Desk) -> int:
    status, before = 0, ""
    with suppress(asyncio.CancelledError):
        async for diagnosis in watch(examination.once, pause=_PAUSE):
            status = STATUSES[diagnosis.verdict]
            now = text.short(diagnosis)
            if now != before:
                desk.deliver(diagnosis)
            before = now
    return status


class _Desk:
    """Where reports go."""

    def __init__(self, form: Format, output: Path | None, style: text.Style, progress: Progress) -> None:
        self._form, self._output, self._style, self._progress = form, output, style, progress

    def deliver(self, diagnosis: Diagnosis) -> None:
        """Write the report; raises UsageError where the file cannot be written."""
        self._progress.clear()
        report = written(diagnosis, self._form, self._style)
        if self._output is None:
            click.echo(report, nl=False, color=self._style.colour)
            return
        try:
            self._output.write_text(report, encoding="utf-8")
        except OSError as error:
            raise click.UsageError(
                _("--output {file}: cannot be written: {reason}").format(
                    file=self._output, reason=error.strerror
                )
            ) from error
        click.echo(text.headline(diagnosis), err=True)

    def mention(self, diagnosis: Diagnosis) -> None:
        """One line on the way to the report."""
        self._progress.clear()
        click.echo(text.short(diagnosis), err=True)


def _style(*, verbose: bool, short: bool, to_file: bool) -> text.Style:
    terminal = sys.stdout.isatty() and not to_file
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return text.Style(
        verbose=verbose,
        short=short,
        colour=terminal and not os.environ.get("NO_COLOR"),
        ascii=not to_file and not encoding.startswith("utf"),
        width=min(100, shutil.get_terminal_size().columns) if terminal else 100,
    )


def _options(*, site: Path | None, access_points: Path | None, profile: str | None) -> tuple[str, ...]:
    given = {"--site": site, "--access-points": access_points, "--profile": profile}
    return tuple(word for name, value in given.items() if value for word in (name, str(value)))
