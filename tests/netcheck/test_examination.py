"""Waiting and watching: until ready, and two failures in a row before red."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from netcheck.diagnosis import diagnose
from netcheck.examination import confirmed, until_ready, watch
from netcheck.model import Result, Verdict, failed, passed, warned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.diagnosis import Diagnosis
    from netcheck.world import World
    from tests.netcheck.fakes.site import FakeSite

GOOD = passed("fine")
BAD = failed("dnsmasq_down", "refused")
OTHER = failed("nginx_down", "refused")
ODD = warned("plan_gap", "86", missing="86")


@pytest.fixture
def world(site: FakeSite) -> World:
    return site.world()


def _diagnosis(world: World, *results: Result) -> Diagnosis:
    named = [replace(result, check=f"a.{result.cause or 'fine'}") for result in results]
    return diagnose(world, named, moment=datetime(2026, 1, 5, 8, tzinfo=UTC), duration=0.1)


class _Runs:
    """A run after the other, as written down."""

    def __init__(self, world: World, *runs: list[Result]) -> None:
        self.left: Iterator[Diagnosis] = iter([_diagnosis(world, *results) for results in runs])
        self.done = 0

    async def once(self) -> Diagnosis:
        self.done += 1
        return next(self.left)


async def test_waiting_ends_as_soon_as_the_site_is_ready(world: World) -> None:
    runs = _Runs(world, [BAD], [BAD], [GOOD], [BAD])
    told: list[Diagnosis] = []

    diagnosis = await until_ready(runs.once, seconds=60.0, pause=0.0, clock=world.clock, told=told.append)

    assert diagnosis.verdict is Verdict.READY
    assert runs.done == 3
    assert [item.verdict for item in told] == [Verdict.NOT_READY, Verdict.NOT_READY]


async def test_waiting_ends_at_the_deadline_with_the_last_diagnosis(world: World) -> None:
    moments = iter([0.0, 4.0, 11.0])
    runs = _Runs(world, [BAD], [OTHER])

    diagnosis = await until_ready(runs.once, seconds=10.0, pause=0.0, clock=lambda: next(moments))

    assert [problem.cause for problem in diagnosis.problems] == ["nginx_down"]


async def test_it_takes_two_bad_runs_in_a_row_to_turn_red_whatever_is_bad(world: World) -> None:
    runs = _Runs(world, [GOOD], [BAD], [BAD], [GOOD], [OTHER], [BAD])

    seen = []
    async for diagnosis in watch(runs.once, pause=0.0):
        seen.append((diagnosis.verdict, [item.cause for item in diagnosis.warnings]))
        if runs.done == 6:
            break

    assert seen == [
        (Verdict.READY, []),
        (Verdict.READY, ["dnsmasq_down"]),
        (Verdict.NOT_READY, []),
        (Verdict.READY, []),
        (Verdict.READY, ["nginx_down"]),
        (Verdict.NOT_READY, []),
    ]


def test_what_is_wrong_from_the_beginning_counts_at_once(world: World) -> None:
    assert confirmed(None, _diagnosis(world, BAD)).verdict is Verdict.NOT_READY


def test_warnings_need_no_confirmation(world: World) -> None:
    now = confirmed(_diagnosis(world, GOOD), _diagnosis(world, ODD))

    assert [item.cause for item in now.warnings] == ["plan_gap"]
