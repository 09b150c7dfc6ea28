"""The engine: order, blocking, selection, budget, and checks that break."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from conf.site import Profile
from netcheck.checks import CHECKS
from netcheck.engine import Case, Check, Selection, run
from netcheck.facts import Facts, Probe
from netcheck.model import Result, State, failed, passed, skipped
from netcheck.timeouts import Timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from netcheck.world import World
    from tests.netcheck.fakes.site import FakeSite

LONG = Timeout(30.0, "as long as it takes")


@pytest.fixture
def world(site: FakeSite) -> World:
    return site.world()


def _check(id_: str, judge: Callable[[Case], Iterable[Result]] | None = None, **more: Any) -> Check:
    return Check(id=id_, proves="", judge=judge or (lambda _case: [passed("fine")]), **more)


def _probe(name: str, look: Callable[[World, Facts], Any], timeout: Timeout = LONG) -> Probe[Any]:
    return Probe(name, look, timeout)


async def _run(world: World, *checks: Check, **more: Any) -> dict[str, Result]:
    results = await run(checks, world, **({"budget": 30.0} | more))
    return {result.id: result for result in results}


async def test_a_check_after_a_failed_one_is_skipped_and_says_by_what(world: World) -> None:
    results = await _run(
        world,
        _check("a.first", lambda _case: [failed("dnsmasq_down", "no")]),
        _check("a.second", after=("a.first",)),
        _check("a.third", after=("a.second",)),
    )

    assert results["a.second"].state is State.SKIP
    assert (results["a.second"].blocked_by, results["a.third"].blocked_by) == ("a.first", "a.first")


async def test_a_failed_target_blocks_only_those_after_it(world: World) -> None:
    results = await _run(
        world,
        _check(
            "a.first", lambda _case: [failed("dnsmasq_down", "no", target="x"), passed("fine", target="y")]
        ),
        _check("a.x", after=("a.first[x]",)),
        _check("a.y", after=("a.first[y]",)),
    )

    assert (results["a.x"].blocked_by, results["a.y"].state) == ("a.first[x]", State.PASS)


async def test_a_warning_and_a_skipped_check_block_nobody(world: World) -> None:
    results = await _run(
        world,
        _check("a.warned", lambda _case: [Result(state=State.WARN)]),
        _check("a.skipped", lambda _case: [skipped("no evidence")]),
        _check("a.last", after=("a.warned", "a.skipped")),
    )

    assert results["a.last"].state is State.PASS


async def test_a_judge_reads_the_results_it_follows_whatever_their_order(world: World) -> None:
    results = await _run(
        world,
        _check("a.last", lambda case: [passed(str(case.causes("a.first")))], follows=("a.first",)),
        _check("a.first", lambda _case: [failed("dnsmasq_down", "no")]),
    )

    assert results["a.last"].observed == "{'dnsmasq_down'}"


async def test_all_probes_look_at_the_world_at_the_same_time(world: World) -> None:
    together = asyncio.Barrier(3)

    async def look(_world: World, _facts: Facts) -> None:
        await together.wait()

    checks = [_check(f"a.{name}", probes=(_probe(name, look),)) for name in ("x", "y")]
    blocked = _check("a.z", probes=(_probe("z", look),), after=("a.x",))

    results = await _run(world, *checks, blocked)

    assert {result.state for result in results.values()} == {State.PASS}


async def test_a_probe_looks_once_for_all_the_checks_that_need_it(world: World) -> None:
    looks: list[int] = []

    async def look(_world: World, _facts: Facts) -> int:
        looks.append(1)
        return len(looks)

    probe = _probe("x", look)

    def judge(case: Case) -> list[Result]:
        return [passed(str(case.fact(probe)))]

    results = await _run(world, _check("a.x", judge, probes=(probe,)), _check("a.y", judge, probes=(probe,)))

    assert [result.observed for result in results.values()] == ["1", "1"]


async def test_a_probe_may_build_on_another(world: World) -> None:
    async def low(_world: World, _facts: Facts) -> int:
        return 20

    async def high(_world: World, facts: Facts) -> int:
        return int(await facts.get(_probe("low", low))) + 1

    probe = _probe("high", high)
    results = await _run(world, _check("a.x", lambda case: [passed(str(case.fact(probe)))], probes=(probe,)))

    assert results["a.x"].observed == "21"


async def _for_ever(_world: World, _facts: Facts) -> None:
    await asyncio.Event().wait()


async def test_a_probe_is_cut_off_by_its_own_time_out(world: World) -> None:
    probe = _probe("x", _for_ever, Timeout(0.01, "short"))

    results = await _run(world, _check("a.x", probes=(probe,)), _check("a.y"))

    assert (results["a.x"].state, results["a.x"].cause) == (State.ERROR, "no_time")
    assert results["a.y"].state is State.PASS


async def test_the_budget_ends_the_run_with_what_is_known(world: World) -> None:
    results = await _run(
        world,
        _check("a.x", probes=(_probe("x", _for_ever),)),
        _check("a.after", after=("a.x",)),
        _check("a.y"),
        budget=0.05,
    )

    assert {id_: result.state for id_, result in results.items()} == {
        "a.x": State.ERROR,
        "a.after": State.SKIP,
        "a.y": State.PASS,
    }


async def test_a_check_that_breaks_is_an_error_with_its_place_and_stops_nobody(world: World) -> None:
    def breaks(_case: Case) -> list[Result]:
        raise KeyError("what")

    results = await _run(world, _check("a.x", breaks), _check("a.y"))

    assert (results["a.x"].cause, results["a.x"].observed) == ("check_broken", "KeyError: 'what'")
    assert "test_engine.py" in results["a.x"].evidence[0]
    assert results["a.y"].state is State.PASS


async def test_a_probe_that_breaks_is_an_error_of_the_check(world: World) -> None:
    async def breaks(_world: World, _facts: Facts) -> None:
        raise ValueError("what")

    probe = _probe("x", breaks)
    results = await _run(world, _check("a.x", lambda case: [passed(case.fact(probe))], probes=(probe,)))

    assert (results["a.x"].state, results["a.x"].observed) == (State.ERROR, "ValueError: what")


async def test_observers_hear_of_every_check_as_it_is_judged(world: World) -> None:
    heard: list[tuple[str, int, int]] = []

    def observe(results: Sequence[Result], *, done: int, total: int) -> None:
        heard.append((results[0].id, done, total))

    await _run(world, _check("a.x"), _check("a.y", after=("a.x",)), observers=[observe])

    assert heard == [("a.x", 1, 2), ("a.y", 2, 2)]


@pytest.mark.parametrize(
    ("selection", "run_"),
    [
        (Selection(), {"dns.a", "dns.b", "ws.c"}),
        (Selection(only=("dns",)), {"dns.a", "dns.b"}),
        (Selection(only=("dns.a", "ws")), {"dns.a", "ws.c"}),
        (Selection(skip=("dns",)), {"ws.c"}),
        (Selection(only=("dns",), skip=("dns.b",)), {"dns.a"}),
        (Selection(deep=True), {"dns.a", "dns.b", "ws.c", "ws.deep"}),
        (Selection(only=("ws.deep",)), {"ws.deep"}),
    ],
    ids=[
        "everything",
        "a link",
        "a check and a link",
        "without a link",
        "both",
        "deep",
        "a deep one by name",
    ],
)
async def test_only_what_is_selected_runs(world: World, selection: Selection, run_: set[str]) -> None:
    checks = [_check("dns.a"), _check("dns.b"), _check("ws.c"), _check("ws.deep", deep=True)]

    results = await _run(world, *checks, selection=selection)

    assert {id_ for id_, result in results.items() if result.state is State.PASS} == run_
    assert all(result.reason for result in results.values() if result.state is State.SKIP)


async def test_a_check_that_is_not_selected_sends_nothing(world: World) -> None:
    check = _check("a.x", probes=(_probe("x", _for_ever),))

    results = await _run(world, check, selection=Selection(only=("b",)))

    assert results["a.x"].reason == "not selected"


async def test_a_check_of_another_profile_says_so(world: World) -> None:
    local = replace(world, plan=replace(world.plan, site=world.site.on(Profile.LOCAL)))

    results = await _run(local, _check("a.x", profiles=frozenset({Profile.LAN})))

    assert results["a.x"].reason == "not used in the profile local"


def test_the_catalogue_is_a_graph_without_unknown_names_and_cycles() -> None:
    before = {
        check.id: {name.partition("[")[0] for name in (*check.after, *check.follows)} for check in CHECKS
    }
    assert set().union(*before.values()) <= before.keys()
    settled: set[str] = set()
    while len(settled) < len(before):
        free = {id_ for id_, needs in before.items() if id_ not in settled and needs <= settled}
        assert free, f"these wait for each other: {before.keys() - settled}"
        settled |= free
