"""What the resolvers of the site say: dnsmasq, the router, the server's own, and public ones."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_
from netcheck.marker import marker_name
from netcheck.probes.dns import Answer, Question, ask

if TYPE_CHECKING:
    from netcheck.facts import Facts
    from netcheck.world import World

OUTSIDE = "connectivitycheck.gstatic.com"
"""The name by which Android asks whether there is internet: each tablet asks for it, all the time."""

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Dnsmasq:
    """What answers at dnsmasq's address."""

    udp: Answer
    tcp: Answer
    loopback: Answer | None
    """The same question at 127.0.0.1; None where that is dnsmasq's address."""
    version: Answer
    marker: Answer
    mixed_case: Answer
    wildcard: Answer
    aaaa: Answer
    https: Answer
    outside: Answer


async def _dnsmasq(world: World, _facts: Facts) -> Dnsmasq:
    site = world.site
    server, name = site.dns.address, site.server.name
    questions = [
        Question(server, name),
        Question(server, name, tcp=True),
        Question(server, "version.bind", "TXT", chaos=True),
        Question(server, marker_name(site), "TXT"),
        Question(server, _mixed(name)),
        Question(server, _random_name(site.dns.catch_all)),
        Question(server, name, "AAAA"),
        Question(server, name, "HTTPS"),
        Question(server, OUTSIDE),
    ]
    if server != LOOPBACK:
        questions.append(Question(LOOPBACK, name))
    answers = await asyncio.gather(*(ask(world, question) for question in questions))
    udp, tcp, version, marker, mixed, wildcard, aaaa, https, outside, *loopback = answers
    return Dnsmasq(
        udp, tcp, loopback[0] if loopback else None, version, marker, mixed, wildcard, aaaa, https, outside
    )


@dataclass(frozen=True)
class Router:
    """What the router says of the site's name, and of itself, for which it need ask nobody."""

    answer: Answer
    version: Answer


async def _router(world: World, _facts: Facts) -> Router:
    router = world.site.router.address
    questions = (
        Question(router, world.site.server.name),
        Question(router, "version.bind", "TXT", chaos=True),
    )
    return Router(*await asyncio.gather(*(ask(world, question) for question in questions)))


@dataclass(frozen=True)
class SystemResolver:
    """What the first resolver of this machine says, asked as getaddrinfo does: A and AAAA together."""

    nameserver: str
    answers: tuple[Answer, ...]


async def _system(world: World, _facts: Facts) -> SystemResolver | None:
    nameservers = world.machine.nameservers()
    if not nameservers:
        return None
    first, name = nameservers[0], world.site.server.name
    questions = [Question(first.address, name, kind, port=first.port) for kind in ("A", "AAAA")]
    return SystemResolver(
        first.address, tuple(await asyncio.gather(*(ask(world, item) for item in questions)))
    )


async def _public(world: World, _facts: Facts) -> tuple[Answer, ...]:
    questions = [Question(server, world.site.server.name) for server in world.site.dns.resolvers]
    return tuple(await asyncio.gather(*(ask(world, question) for question in questions)))


_TWICE = timeouts.Timeout(2 * timeouts.DNS.seconds, N_("a truncated answer is asked again over TCP"))

DNSMASQ = Probe(N_("dnsmasq"), _dnsmasq, _TWICE)
ROUTER = Probe(N_("the router's DNS"), _router, _TWICE)
SYSTEM = Probe(N_("this machine's resolver"), _system, _TWICE)
PUBLIC = Probe(N_("the public resolvers"), _public, _TWICE)


def _mixed(name: str) -> str:
    return "".join(letter.upper() if position % 2 else letter for position, letter in enumerate(name))


def _random_name(catch_all: str) -> str:
    """A name that nobody has: an answer can only come from the catch-all."""
    label = f"netcheck-{secrets.token_hex(4)}"
    return f"{label}.{catch_all}" if catch_all else label
