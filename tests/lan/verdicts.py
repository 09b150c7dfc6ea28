"""``python -m tests.lan verdicts``: trials of faults, beyond those for which the tests have time."""

from __future__ import annotations

import os
import sys
import time

import click

from tests.lan import choice, record, site
from tests.lan.control import ControlError
from tests.lan.faults import FAULTS
from tests.lan.laboratory import laboratory
from tests.lan.site import Layout
from tests.lan.trial import Bench, Tally, Trial, as_text


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every fault in every layout where it makes sense.")
@click.option("--layout", type=click.Choice([layout.value for layout in Layout]), help="In this layout only.")
@click.option("--write", is_flag=True, help="Keep what was seen, and write the table in the README.")
@click.argument("names", metavar="[FAULT]...", nargs=-1, type=click.Choice(list(FAULTS)))
def verdicts(*, everything: bool, layout: str | None, write: bool, names: tuple[str, ...]) -> None:
    """Break, ask netcheck, mend as it says, ask again; with precision and recall.

    Without --all and without names: what the tests try.

    \b
    Example:
      python -m tests.lan verdicts --all --write
      python -m tests.lan verdicts --layout nat ap_isolates
    """
    chosen = choice.everything() if everything or names else choice.sample()
    tally, bad = Tally(), 0
    for each in Layout:
        faults = [fault for where, fault in chosen if where is each and (not names or fault.name in names)]
        if not faults or layout not in (None, each.value):
            continue
        with laboratory(each, tablets=site.FEW_TABLETS, name=f"verdicts-{os.getpid()}") as up:
            bench, seen = Bench(up, each, site.tablets(site.FEW_TABLETS)), []
            for fault in faults:
                began = time.monotonic()
                try:
                    trial = bench.try_out(fault.name)
                except (AssertionError, ControlError) as error:
                    click.echo(f"BAD  {each} {fault.name}: {error}")
                    bad += 1
                    continue
                seconds = time.monotonic() - began
                _say(each, trial, seconds)
                tally, bad = tally + trial.tally, bad + (not trial.good)
                seen.append((each, fault, trial))
        if write:
            record.write(seen)
    click.echo(f"{tally}.")
    sys.exit(1 if bad else 0)


def _say(layout: Layout, trial: Trial, seconds: float) -> None:
    (fault,) = trial.faults
    again = ", at the second look" if trial.looks > 1 else ""
    good = "good" if trial.good else "BAD "
    click.echo(f"{good} {layout} {fault.name} ({seconds:.1f} s{again}): {trial.symptom}")
    if not trial.good:
        click.echo(as_text(trial))
