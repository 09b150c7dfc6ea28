"""Diagnosis: folding, explanations, the verdict, and every cause told without a hole."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from conf.numbers import TabletNumbers
from netcheck.causes import CAUSES
from netcheck.checks import CHECKS
from netcheck.diagnosis import diagnose
from netcheck.model import Result, State, Verdict, failed, passed, skipped, undecided, warned
from netcheck.remedies import commands_of, names_of
from netcheck.rendering.layout import Platform

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis
    from netcheck.world import World
    from tests.netcheck.fakes.site import FakeSite

MOMENT = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def world(site: FakeSite) -> World:
    return site.world()


def _diagnosis(world: World, *results: Result) -> Diagnosis:
    return diagnose(world, results, moment=MOMENT, duration=0.5)


def _of(check: str, result: Result) -> Result:
    return replace(result, check=check)


def test_results_with_one_cause_are_one_problem(world: World) -> None:
    silent = [
        _of("tablet.seen", failed("tablet_silent", "silent", target=str(n), tablets=TabletNumbers.of([n])))
        for n in (3, 4, 9)
    ]

    (problem,) = _diagnosis(world, *silent).problems

    assert (str(problem.tablets), problem.target, len(problem.results)) == ("3-4,9", "3, 4, 9", 3)
    assert problem.summary.startswith("Tablets 3-4,9 did not answer")


def test_a_cause_takes_in_what_it_brings_along(world: World) -> None:
    disk = _of("store.disk", failed("disk_full", "0 MB", free="0 MB"))
    database = _of("store.database", failed("database_down", "full", vendor="postgresql", error="full"))

    (problem,) = _diagnosis(world, database, disk).problems

    assert problem.cause == "disk_full"
    assert problem.results == ("store.disk", "store.database")


def test_the_gravest_result_of_a_problem_gives_its_level(world: World) -> None:
    milder = _of("dns.other_types", warned("dns_slow", "300 ms", target="AAAA", milliseconds=300))
    graver = _of("dns.address", failed("dns_slow", "900 ms", milliseconds=900))

    (problem,) = _diagnosis(world, milder, graver).problems

    assert (problem.state, problem.check) == (State.FAIL, "dns.address")


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([passed("fine"), skipped("why not")], Verdict.READY),
        ([warned("plan_gap", "", missing="8")], Verdict.READY),
        ([failed("dnsmasq_down", "")], Verdict.NOT_READY),
        ([undecided("no_time", "")], Verdict.UNKNOWN),
        ([undecided("no_time", ""), failed("dnsmasq_down", "")], Verdict.NOT_READY),
    ],
    ids=["passed", "warned", "failed", "undecided", "both"],
)
def test_the_verdict(world: World, results: list[Result], verdict: Verdict) -> None:
    assert _diagnosis(world, *(_of("a.b", result) for result in results)).verdict is verdict


def test_evidence_of_a_hundred_tablets_stays_readable(world: World) -> None:
    many = [_of("tablet.seen", failed("tablet_silent", "silent", target=str(n))) for n in range(100)]

    (problem,) = _diagnosis(world, *many).problems

    assert len(problem.evidence) == 13
    assert problem.evidence[-1] == "…"


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("platform", list(Platform))
def test_the_words_of_commands_are_made_of_names_that_exist(site: FakeSite, platform: Platform) -> None:
    site.machine.platform = platform
    names = names_of(site.world())
    given_by_results = {"interface", "service", "far"}

    for word, command in commands_of(platform).items():
        assert _fields(command) <= names.keys() | given_by_results, word


def test_both_systems_have_the_same_words() -> None:
    assert commands_of(Platform.LINUX).keys() == commands_of(Platform.MACOS).keys()


def test_every_cause_is_named_by_a_check_and_every_check_names_known_causes() -> None:
    named = {code for check in CHECKS for code in check.causes} | {"no_time", "check_broken"}

    assert named == CAUSES.keys()


def test_a_cause_explains_only_causes_that_exist() -> None:
    assert {code for cause in CAUSES.values() for code in cause.explains} <= CAUSES.keys()
