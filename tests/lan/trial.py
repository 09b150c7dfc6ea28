"""A trial: a healthy site breaks in one place, netcheck says where, and it is mended as netcheck says."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.lan.control import ControlError
from tests.lan.examination import Examination, examine
from tests.lan.faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.lan.examination import Named
    from tests.lan.faults.fault import Fault, Verdict
    from tests.lan.laboratory import Laboratory
    from tests.lan.site import Layout

TALLY = "tally"
"""Under which name a test's report keeps its trial's tally."""
READY_WITHIN = 90.0
"""Seconds: for everybody to come back after a repair, and for what is measured over time to fade."""

LOOKS = 2
"""How often netcheck is asked at most: who doubts looks again, as `netcheck run --watch` does.

On a busy machine a packet is late now and then that no fault has delayed. How often it took a second
look is printed.
"""


@dataclass(frozen=True)
class Tally:
    """How often netcheck named what was there, did not, named what was not, and was asked again."""

    right: int = 0
    missed: int = 0
    invented: int = 0
    again: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right,
            self.missed + other.missed,
            self.invented + other.invented,
            self.again + other.again,
        )

    def __str__(self) -> str:
        named, there = self.right + self.invented, self.right + self.missed
        precision, recall = self.right / max(1, named), self.right / max(1, there)
        return (
            f"precision {precision:.1%} ({self.right} of {named} causes named were there), "
            f"recall {recall:.1%} ({self.right} of {there} causes were named)"
            + (f", {self.again} times at the second look" if self.again else "")
        )


@dataclass
class Trial:
    """What was seen of faults that were there together."""

    faults: tuple[Fault, ...]
    numbers: list[int]
    symptoms: dict[int, str] = field(default_factory=dict)
    """What the tablets met, by number; empty for those that came to the game."""
    said: Examination | None = None
    looks: int = 0
    """How often netcheck was asked until it said what was expected, or for the last time."""
    repairs: list[str] = field(default_factory=list)
    """The commands that were typed, with what came of those that failed."""
    mended: Examination | None = None

    @property
    def missed(self) -> list[Verdict]:
        """Faults that netcheck did not name as it should."""
        named = self.said.named if self.said else ()
        return [
            fault.expects
            for fault in self.faults
            if not any(agrees(one, fault.expects, self.numbers) for one in named)
        ]

    @property
    def invented(self) -> list[Named]:
        """Causes that netcheck named, and that are not there."""
        named = self.said.named if self.said else ()
        return [
            one for one in named if not any(agrees(one, fault.expects, self.numbers) for fault in self.faults)
        ]

    @property
    def tally(self) -> Tally:
        """How well it was diagnosed."""
        missed, invented = len(self.missed), len(self.invented)
        return Tally(len(self.faults) - missed, missed, invented, self.looks - 1)

    @property
    def good(self) -> bool:
        """Whether netcheck named what was there and nothing else, and the site was ready afterwards."""
        return not (self.missed or self.invented) and self.mended is not None and self.mended.ready

    @property
    def symptom(self) -> str:
        """What the participants see, in a few words."""
        met = sorted({symptom for symptom in self.symptoms.values() if symptom})
        playing = sum(not symptom for symptom in self.symptoms.values())
        if not met:
            return "all play"
        return "; ".join(met) + (f" ({playing} of {len(self.symptoms)} play)" if playing else "")


def agrees(named: Named, expected: Verdict, numbers: Sequence[int]) -> bool:
    """Whether netcheck named what it should: cause, target, and the tablets that there are."""
    whom = [number for number in named.tablets if number in numbers]
    return (
        named.cause == expected.cause
        and (not expected.target or named.target == expected.target)
        and (not (expected.point or expected.tablets) or whom == expected.concerned(numbers))
        and named.warning == expected.warning
    )


class Bench:
    """A laboratory in which trials are made, one after the other."""

    def __init__(self, laboratory: Laboratory, layout: Layout, numbers: list[int]) -> None:
        self.laboratory = laboratory
        self.layout = layout
        self.numbers = numbers
        self._known_to_be_ready = False

    def try_out(self, *names: str) -> Trial:
        """A whole trial: the healthy site is broken, looked at, mended, and healthy again."""
        self.await_ready()
        trial = self.break_and_ask(*names)
        self.mend(trial)
        return trial

    def await_ready(self) -> None:
        """Make sure that the site is ready, after a trial that did not end so.

        Raises:
            AssertionError: it is not; with what netcheck says.
        """
        if self._known_to_be_ready:
            return
        self.laboratory.ask("heal")
        self._come(everybody=True)
        healthy = self._until_ready()
        assert healthy.ready, f"expected a healthy site, netcheck says {healthy}"
        self._known_to_be_ready = True

    def break_and_ask(self, *names: str) -> Trial:
        """Break things, let the tablets come as in the morning, and ask netcheck."""
        self._known_to_be_ready = False
        trial = Trial(tuple(FAULTS[name] for name in names), self.numbers)
        for name in names:
            self.laboratory.ask("inject", name=name)
        while trial.looks < LOOKS and (trial.missed or trial.invented):
            self._come(settled=any(fault.over_time for fault in trial.faults))
            trial.said = examine(self.laboratory, self.numbers)
            trial.looks += 1
        trial.symptoms = self._symptoms()
        return trial

    def mend(self, trial: Trial) -> None:
        """Type the commands of every remedy as they are printed, do what needs hands, and ask again."""
        assert trial.said
        for command in dict.fromkeys(command for one in trial.said.named for command in one.commands):
            done = self.laboratory.run("server", command, check=False)
            failed = f" # failed: {done.stderr.strip() or done.stdout.strip()}" if done.returncode else ""
            trial.repairs.append(command + failed)
        if any(fault.by_hand for fault in trial.faults):
            self.laboratory.ask("heal")
        try:
            self._come(everybody=True)
        except ControlError as error:
            trial.repairs.append(f"# {error}")
            trial.mended = examine(self.laboratory, self.numbers)
        else:
            trial.mended = self._until_ready()
        self.laboratory.ask("heal")
        self._known_to_be_ready = trial.mended.ready

    def _until_ready(self) -> Examination:
        """What netcheck says when it finds nothing any more, not even a warning; or at last.

        Its own `--wait` is content with warnings, and what it measures over time fades one by one.
        """
        end = time.monotonic() + READY_WITHIN
        while True:
            said = examine(self.laboratory, self.numbers)
            if said.ready or time.monotonic() > end:
                return said

    def _come(self, *, everybody: bool = False, settled: bool = False) -> None:
        """Let every tablet that is awake open the page anew, until it has, or has failed and is forgotten."""
        self.laboratory.ask("morning", everybody=everybody, settled=settled)

    def _symptoms(self) -> dict[int, str]:
        return {int(number): symptom for number, symptom in self.laboratory.fleet("symptoms").items()}


def as_text(trial: Trial) -> str:
    """A trial for whoever has to find out what went wrong."""
    return json.dumps(
        {
            "faults": [fault.name for fault in trial.faults],
            "tablets see": trial.symptom,
            "netcheck said": str(trial.said),
            "in its words": [f"{one}: {one.summary}" for one in (trial.said.named if trial.said else ())],
            "missed": [str(verdict) for verdict in trial.missed],
            "invented": [str(named) for named in trial.invented],
            "repairs": trial.repairs,
            "afterwards": str(trial.mended),
        },
        indent=2,
        ensure_ascii=False,
    )
