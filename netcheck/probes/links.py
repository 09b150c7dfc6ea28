"""Access points, looked at from the server: does each answer, do whole packets come back?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_, _
from netcheck.network import Outcome, outcome_of
from netcheck.probes.icmp import SERIES, WHOLE, Echo
from netcheck.probes.roll_call import ROLL_CALL
from netcheck.timeouts import Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conf.site import AccessPoint
    from netcheck.facts import Facts
    from netcheck.world import World

_WEB_PORT = 80
_SAMPLE = 3
"""Tablets of an access point that are asked for whole packets: one may be asleep, three hardly."""


@dataclass(frozen=True)
class Link:
    """How an access point answered at its management address."""

    alive: bool
    said: str
    asked: int = 0
    lost: int = 0
    """Of the echo requests asked, those that did not come back."""


async def _links(world: World, _facts: Facts) -> dict[int, Link]:
    """By the number of each access point whose address the plan knows."""
    if world.site.profile is not Profile.LAN:
        return {}
    points = [point for point in world.plan.access_points if point.address]
    links = await asyncio.gather(*(_link(world, point.address) for point in points))
    return {point.number: link for point, link in zip(points, links, strict=True)}


async def _link(world: World, address: str) -> Link:
    knocked, pings = await asyncio.gather(_knock(world, address), world.echoes(world, address))
    alive = bool(pings.back) or knocked in (Outcome.ANSWERED, Outcome.REFUSED)
    ping = pings.outcome.words if pings.outcome else _("not allowed")
    return Link(
        alive,
        f"ping {address}: {ping}; TCP port {_WEB_PORT}: {knocked.words}",
        asked=pings.asked,
        lost=pings.asked - pings.back,
    )


async def _knock(world: World, address: str) -> Outcome:
    """A refused connection is a sign of life too."""
    try:
        async with world.network.connection(address, _WEB_PORT):
            return Outcome.ANSWERED
    except OSError as error:
        return outcome_of(error)


@dataclass(frozen=True)
class Path:
    """A small and a whole packet to the same address: an access point's own, or behind it."""

    small: Echo
    whole: Echo


async def _paths(world: World, facts: Facts) -> dict[int, tuple[Path, ...]]:
    """By access point: the way to it, and to a few of the tablets it brings."""
    own = {point.number: [*filter(None, [point.address])] for point in world.plan.access_points}
    to_it, behind = await asyncio.gather(_asked(world, own), _behind(world, facts))
    return {number: to_it[number] + behind[number] for number in own}


async def _behind(world: World, facts: Facts) -> dict[int, tuple[Path, ...]]:
    """Who is behind an access point, the roll call says; the way to itself is looked at meanwhile."""
    tablets = (await facts.get(ROLL_CALL)).tablets
    found = {number: tablet.address for number, tablet in tablets.items()}
    return await _asked(world, {point.number: _sample(point, found) for point in world.plan.access_points})


def _sample(point: AccessPoint, addresses: Mapping[int, str | None]) -> list[str]:
    """The addresses of a few of its tablets; one that translates shows its own for all of them."""
    found = [address for number in point.tablets if (address := addresses.get(number))]
    return [address for address in dict.fromkeys(found) if address != point.address][:_SAMPLE]


async def _asked(world: World, targets: Mapping[int, list[str]]) -> dict[int, tuple[Path, ...]]:
    paths = await asyncio.gather(*(_path(world, address) for items in targets.values() for address in items))
    found = iter(paths)
    return {number: tuple(next(found) for _ in items) for number, items in targets.items()}


async def _path(world: World, address: str) -> Path:
    return Path(*await asyncio.gather(world.echo(world, address), world.echo(world, address, WHOLE)))


_TWO_PINGS = Timeout(2 * timeouts.PING.seconds, N_("a lost echo is asked again"))

LINKS = Probe(N_("access points"), _links, max(SERIES, timeouts.CONNECT, key=lambda one: one.seconds))
PATHS = Probe(
    N_("whole packets"),
    _paths,
    Timeout(ROLL_CALL.timeout.seconds + _TWO_PINGS.seconds, N_("the roll call comes first")),
)
