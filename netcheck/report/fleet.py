"""The map: how each tablet of each access point is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.model import State

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis, Problem


@dataclass(frozen=True)
class Spot:
    """One tablet on the map; `words` say why it looks as it does."""

    number: int
    state: State
    words: str


@dataclass(frozen=True)
class Area:
    """An access point with its tablets."""

    title: str
    state: State
    words: str
    spots: tuple[Spot, ...]


def areas(diagnosis: Diagnosis) -> tuple[Area, ...]:
    """Every access point of the plan, then the tablets that belong to none and were met all the same."""
    points = diagnosis.world.plan.access_points
    found = [
        _area(
            diagnosis,
            _("Access point {number}").format(number=point.number),
            point.number,
            tuple(point.tablets),
        )
        for point in points
    ]
    planned = set(diagnosis.world.plan.tablets)
    strays = sorted({number for number in _heard(diagnosis) if number not in planned})
    if strays:
        found.append(_area(diagnosis, _("No access point in the plan"), 0, tuple(strays)))
    return tuple(found)


def _area(diagnosis: Diagnosis, title: str, point: int, numbers: tuple[int, ...]) -> Area:
    problem = next((item for item in _all(diagnosis) if _about(item, point)), None)
    return Area(
        title,
        problem.state if problem else State.PASS,
        problem.title if problem else "",
        tuple(_spot(diagnosis, number) for number in numbers),
    )


def _about(problem: Problem, point: int) -> bool:
    return problem.check.startswith("ap.") and problem.target in ("", str(point))


def _spot(diagnosis: Diagnosis, number: int) -> Spot:
    blamed = [
        problem for problem in _all(diagnosis) if number in problem.tablets and problem.check != "plan.ranges"
    ]
    if blamed:
        return Spot(number, blamed[0].state, "; ".join(problem.title for problem in blamed))
    seen = _heard(diagnosis).get(number)
    return Spot(number, State.PASS, seen) if seen is not None else Spot(number, State.SKIP, _("not heard"))


def _heard(diagnosis: Diagnosis) -> dict[int, str]:
    return {
        int(result.target): result.observed
        for result in diagnosis.results
        if result.check == "tablet.seen" and result.state is State.PASS and result.target
    }


def _all(diagnosis: Diagnosis) -> tuple[Problem, ...]:
    return (*diagnosis.problems, *diagnosis.warnings)
