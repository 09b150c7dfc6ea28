"""The plan: overlaps, gaps, nobody at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from conf.site import AccessPoint, digest
from netcheck.model import State, Verdict

if TYPE_CHECKING:
    from tests.netcheck.fakes.site import FakeSite


def _with_points(site: FakeSite, *points: AccessPoint) -> None:
    site.plan = replace(site.plan, access_points=points)
    site.report["plan_digest"] = digest(points)


def _point(number: int, tablets: str) -> AccessPoint:
    return AccessPoint(number, TabletNumbers.parse(tablets))


async def test_numbers_that_two_access_points_claim_are_named(site: FakeSite) -> None:
    _with_points(site, _point(1, "0-7"), _point(2, "5-14"))

    diagnosis = await site.examine("plan")

    (problem,) = diagnosis.problems
    assert (problem.cause, problem.target, str(problem.tablets)) == ("plan_overlap", "1+2", "5-7")
    assert diagnosis.verdict is Verdict.NOT_READY


async def test_each_overlap_is_a_problem_of_its_own(site: FakeSite) -> None:
    _with_points(site, _point(1, "0-7"), _point(2, "5-14"), _point(3, "14-20"))

    diagnosis = await site.examine("plan.ranges")

    assert [problem.target for problem in diagnosis.problems] == ["1+2", "2+3"]


async def test_a_gap_warns_and_leaves_the_site_ready(site: FakeSite) -> None:
    _with_points(site, _point(1, "0-4"), _point(2, "5-9"), _point(3, "11-14"))

    diagnosis = await site.examine("plan")

    assert diagnosis.verdict is Verdict.READY
    assert [(item.cause, str(item.tablets)) for item in diagnosis.warnings] == [("plan_gap", "10")]


async def test_a_warning_stands_against_ready_where_the_operator_says_so(site: FakeSite) -> None:
    site.options["fail_level"] = State.WARN
    _with_points(site, _point(1, "0-4"), _point(2, "6-14"))

    diagnosis = await site.examine("plan", "session")

    assert diagnosis.verdict is Verdict.NOT_READY
    assert [problem.cause for problem in diagnosis.problems] == ["plan_gap"]
    assert diagnosis.results[-1].state == "fail"


async def test_a_plan_without_tablets_is_said_to_be_empty(site: FakeSite) -> None:
    _with_points(site)

    assert await site.found("plan.ranges") == {"plan_empty": ""}
