"""Access points: dark, silent, lossy, slow, swallowing; one problem each, with the tablets concerned."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from netcheck import timeouts
from netcheck.model import State, Verdict
from netcheck.probes.icmp import SMALL
from tests.netcheck.fakes.name_server import Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from netcheck.probes.icmp import Echo, Series
    from netcheck.world import World
    from tests.netcheck.fakes.site import FakeSite

SECOND = range(5, 10)


async def _problem(site: FakeSite) -> tuple[str, str, str]:
    (problem,) = (await site.examine()).problems
    return problem.cause, problem.target, str(problem.tablets)


async def test_a_dark_access_point_with_its_silent_tablets_is_one_problem(site: FakeSite) -> None:
    site.network.dark.add("127.0.1.2")
    site.silence(*SECOND)

    assert await _problem(site) == ("ap_dark", "2", "5-9")


async def test_a_standing_access_point_without_tablets_is_silent(site: FakeSite) -> None:
    site.silence(*SECOND)

    diagnosis = await site.examine()

    (problem,) = diagnosis.problems
    assert (problem.cause, problem.target, str(problem.tablets)) == ("ap_silent", "2", "5-9")
    assert "game-2" in problem.remedy.text


async def test_four_of_five_silent_tablets_are_the_access_point(site: FakeSite) -> None:
    site.silence(5, 6, 7, 8)

    assert await _problem(site) == ("ap_silent", "2", "5-8")


async def test_half_of_the_tablets_asleep_are_the_tablets(site: FakeSite) -> None:
    site.silence(5, 6, 7)

    assert await _problem(site) == ("tablet_silent", "5, 6, 7", "5-7")


async def test_two_dark_access_points_are_two_problems(site: FakeSite) -> None:
    site.network.dark |= {"127.0.1.2", "127.0.1.3"}
    site.silence(*range(5, 15))

    diagnosis = await site.examine()

    assert [(item.cause, item.target, str(item.tablets)) for item in diagnosis.problems] == [
        ("ap_dark", "2", "5-9"),
        ("ap_dark", "3", "10-14"),
    ]


async def test_all_access_points_dark_is_what_they_share(site: FakeSite) -> None:
    site.network.dark |= {"127.0.1.1", "127.0.1.2", "127.0.1.3"}
    site.silence(*range(15))

    assert await _problem(site) == ("all_access_points_dark", "", "0-14")


async def test_a_silent_fleet_behind_standing_access_points_is_one_problem(site: FakeSite) -> None:
    site.silence(*range(14))

    assert await _problem(site) == ("fleet_silent", "", "0-13")


async def test_a_silent_fleet_behind_a_broken_chain_is_the_chain(site: FakeSite) -> None:
    site.silence(*range(15))
    site.running.remove("dnsmasq")

    diagnosis = await site.examine()

    assert [problem.cause for problem in diagnosis.problems] == ["dnsmasq_down"]
    blocked = {result.blocked_by for result in diagnosis.results if result.check == "tablet.seen"}
    assert blocked == {"dns.answers"}


async def test_silence_here_and_there_behind_a_broken_chain_is_the_chain_s(site: FakeSite) -> None:
    site.router.zone = lambda _asked: Reply("NXDOMAIN")
    site.silence(*SECOND, 10)

    assert await site.found() == {"router_own_dns": ""}


async def test_one_silent_access_point_beside_a_broken_chain_is_named_too(site: FakeSite) -> None:
    site.router.zone = lambda _asked: Reply("NXDOMAIN")
    site.silence(*SECOND)

    assert await site.found() == {"router_own_dns": "", "ap_silent": "2"}


async def test_a_dark_access_point_is_named_beside_a_broken_chain(site: FakeSite) -> None:
    site.machine.listening = None
    site.running.remove("router")
    site.network.dark.add("127.0.1.2")
    site.silence(*SECOND)

    assert await site.found() == {"router_dns_silent": "", "ap_dark": "2"}


async def test_an_access_point_that_plays_without_answering_has_another_address(site: FakeSite) -> None:
    site.network.dark.add("127.0.1.2")

    diagnosis = await site.examine()

    assert diagnosis.verdict is Verdict.READY
    assert [item.cause for item in diagnosis.warnings] == ["ap_address_wrong"]


async def test_an_access_point_whose_address_nobody_knows_is_not_asked(site: FakeSite) -> None:
    first, *others = site.plan.access_points
    site.plan = replace(site.plan, access_points=(replace(first, address=""), *others))

    diagnosis = await site.examine("ap.link")

    reasons = {result.id: result.reason for result in diagnosis.results if result.state is State.SKIP}
    assert reasons["ap.link[1]"] == "the plan does not know its address"


@pytest.mark.parametrize(
    ("measures", "cause", "state"),
    [
        ({"loss": 0.30}, "ap_lossy", State.FAIL),
        ({"loss": 0.30, "rtt_ms": 900.0}, "ap_lossy", State.FAIL),
        ({"rtt_ms": 800.0}, "ap_slow", State.FAIL),
        ({"loss": 0.05}, "ap_lossy", State.WARN),
        ({"rtt_ms": 200.0}, "ap_slow", State.WARN),
    ],
    ids=["30 % lost", "lost, hence slow", "800 ms", "5 % lost", "200 ms"],
)
async def test_bad_round_trips_of_its_tablets_are_the_access_point_s(
    site: FakeSite, measures: dict[str, Any], cause: str, state: State
) -> None:
    for number in SECOND:
        site.tablet(number).update(measures)

    diagnosis = await site.examine()

    found = [(item.cause, item.state, item.target) for item in (*diagnosis.problems, *diagnosis.warnings)]
    assert found == [(cause, state, "2")]


async def test_one_tablet_far_away_does_not_make_a_bad_access_point(site: FakeSite) -> None:
    site.tablet(7).update(loss=0.4, rtt_ms=900.0)

    diagnosis = await site.examine()

    assert [(item.cause, str(item.tablets)) for item in diagnosis.warnings] == [("tablet_poor_radio", "7")]


async def test_whole_packets_that_vanish_are_a_hole_in_the_mtu(site: FakeSite) -> None:
    site.swallowing |= {f"192.168.3.{100 + number}" for number in SECOND}

    assert await _problem(site) == ("ap_mtu_hole", "2", "5-9")


async def test_a_hole_before_the_access_point_explains_tablets_that_cannot_load_the_page(
    site: FakeSite,
) -> None:
    site.swallowing.add("127.0.1.2")
    site.silence(*SECOND)

    assert await _problem(site) == ("ap_mtu_hole", "2", "5-9")


async def test_one_tablet_that_answers_no_echo_does_not_make_a_hole(site: FakeSite) -> None:
    site.swallowing.add("192.168.3.105")

    assert await site.found() == {}


async def test_the_way_to_an_access_point_is_looked_at_while_the_roll_is_called(
    site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at, connect = asyncio.Event(), site.network.connection

    async def echo(world: World, address: str, size: int = SMALL) -> Echo:
        looked_at.set()
        return await site.echo(world, address, size)

    @asynccontextmanager
    async def connection(address: str, port: int, **details: Any) -> AsyncIterator[Any]:
        async with asyncio.timeout(timeouts.CONNECT.seconds):
            await looked_at.wait()
        async with connect(address, port, **details) as pair:
            yield pair

    site.options["echo"] = echo
    monkeypatch.setattr(site.network, "connection", connection)

    assert await site.found() == {}


async def test_an_access_point_whose_cable_loses_packets_is_lossy_whoever_comes_through_it(
    site: FakeSite, losing: list[str]
) -> None:
    losing.append("127.0.1.2")
    site.silence(5, 6)

    assert await _problem(site) == ("ap_lossy", "2", "5-9")


async def test_an_access_point_that_loses_nearly_all_is_lossy_not_silent(
    site: FakeSite, losing: list[str]
) -> None:
    losing.append("127.0.1.2")
    site.silence(*SECOND)

    assert await _problem(site) == ("ap_lossy", "2", "5-9")


@pytest.fixture
def losing(site: FakeSite) -> list[str]:
    """Addresses of which every third echo does not come back."""
    addresses: list[str] = []

    async def echoes(world: World, address: str) -> Series:
        answer = await site.echoes(world, address)
        return replace(answer, back=answer.back * 2 // 3) if address in addresses else answer

    site.options["echoes"] = echoes
    return addresses
