"""netcheck, run on the laboratory's server as an operator runs it, and what it said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conf.numbers import TabletNumbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.lan.laboratory import Laboratory

GAP = "plan_gap"
"""What netcheck warns of on the healthy site too: the numbers that the field gives to no access point."""
READY = "ready"
_NETCHECK = ".venv/bin/python -m tests.lan.unhurried run --format json --budget 60s"


@dataclass(frozen=True)
class Named:
    """A cause that netcheck named."""

    cause: str
    target: str
    tablets: tuple[int, ...]
    warning: bool
    summary: str
    commands: tuple[str, ...]

    @classmethod
    def of(cls, problem: dict[str, Any]) -> Named:
        """A problem or a warning of the report."""
        return cls(
            cause=problem["cause"],
            target=problem["target"],
            tablets=tuple(TabletNumbers.parse(problem["tablets"])),
            warning=problem["state"] == "warn",
            summary=problem["summary"],
            commands=tuple(problem["remedy"]["commands"]),
        )

    def __str__(self) -> str:
        where = f"[{self.target}]" if self.target else ""
        whom = f" tablets {TabletNumbers.of(self.tablets)}" if self.tablets else ""
        return f"{self.cause}{where}{whom}{' (warning)' if self.warning else ''}"


@dataclass(frozen=True)
class Examination:
    """What netcheck said: its verdict, and every cause but the plan's gap."""

    verdict: str
    named: tuple[Named, ...]
    seconds: float
    report: dict[str, Any]

    @property
    def ready(self) -> bool:
        """Whether it found nothing at all."""
        return self.verdict == READY and not self.named

    def __str__(self) -> str:
        return f"{self.verdict}: {'; '.join(map(str, self.named)) or 'nothing'}"


def examine(laboratory: Laboratory, tablets: Iterable[int], *options: str) -> Examination:
    """Run netcheck for these tablets.

    Raises:
        AssertionError: it did not write a report; with what it said instead.
    """
    expected = f"--tablets {TabletNumbers.of(tablets)}"
    done = laboratory.run("server", _NETCHECK, expected, *options, check=False)
    assert done.stdout.startswith("{"), f"netcheck ended with {done.returncode}: {done.stderr}"
    report = json.loads(done.stdout)
    named = [Named.of(problem) for problem in (*report["problems"], *report["warnings"])]
    return Examination(
        verdict=report["verdict"],
        named=tuple(one for one in named if one.cause != GAP),
        seconds=report["duration_s"],
        report=report,
    )
