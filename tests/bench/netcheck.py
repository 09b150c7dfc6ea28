"""How long netcheck takes: a healthy site with 104 live tablets, and sites on which much is dead.

``python -m tests.bench.netcheck`` starts the real kiosk, nginx and dnsmasq on loopback, with a device
for each tablet that pings once a second through nginx, and prints a line a case: the median, the
slowest, and what a run is meant to take at most. Nothing leaves this machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import tempfile
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from conf.numbers import TabletNumbers
from conf.site import AccessPoint, read_access_points
from netcheck import timeouts
from netcheck.examination import Examination
from netcheck.network import Outcome
from netcheck.probes.icmp import ECHOES, SERIES, SMALL, Echo, Series
from netcheck.report import text
from tests.netcheck.fakes.site import Loopback, healthy_machine
from tests.netcheck.real.conftest import chain_in, in_front_of, running_dnsmasq, running_kiosk
from tests.servers import missing_programs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from conf.site import Plan
    from netcheck.diagnosis import Diagnosis
    from netcheck.world import World
    from tests.netcheck.real.conftest import Chain, Kiosk

TABLETS = TabletNumbers.parse("0-103")
HEALTHY_S = 1.5
"""What a healthy run may take beside the roll call's own window."""
BESIDE_S = 1.0
"""What a run with dead targets may take beside the longest time-out."""
BEAT_S = 1.0
NOWHERE = "198.51.100."
"""Addresses that exist nowhere (RFC 5737): never silent, the network of the bench is dark there."""


class Dark(Loopback):
    """Loopback, and addresses from which nothing ever comes back: they cost their whole time-out."""

    def __init__(self) -> None:
        super().__init__()
        self.silent: set[str] = set()

    @asynccontextmanager
    async def connection(self, address: str, port: int, **tls: Any) -> AsyncIterator[Any]:
        if self._is_dark(address):
            async with asyncio.timeout(timeouts.CONNECT.seconds):
                await asyncio.Event().wait()
        async with super().connection(address, port, **tls) as pair:
            yield pair

    @asynccontextmanager
    async def datagrams(self, address: str, port: int) -> AsyncIterator[Any]:
        if self._is_dark(address):
            yield _Nothing()
            return
        async with super().datagrams(address, port) as datagrams:
            yield datagrams

    async def echo(self, world: World, address: str, size: int = SMALL) -> Echo:  # noqa: ARG002  a Ping's
        """Two pings, as the real one sends them."""
        if self._is_dark(address):
            await asyncio.sleep(2 * timeouts.PING.seconds)
            return Echo(address, Outcome.TIMEOUT, 0.0)
        return Echo(address, Outcome.ANSWERED, 0.001)

    async def echoes(self, _world: World, address: str) -> Series:
        """A series of pings, as long as the real one."""
        dark = self._is_dark(address)
        await asyncio.sleep(SERIES.seconds if dark else SERIES.seconds - timeouts.PING.seconds)
        return Series(address, Outcome.TIMEOUT if dark else Outcome.ANSWERED, ECHOES, 0 if dark else ECHOES)

    def _is_dark(self, address: str) -> bool:
        return address in self.silent or address.startswith(NOWHERE)


class _Nothing:
    """A socket on which nothing comes."""

    def send(self, payload: bytes) -> None:
        """Into the dark."""

    async def receive(self) -> bytes:
        """Never."""
        await asyncio.Event().wait()
        return b""


@dataclass
class Fleet:
    """Live tablets: each a socket through nginx that pings once a second."""

    name: str
    address: str
    port: int
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        open_ = [asyncio.Event() for _number in TABLETS]
        self._tasks = [
            asyncio.create_task(self._live(number, heard))
            for number, heard in zip(TABLETS, open_, strict=True)
        ]
        await asyncio.gather(*(heard.wait() for heard in open_))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _live(self, number: int, heard: asyncio.Event) -> None:
        # Each from an address of its own: all of loopback is this machine's.
        where: dict[str, Any] = {
            "host": self.address,
            "port": self.port,
            "local_addr": (f"127.0.2.{number + 1}", 0),
            "open_timeout": 60,
        }
        who = {"deviceId": f"bench-{number}", "tabletNumber": number}
        async with connect(f"ws://{self.name}:{self.port}/ws/identity/", **where) as socket:
            await socket.send(json.dumps(who))
            assert await socket.recv() == "Done!", f"tablet {number} was not enrolled"
        async with connect(f"ws://{self.name}:{self.port}/ws/", ping_interval=None, **where) as socket:
            try:
                while True:
                    await socket.send(json.dumps({"demand": "ping", **who}))
                    await socket.recv()
                    heard.set()
                    await asyncio.sleep(BEAT_S)
            except ConnectionClosed:
                return  # the case stopped its server


@dataclass(frozen=True)
class Case:
    """What is dead, what netcheck must say of it, and how long it may take (seconds)."""

    name: str
    most: float
    cause: str = ""
    dead: tuple[str, ...] = ()
    points: int = 0
    """Access points, beside the six of the plan, whose addresses are dark."""
    hangs: bool = False
    """Whether the kiosk accepts connections and says nothing."""


def cases(server: str) -> list[Case]:
    """From a healthy site to one on which everything but the kiosk itself is dead."""
    silent = max(timeouts.CONNECT.seconds, timeouts.DNS.seconds, 2 * timeouts.PING.seconds) + BESIDE_S
    hanging = timeouts.HTTP.seconds + BESIDE_S
    return [
        Case("nothing dead", HEALTHY_S),
        *(Case(f"dark access points: {dark}", silent, "ap_dark", points=dark) for dark in (1, 10, 100)),
        Case("the server's address dark", silent, "dns_filtered", dead=(server,)),
        Case("that, and 100 access points", silent, "dns_filtered", dead=(server,), points=100),
        Case("the kiosk hangs", hanging, "daphne_hangs", hangs=True),
        Case("that, and 100 access points", hanging, "daphne_hangs", points=100, hangs=True),
    ]


def site_of(chain: Chain, case: Case, network: Dark) -> World:
    """The world of a case: what is dark there, and everything else as it is."""
    plan = chain.site.plan
    network.silent = set(case.dead)
    if case.points:
        dark = [
            AccessPoint(1000 + number, TabletNumbers(), address=f"{NOWHERE}{number + 1}")
            for number in range(case.points)
        ]
        plan = replace(plan, access_points=(*plan.access_points, *dark))
    return replace(
        chain.site.world(),
        plan=plan,
        network=network,
        echo=network.echo,
        echoes=network.echoes,
        tablets=TABLETS,
        roll_call=timeouts.ROLL_CALL.seconds,
    )


async def measure(chain: Chain, case: Case, runs: int) -> list[Diagnosis]:
    """Run netcheck that many times; each must find the cause of the case."""
    found = []
    for _run in range(runs):
        diagnosis = await Examination(
            world=site_of(chain, case, Dark()), budget=timeouts.BUDGET.seconds
        ).once()
        causes = {problem.cause for problem in diagnosis.problems}
        if (case.cause not in causes) if case.cause else causes:
            raise click.ClickException(f"{case.name}: {text.short(diagnosis)}")
        found.append(diagnosis)
    return found


def with_addresses(plan: Plan, kiosk: Kiosk, file: Path) -> Plan:
    """The plan with an address for each access point, as the kiosk knows it too."""
    lines = [
        f'[[access_point]]\nnumber = {point.number}\ntablets = "{point.tablets}"\n'
        f'address = "127.0.1.{point.number}"\n'
        for point in plan.access_points
    ]
    file.write_text("".join(lines), encoding="utf-8")
    kiosk.manage("loaddata", file)
    return replace(plan, access_points=read_access_points(file))


@contextmanager
def hanging(kiosk: Kiosk, *, really: bool) -> Iterator[None]:
    """The kiosk, stopped in the middle of whatever it does."""
    if really:
        os.kill(kiosk.daphne.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(kiosk.daphne.process.pid, signal.SIGCONT)


@contextmanager
def laboratory() -> Iterator[tuple[Chain, Kiosk]]:
    """The real kiosk behind the real nginx, and the real dnsmasq, all on loopback."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_kiosk() as kiosk:
        chain = in_front_of(kiosk, chain_in(Path(folder)))
        chain.site.plan = with_addresses(chain.site.plan, kiosk, Path(folder, "access_points.toml"))
        site = chain.site.plan.site
        chain.site.rewire(router=replace(site.router, address=site.dns.address))  # answers as dnsmasq does
        chain.site.machine = healthy_machine(chain.site.plan)
        chain.site.machine.nginx_file = chain.nginx()
        with running_dnsmasq(chain.dnsmasq()), chain.behind_nginx():
            yield chain, kiosk


async def compare(chain: Chain, kiosk: Kiosk, runs: int) -> None:
    """Print a line a case."""
    server = chain.site.plan.site.server
    click.echo(_line("104 tablets behind 6 access points", "median", "slowest", "at most"))
    async with Fleet(server.name, server.address, server.http_port):
        for case in cases(server.address):
            with hanging(kiosk, really=case.hangs):
                seconds = [diagnosis.duration for diagnosis in await measure(chain, case, runs)]
            shown = (statistics.median(seconds), max(seconds), case.most)
            click.echo(_line(case.name, *(f"{time:.2f} s" for time in shown)))


def _line(name: str, *cells: str) -> str:
    return f"{name:<36}" + "".join(f"{cell:>10}" for cell in cells)


@click.command(epilog="Example: python -m tests.bench.netcheck --runs 9")
@click.option("--runs", default=5, show_default=True, help="How often each site is looked at.")
def main(*, runs: int) -> None:
    """Measure how long netcheck takes on a healthy site, and on sites where much is dead."""
    if missing := missing_programs("nginx", "dnsmasq"):
        raise click.ClickException(f"{', '.join(missing)}: not on this machine")
    with laboratory() as (chain, kiosk):
        asyncio.run(compare(chain, kiosk, runs))


if __name__ == "__main__":
    main()
