"""The healthy site: plan, machine, name servers, kiosk, nginx, access points and tablets, all on loopback."""

from __future__ import annotations

import ipaddress
import json
import random
import socket
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conf.numbers import TabletNumbers
from conf.site import AccessPoint, Dns, Plan, Profile, Router, Server, Site, Upstream, digest
from netcheck.engine import Selection
from netcheck.examination import Examination
from netcheck.marker import marker_name, marker_text
from netcheck.network import Network, Outcome
from netcheck.probes.icmp import ECHOES, SMALL, WHOLE, Echo, Series
from netcheck.probes.machine import Interface, Listener, Nameserver, Way
from netcheck.rendering.layout import Platform
from netcheck.world import Token, World
from tests.netcheck.fakes import name_server, web

if TYPE_CHECKING:
    import asyncio
    import ssl
    from collections.abc import AsyncIterator, Callable

    from netcheck.diagnosis import Diagnosis

SERVER, ROUTER, OTHER = "127.0.0.2", "127.0.0.3", "127.0.0.9"
NAME = "money.getz.fr"
INSTANCE = "a-kiosk"
TOKEN = "the-right-token"  # noqa: S105  a test's own
ASSET = "/static/tablet/app.js"
SCRIPT = b"console.log('the game')\n" * 40


class Loopback(Network):
    """A network that ends at this machine; `dark` addresses are as if unplugged."""

    def __init__(self) -> None:
        super().__init__()
        self.dark: set[str] = set()

    @asynccontextmanager
    async def connection(
        self, address: str, port: int, *, tls: ssl.SSLContext | None = None, name: str | None = None
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        assert ipaddress.ip_address(address).is_loopback, f"traffic to {address}"
        if address in self.dark:
            raise TimeoutError
        async with super().connection(address, port, tls=tls, name=name) as pair:
            yield pair

    @asynccontextmanager
    async def datagrams(self, address: str, port: int) -> AsyncIterator[Any]:
        assert ipaddress.ip_address(address).is_loopback, f"traffic to {address}"
        async with super().datagrams(address, port) as datagrams:
            yield datagrams


@dataclass
class FakeMachine:
    """The server's machine, as a test describes it."""

    found: tuple[Interface, ...] = ()
    listening: tuple[Listener, ...] | None = ()
    resolvers: tuple[Nameserver, ...] = ()
    others: tuple[str, ...] | None = ()
    lease_file: str | None = None
    dhcp: tuple[str, ...] | None = (SERVER,)
    ways: dict[str, Way | None] = field(default_factory=dict)
    """By address, where they do not lead through the router."""
    platform: Platform = Platform.LINUX
    nginx_file: Path | None = None
    complaint: str | None = None

    def interfaces(self) -> tuple[Interface, ...]:
        return self.found

    def way_to(self, address: str) -> Way | None:
        return self.ways.get(address, Way("eth0", ROUTER))

    def listeners(self) -> tuple[Listener, ...] | None:
        return self.listening

    def nameservers(self) -> tuple[Nameserver, ...]:
        return self.resolvers

    def owners(self, _address: str) -> tuple[str, ...] | None:
        return self.others

    def leases(self) -> str | None:
        return self.lease_file

    def nginx_configuration(self) -> Path | None:
        return self.nginx_file

    def nginx_complaint(self, _file: Path) -> str | None:
        return self.complaint

    def handed_out(self, _address: str) -> tuple[str, ...] | None:
        return self.dhcp


@dataclass
class FakeSite:
    """A site whose parts a test may replace before it looks at it."""

    plan: Plan
    machine: FakeMachine
    report: dict[str, Any]
    network: Loopback = field(default_factory=Loopback)
    dnsmasq: name_server.NameServer = field(init=False)
    router: name_server.NameServer = field(init=False)
    kiosk: web.WebServer = field(init=False)
    nginx: web.WebServer = field(init=False)
    plain: web.WebServer = field(init=False)
    """Where TLS is spoken: what answers without it."""
    running: set[str] = field(default_factory=lambda: {"dnsmasq", "router", "kiosk", "nginx"})
    token: str = TOKEN
    accepts: str = TOKEN
    swallowing: set[str] = field(default_factory=set)
    """Addresses behind which whole packets vanish."""
    options: dict[str, Any] = field(default_factory=dict)
    """Further fields of the world."""

    def __post_init__(self) -> None:
        site = self.plan.site
        self.dnsmasq = name_server.NameServer(site.dns.address, site.dns.port, self.zone)
        self.router = name_server.NameServer(site.router.address or ROUTER, site.dns.port, self.zone)
        upstream = site.server.upstream
        self.kiosk = web.WebServer(upstream.address, upstream.port, self.daphne)
        front_port = site.tls.port if site.tls else site.server.http_port
        self.nginx = web.WebServer(site.server.address, front_port, self.front)
        self.plain = web.WebServer(site.server.address, site.server.http_port, self.redirect)

    # What the healthy parts answer.

    def zone(self, asked: name_server.Asked) -> name_server.Reply:
        site = self.plan.site
        if asked.chaos:
            return name_server.Reply(records=('"dnsmasq-2.90"',))
        if asked.name == marker_name(site).lower() and asked.kind == "TXT":
            return name_server.Reply(records=(f'"{marker_text(site)}"',))
        if asked.name.endswith(".fr"):
            return name_server.Reply(records=(site.server.address,) if asked.kind == "A" else ())
        return name_server.Reply("NXDOMAIN")

    def daphne(self, asked: web.Asked) -> web.Page | web.Socket | web.Sick:
        marked = {"X-Ganomics-Instance": INSTANCE}
        page = f'<!doctype html><script src="{ASSET}"></script>'.encode()
        answers: dict[str, Callable[[], web.Page | web.Socket]] = {
            "/": lambda: web.Page(200, page, marked),
            ASSET: lambda: web.Page(200, SCRIPT),
            "/ws/": lambda: self._socket(asked),
            "/api/report": lambda: self._report(asked),
        }
        answer = answers.get(asked.path)
        return answer() if answer else web.Page(404, b"Not Found", marked)

    def _socket(self, asked: web.Asked) -> web.Page | web.Socket:
        if not asked.upgrade:
            return web.Page(404)
        same = asked.headers.get("origin", "").partition("://")[2] == asked.headers["host"]
        return web.Socket(web.demands(INSTANCE)) if same else web.Page(403)

    def _report(self, asked: web.Asked) -> web.Page:
        if asked.headers.get("authorization") != f"Bearer {self.accepts}":
            return web.Page(403, b"{}")
        return web.Page(200, json.dumps(self.report).encode(), chunked=True)

    def front(self, asked: web.Asked) -> web.Page | web.Socket | web.Sick:
        """nginx: what the kiosk answers, with its own name on it."""
        answer = self.daphne(asked)
        if isinstance(answer, web.Page):
            return replace(answer, headers=dict(answer.headers) | {"Server": "nginx"})
        return answer

    def redirect(self, asked: web.Asked) -> web.Page | web.Socket | web.Sick:
        return web.Page(301, headers={"Location": f"https://{NAME}{asked.path}"})

    # Looking at it.

    async def echo(self, _world: World, address: str, size: int = SMALL) -> Echo:
        lost = address in self.network.dark or (size == WHOLE and address in self.swallowing)
        return Echo(address, Outcome.TIMEOUT if lost else Outcome.ANSWERED, 0.001)

    async def echoes(self, world: World, address: str) -> Series:
        echo = await self.echo(world, address)
        return Series(address, echo.outcome, ECHOES, ECHOES if echo.came_back else 0)

    def world(self) -> World:
        fields: dict[str, Any] = {
            "plan": self.plan,
            "machine": self.machine,
            "token": Token(self.token, "NETCHECK_TOKEN", Path("var/netcheck_token")),
            "network": self.network,
            "echo": self.echo,
            "echoes": self.echoes,
            "roll_call": 0.0,
        }
        return World(**(fields | self.options))

    async def examine(self, *only: str, deep: bool = False) -> Diagnosis:
        """Start what runs, look at it once, stop it."""
        async with AsyncExitStack() as stack:
            for name in sorted(self.running):
                part: name_server.NameServer | web.WebServer = getattr(self, name)
                await part.start()
                stack.push_async_callback(part.stop)
            examination = Examination(world=self.world(), budget=60.0, selection=Selection(only, deep=deep))
            return await examination.once()

    async def found(self, *only: str, deep: bool = False) -> dict[str, str]:
        """What was found: the target of each problem and warning by its cause."""
        diagnosis = await self.examine(*only, deep=deep)
        return {problem.cause: problem.target for problem in (*diagnosis.problems, *diagnosis.warnings)}

    def tablet(self, number: int) -> dict[str, Any]:
        tablet: dict[str, Any] = next(item for item in self.report["tablets"] if item["number"] == number)
        return tablet

    def silence(self, *numbers: int) -> None:
        """These tablets are no longer heard."""
        for number in numbers:
            self.tablet(number)["last_heard_s"] = 60.0

    def rewire(self, **changes: Any) -> None:
        """Another wiring, before anything runs."""
        self.plan = replace(self.plan, site=replace(self.plan.site, **changes))


def free_port() -> int:
    """A port that nobody has on the addresses of the site, out of reach of the system's own choices."""
    while True:
        port = random.randrange(20_000, 32_000)
        with ExitStack() as held:
            try:
                for address in ("127.0.0.1", SERVER, ROUTER, OTHER):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                        held.enter_context(socket.socket(type=kind)).bind((address, port))
            except OSError:
                continue
            return port


def plan_of(profile: Profile = Profile.LAN) -> Plan:
    """Three access points with five tablets each, each routing its own subnet."""
    dns_port, http_port, upstream_port = free_port(), free_port(), free_port()
    site = Site(
        profile=profile,
        server=Server(
            NAME, SERVER, http_port, Upstream("127.0.0.1", upstream_port), Path("/srv/ganomics/static")
        ),
        dns=Dns("fr", SERVER, (), dns_port),
        router=Router(ROUTER, forwards_dns=True, ssid="NETGEAR54-5G"),
    )
    points = tuple(
        AccessPoint(
            number,
            TabletNumbers(((5 * number - 5, 5 * number - 1),)),
            address=f"127.0.1.{number}",
            network=f"192.168.{number + 1}.0/24",
            ssid=f"game-{number}",
        )
        for number in (1, 2, 3)
    )
    return Plan(site, points)


def healthy_machine(plan: Plan) -> FakeMachine:
    server, dns = plan.site.server, plan.site.dns
    return FakeMachine(
        found=(
            Interface("lo", ("127.0.0.1/8", "::1/128"), mac="00:00:00:00:00:00"),
            Interface("eth0", (f"{SERVER}/24",), mac="02:00:00:00:00:02"),
        ),
        listening=(
            Listener("udp", SERVER, dns.port, "dnsmasq", 11),
            Listener("tcp", SERVER, dns.port, "dnsmasq", 11),
            Listener("tcp", "::", server.http_port, "nginx", 12),
        ),
        resolvers=(Nameserver(SERVER, dns.port),),
    )


def healthy_report(plan: Plan) -> dict[str, Any]:
    port = plan.site.server.http_port
    return {
        "schema": "ganomics-report/1",
        "instance": INSTANCE,
        "version": "0.1.0",
        "plan_digest": digest(plan.access_points),
        "now": "2026-01-05T08:00:00+00:00",
        "page_version": "p1",
        "database": {"ok": True, "vendor": "postgresql", "error": None},
        "migrations": {"pending": []},
        "channel_layer": {"ok": True, "kind": "redis", "error": None},
        "disk": {"free_bytes": 9_000_000_000, "total_bytes": 10_000_000_000},
        "enrolment": {"open": False, "until": None},
        "rooms": [{"id": 1, "step": "welcome", "tablets": str(plan.tablets)}],
        "tablets": [_healthy_tablet(plan, number, f"{NAME}:{port}") for number in plan.tablets],
    }


def _healthy_tablet(plan: Plan, number: int, host: str) -> dict[str, Any]:
    point = plan.access_point_of(number)
    assert point is not None
    return {
        "number": number,
        "device": f"device-{number}",
        "host": host,
        "address": f"192.168.{point.number + 1}.{100 + number}",
        "last_heard_s": 0.4,
        "rtt_ms": 12.0,
        "loss": 0.0,
        "reconnections": 0,
        "ssid": point.ssid,
        "bssid": None,
        "battery": 0.8,
        "charging": False,
        "page_version": "p1",
        "clock_offset_s": 0.2,
        "duplicates": 0,
    }


def healthy_site(profile: Profile = Profile.LAN) -> FakeSite:
    """A site on which nothing is wrong."""
    plan = plan_of(profile)
    return FakeSite(plan, healthy_machine(plan), healthy_report(plan))
