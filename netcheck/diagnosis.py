"""Diagnosis: many results, few causes.

Results with the same cause become one problem; a cause that brings another along takes it in as evidence; and
each problem is told in the words of the catalogue of causes, with the remedy for this site.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from netcheck.causes import cause_of
from netcheck.model import State, Verdict
from netcheck.remedies import Remedy, names_of, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from netcheck.model import Result
    from netcheck.world import World

_GRAVITY = {State.FAIL: 0, State.ERROR: 1, State.WARN: 2}
_TOLD_APART = ("plan_overlap", "ap_", "check_broken", "no_time")
"""Causes of which each target is a problem of its own: another cable, another place to walk to."""
_MOST_EVIDENCE = 12


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One cause, whatever the number of its symptoms."""

    state: State
    check: str
    target: str
    cause: str
    title: str
    summary: str
    evidence: tuple[str, ...]
    remedy: Remedy
    tablets: TabletNumbers
    results: tuple[str, ...]
    """The ids of the results that it explains."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The answer: the verdict, its problems, and every result behind it. Times are seconds."""

    verdict: Verdict
    problems: tuple[Problem, ...]
    """What stands against READY, the gravest first."""
    warnings: tuple[Problem, ...]
    results: tuple[Result, ...]
    world: World
    moment: datetime
    duration: float

    def count(self, state: State) -> int:
        """How many results ended so."""
        return sum(result.state is state for result in self.results)


def diagnose(world: World, results: Sequence[Result], *, moment: datetime, duration: float) -> Diagnosis:
    """Fold the results of one run into problems, and say whether every tablet can play."""
    problems = sorted(_problems(world, results), key=lambda problem: _GRAVITY[problem.state])
    grave = [problem for problem in problems if _counts(world, problem.state)]
    return Diagnosis(
        verdict=verdict_of(grave),
        problems=tuple(grave),
        warnings=tuple(problem for problem in problems if problem not in grave),
        results=tuple(results),
        world=world,
        moment=moment,
        duration=duration,
    )


def _counts(world: World, state: State) -> bool:
    return state is not State.WARN or world.fail_level is State.WARN


def verdict_of(problems: Sequence[Problem]) -> Verdict:
    """NOT READY for a fault, UNKNOWN where only checks could not be made, else READY."""
    if any(problem.state is not State.ERROR for problem in problems):
        return Verdict.NOT_READY
    return Verdict.UNKNOWN if problems else Verdict.READY


def _problems(world: World, results: Iterable[Result]) -> list[Problem]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        if result.cause and result.state in _GRAVITY:
            apart = result.cause.startswith(_TOLD_APART)
            groups.setdefault(f"{result.cause} {result.target}" if apart else result.cause, []).append(result)
    names = names_of(world)
    problems = [_problem(group, names) for group in groups.values()]
    return _taken_in(problems)


def _problem(group: Sequence[Result], names: dict[str, str]) -> Problem:
    """One problem of results that have the same cause; the gravest of them speaks first."""
    first, *others = sorted(group, key=lambda result: (_GRAVITY[result.state], bool(result.summary)))
    tablets = TabletNumbers.of(number for result in group for number in result.tablets)
    evidence = tuple(dict.fromkeys(line for result in group for line in _evidence(result, alone=not others)))
    values = {"observed": first.observed, "expected": first.expected, "check": first.check}
    values |= {**first.values, "tablets": str(tablets)}
    told = tell(cause_of(first.cause), names | values, summary=first.summary, advice=first.advice)
    lines = next((result.lines for result in group if result.lines), told.remedy.lines)
    return Problem(
        state=first.state,
        check=first.check,
        target=", ".join(dict.fromkeys(result.target for result in (first, *others) if result.target)),
        cause=first.cause,
        title=told.title,
        summary=told.summary,
        evidence=evidence if len(evidence) <= _MOST_EVIDENCE else (*evidence[:_MOST_EVIDENCE], "…"),
        remedy=replace(told.remedy, lines=lines),
        tablets=tablets,
        results=tuple(result.id for result in group),
    )


def _evidence(result: Result, *, alone: bool) -> tuple[str, ...]:
    return result.evidence or (result.observed if alone else f"{result.id}: {result.observed}",)


def _taken_in(problems: list[Problem]) -> list[Problem]:
    """Without the problems that another one explains."""
    kept: list[Problem] = []
    for problem in problems:
        explained = [other for other in problems if other.cause in cause_of(problem.cause).explains]
        kept.append(
            replace(
                problem,
                evidence=problem.evidence + tuple(line for other in explained for line in other.evidence),
                results=problem.results + tuple(id_ for other in explained for id_ in other.results),
            )
        )
    codes = {code for problem in problems for code in cause_of(problem.cause).explains}
    return [problem for problem in kept if problem.cause not in codes]
