"""The leases that dnsmasq gave: which hardware address has which IP address, and what it calls itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_

if TYPE_CHECKING:
    from netcheck.facts import Facts
    from netcheck.world import World

_FIELDS = 4


@dataclass(frozen=True)
class Lease:
    """One line of the file. Android shows each Wi-Fi another `mac`: it identifies nobody."""

    address: str
    mac: str
    name: str


def leases_of(text: str) -> dict[str, Lease]:
    """The leases in dnsmasq's file, ``EXPIRY MAC ADDRESS NAME CLIENT-ID`` a line, by address."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) >= _FIELDS and words[0].isdecimal():
            name = "" if words[3] == "*" else words[3]
            found[words[2]] = Lease(words[2], words[1].lower(), name)
    return found


async def _leases(world: World, _facts: Facts) -> dict[str, Lease]:
    text: str | None = await asyncio.to_thread(world.machine.leases)
    return leases_of(text or "")


LEASES = Probe(N_("dnsmasq's leases"), _leases, timeouts.COMMAND)
