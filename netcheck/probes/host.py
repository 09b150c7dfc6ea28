"""The server's own machine: interfaces, listeners, other owners of its address, what DHCP hands out."""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_
from netcheck.network import Outcome
from netcheck.probes.pages import DIRECT
from netcheck.timeouts import Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netcheck.facts import Facts
    from netcheck.probes.machine import Interface, Listener, Way
    from netcheck.world import World


@dataclass(frozen=True)
class Host:
    """What the machine shows of itself at once; `listeners` is None where it does not tell."""

    interfaces: tuple[Interface, ...]
    listeners: tuple[Listener, ...] | None
    ways: Mapping[int, Way | None]
    """To the networks of the access points that have one, by their number."""


async def _host(world: World, _facts: Facts) -> Host:
    machine = world.machine
    return Host(
        await asyncio.to_thread(machine.interfaces),
        await asyncio.to_thread(machine.listeners),
        await asyncio.to_thread(_ways, world),
    )


def _ways(world: World) -> dict[int, Way | None]:
    networks = {
        point.number: ipaddress.ip_network(point.network)
        for point in world.plan.access_points
        if point.network
    }
    return {
        number: world.machine.way_to(str(network.network_address + 1))
        for number, network in networks.items()
        if network.version == 4  # noqa: PLR2004  what tablets have
    }


async def _owners(world: World, _facts: Facts) -> tuple[str, ...] | None:
    return await asyncio.to_thread(world.machine.owners, world.site.server.address)


async def _handed_out(world: World, _facts: Facts) -> tuple[str, ...] | None:
    return await asyncio.to_thread(world.machine.handed_out, world.site.server.address)


async def _holders(world: World, facts: Facts) -> tuple[Listener, ...]:
    """Who listens where the kiosk should answer and does not, unless the machine is slow to tell."""
    pages = await facts.get(DIRECT)
    sick = {page.request.port for page in pages if not page.instance and page.outcome is not Outcome.REFUSED}
    if not sick:
        return ()
    try:
        async with asyncio.timeout(timeouts.COMMAND.seconds):
            found = await asyncio.to_thread(world.machine.listeners)
    except TimeoutError:
        return ()
    return tuple(item for item in found or () if item.protocol == "tcp" and item.port in sick and item.pid)


HOST = Probe(N_("this machine"), _host, timeouts.COMMAND)
OWNERS = Probe(N_("owners of the address"), _owners, timeouts.ARP)
HANDED_OUT = Probe(N_("what DHCP hands out"), _handed_out, timeouts.DHCP)
HOLDERS = Probe(
    N_("who holds the kiosk's port"),
    _holders,
    Timeout(DIRECT.timeout.seconds + timeouts.COMMAND.seconds, N_("the page comes first")),
)
