"""The world that probes look at: plan, machine, network and clock, each replaceable by a test's own."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from conf.site import Profile
from netcheck import timeouts
from netcheck.model import State
from netcheck.network import Network
from netcheck.probes import icmp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conf.numbers import TabletNumbers
    from conf.site import Plan, Site
    from netcheck.probes.machine import Machine


def trust_on(site: Site) -> ssl.SSLContext:
    """What this machine trusts, and the site's own authority: every tablet of a LAN has installed it."""
    trust = ssl.create_default_context()
    if site.tls and site.profile is Profile.LAN and site.tls.authority.exists():
        trust.load_verify_locations(site.tls.authority)
    return trust


class Ping(Protocol):
    """Sends an echo request."""

    async def __call__(self, world: World, address: str, size: int = icmp.SMALL) -> icmp.Echo:
        """Whether `address` sent `size` bytes back."""


class Pings(Protocol):
    """Sends echo requests, one after the other."""

    async def __call__(self, world: World, address: str, /) -> icmp.Series:
        """How many of them `address` sent back."""


@dataclass(frozen=True)
class Token:
    """The secret that opens the kiosk's report."""

    text: str
    source: str
    """Where it was found, or looked for."""
    file: Path
    """Where the kiosk of this state folder writes it."""
    there: bool = False
    """Whether that file is there, although netcheck may not read it."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything a run of netcheck may touch."""

    plan: Plan
    machine: Machine
    token: Token
    tablets: TabletNumbers | None = None
    """The tablets expected today, where the operator named them."""
    remote: bool = False
    """Whether netcheck runs on another machine than the server, and sees it from outside only."""
    site_options: tuple[str, ...] = ()
    """The options that made this plan, for commands that must read the same one."""
    access_points_file: Path | None = None
    """Where the operator said that the access points are."""
    fail_level: State = State.FAIL
    """From which state on the site is not ready."""
    network: Network = field(default_factory=Network)
    echo: Ping = icmp.echo
    echoes: Pings = icmp.series
    clock: Callable[[], float] = time.monotonic
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    roll_call: float = timeouts.ROLL_CALL.seconds
    silence: float = timeouts.SILENCE.seconds

    @property
    def site(self) -> Site:
        """The wiring."""
        return self.plan.site

    @property
    def everything_here(self) -> bool:
        """Whether the site is this machine alone: no LAN, no access points."""
        return self.site.profile is Profile.LOCAL
