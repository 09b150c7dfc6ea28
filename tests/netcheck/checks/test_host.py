"""The server's own machine: cable, address, ports, other owners, and what DHCP hands out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.site import digest
from netcheck.model import State
from netcheck.probes.machine import Interface, Listener, Way
from tests.netcheck.fakes.site import OTHER, ROUTER, SERVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeMachine, FakeSite

FIRST_HOSTS = ("192.168.2.1", "192.168.3.1", "192.168.4.1")
"""Of the access points' networks."""


def _wired(machine: FakeMachine, **changes: object) -> None:
    loopback, wire = machine.found
    machine.found = (loopback, replace(wire, **changes))  # type: ignore[arg-type]  # fields of Interface


def _taken(machine: FakeMachine, process: str, by: str) -> None:
    machine.listening = tuple(
        replace(item, process=by, pid=4711) if item.process == process else item
        for item in machine.listening or ()
    )


SICKNESSES: list[tuple[str, Callable[[FakeMachine], None], dict[str, str]]] = [
    ("no address", lambda machine: _wired(machine, addresses=()), {"address_missing": ""}),
    (
        "an address by DHCP",
        lambda machine: _wired(machine, addresses=("127.0.0.77/24",)),
        {"address_other": ""},
    ),
    (
        "an address elsewhere",
        lambda machine: _wired(machine, addresses=("10.9.8.7/24",)),
        {"address_missing": ""},
    ),
    ("the interface off", lambda machine: _wired(machine, up=False), {"interface_down": ""}),
    ("the cable out", lambda machine: _wired(machine, carrier=False), {"cable_out": ""}),
    (
        "a duplicate address",
        lambda machine: setattr(machine, "others", ("02:00:00:00:00:99",)),
        {"address_duplicate": ""},
    ),
    ("another DNS daemon", lambda machine: _taken(machine, "dnsmasq", "named"), {"port_taken": "dns"}),
    ("another web server", lambda machine: _taken(machine, "nginx", "apache2"), {"port_taken": "http"}),
    (
        "a second resolver",
        lambda machine: setattr(machine, "dhcp", (SERVER, OTHER)),
        {"dns_two_resolvers": ""},
    ),
    ("a wrong resolver", lambda machine: setattr(machine, "dhcp", (OTHER,)), {"dns_two_resolvers": ""}),
]


@pytest.mark.parametrize(
    ("sick", "causes"), [row[1:] for row in SICKNESSES], ids=[row[0] for row in SICKNESSES]
)
async def test_a_sick_machine_has_one_cause(
    site: FakeSite, sick: Callable[[FakeMachine], None], causes: dict[str, str]
) -> None:
    sick(site.machine)

    assert await site.found() == causes


async def test_a_machine_without_a_gateway_has_no_way_to_any_tablet(site: FakeSite) -> None:
    site.machine.ways = dict.fromkeys(FIRST_HOSTS, Way())
    site.silence(*site.plan.tablets)

    (problem,) = (await site.examine()).problems

    assert (problem.cause, problem.target, str(problem.tablets)) == ("route_missing", "1, 2, 3", "0-14")
    assert problem.remedy.commands == (f"sudo ip route replace default via {ROUTER}",)


async def test_a_route_that_lacks_for_one_network_is_the_cause_of_its_silence(site: FakeSite) -> None:
    site.machine.ways[FIRST_HOSTS[1]] = Way()
    site.silence(*range(5, 10), 12)

    assert await site.found() == {"route_missing": "2", "tablet_silent": "12"}


async def test_a_gateway_that_nobody_knows_is_wrong_where_nobody_is_heard(site: FakeSite) -> None:
    site.machine.ways = dict.fromkeys(FIRST_HOSTS, Way("eth0", OTHER))
    site.silence(*range(5, 10))

    assert await site.found() == {"route_elsewhere": "2"}


@pytest.mark.parametrize("way", [Way("eth0.12"), Way("eth0", "127.0.1.2"), None])
async def test_a_network_of_its_own_may_be_plugged_in_or_be_routed_to_its_access_point(
    site: FakeSite, way: Way | None
) -> None:
    site.machine.ways[FIRST_HOSTS[1]] = way
    site.silence(*range(5, 10))

    assert await site.found() == {"ap_silent": "2"}


async def test_where_access_points_have_no_networks_no_gateway_is_missed(site: FakeSite) -> None:
    site.machine.ways = dict.fromkeys(FIRST_HOSTS, Way())
    points = tuple(replace(point, network="") for point in site.plan.access_points)
    site.plan = replace(site.plan, access_points=points)
    site.report["plan_digest"] = digest(points)

    assert await site.found() == {}


async def test_whoever_has_the_servers_address_gets_the_answers_of_router_and_access_points(
    site: FakeSite,
) -> None:
    site.machine.others = ("02:00:00:00:00:99",)
    site.network.dark |= {ROUTER, "127.0.1.1", "127.0.1.2"}
    site.swallowing.add("127.0.1.3")
    site.silence(*range(10))
    site.tablet(12)["loss"] = 0.5

    assert await site.found() == {"address_duplicate": ""}


async def test_a_few_who_ask_whoever_has_the_servers_address_are_no_fault_of_their_access_point(
    site: FakeSite,
) -> None:
    site.machine.others = ("02:00:00:00:00:99",)
    site.silence(*range(5, 10))

    assert await site.found() == {"address_duplicate": ""}


async def test_the_router_as_the_only_resolver_is_as_good_where_it_forwards(site: FakeSite) -> None:
    site.machine.dhcp = (ROUTER,)

    assert await site.found() == {}


async def test_what_only_root_sees_is_skipped_with_its_reason(site: FakeSite) -> None:
    site.machine.others = site.machine.dhcp = site.machine.listening = None

    diagnosis = await site.examine()

    reasons = {result.id: result.reason for result in diagnosis.results if result.state is State.SKIP}
    assert reasons["host.address_unique"] == "needs root, on Linux"
    assert "needs root" in reasons["dns.handed_out"]
    assert reasons["host.ports"] == "this machine does not tell who listens"


async def test_a_listener_whose_program_only_root_may_see_is_not_suspected(site: FakeSite) -> None:
    site.machine.listening = tuple(replace(item, process="", pid=0) for item in site.machine.listening or ())

    assert await site.found() == {}


async def test_a_resolver_on_another_address_of_the_machine_is_not_in_the_way(site: FakeSite) -> None:
    stub = Listener("udp", "127.0.0.53", site.plan.site.dns.port, "systemd-resolve", 5)
    site.machine.listening = (stub, *(site.machine.listening or ()))

    assert await site.found() == {}


async def test_the_remedy_names_the_interface_that_lost_its_address(site: FakeSite) -> None:
    _wired(site.machine, addresses=("127.0.0.77/24",))

    (problem,) = (await site.examine()).problems

    assert problem.remedy.commands == (
        f"sudo ip address replace {SERVER}/24 dev eth0",
        f"sudo ip route replace default via {ROUTER}",
    )
    assert "127.0.0.77" in problem.summary


async def test_an_interface_without_carrier_is_not_proposed_for_the_address(site: FakeSite) -> None:
    site.machine.found = (
        site.machine.found[0],
        Interface("wlan0", (), carrier=False),
        Interface("eth7", (), carrier=True),
    )

    (problem,) = (await site.examine()).problems

    assert "eth7" in problem.remedy.commands[0]


async def test_from_another_machine_the_server_s_own_state_is_not_judged(site: FakeSite) -> None:
    site.machine.found = ()
    site.options["remote"] = True

    assert await site.found() == {}
