"""The site's plan: `site.toml` and the access points, read once, typed, without Django.

The kiosk's settings and netcheck both read the plan here, so they cannot disagree.
"""

from __future__ import annotations

import enum
import hashlib
import ipaddress
import json
import os
import re
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path

from conf.numbers import TabletNumbers
from conf.toml import ConfigurationError, Table, read_toml

ROOT = Path(__file__).resolve().parent.parent
"""Where conf/ and fixtures/ lie: the checkout, or the place the wheel was installed in."""

SITE_FILE = ROOT / "conf" / "site.toml"
ACCESS_POINTS_FILE = ROOT / "fixtures" / "access_points.toml"

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*", re.IGNORECASE)
_BSSID = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_LONGEST_NAME = 253
_LONGEST_SSID = 32
_HIGHEST_PORT = 65_535


class Profile(enum.StrEnum):
    """Where the chain runs: on loopback, on the laboratory's LAN, or on a public server with TLS."""

    LOCAL = "local"
    LAN = "lan"
    WAN = "wan"


@dataclass(frozen=True)
class Upstream:
    """Where daphne listens."""

    address: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}"


@dataclass(frozen=True)
class Server:
    """The laptop that serves everything."""

    name: str
    address: str
    http_port: int
    upstream: Upstream
    static_root: Path


@dataclass(frozen=True)
class Dns:
    """dnsmasq: what it answers, and where it listens."""

    catch_all: str
    address: str
    upstreams: tuple[str, ...]


@dataclass(frozen=True)
class Router:
    """The router that the access points are wired to."""

    address: str
    forwards_dns: bool
    ssid: str


@dataclass(frozen=True)
class Site:
    """The wiring, as `site.toml` says it."""

    profile: Profile
    server: Server
    dns: Dns
    router: Router

    def on(self, profile: Profile) -> Site:
        """The same site under another profile; `local` moves everything to loopback."""
        if profile is not Profile.LOCAL:
            return replace(self, profile=profile)
        server = replace(
            self.server,
            name="localhost",
            address="127.0.0.1",
            http_port=self.server.upstream.port,
            upstream=replace(self.server.upstream, address="127.0.0.1"),
        )
        return replace(self, profile=profile, server=server)


@dataclass(frozen=True)
class AccessPoint:
    """An access point and the tablets assigned to it; an empty text is a fact the site does not know."""

    number: int
    tablets: TabletNumbers
    address: str = ""
    network: str = ""
    source: str = ""
    ssid: str = ""
    bssids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What should be true: the site and its access points."""

    site: Site
    access_points: tuple[AccessPoint, ...]

    @property
    def tablets(self) -> TabletNumbers:
        """Every tablet number that some access point serves."""
        return TabletNumbers.of(number for point in self.access_points for number in point.tablets)

    def access_point_of(self, tablet: int) -> AccessPoint | None:
        """The access point that serves the tablet of that number, or None."""
        return next((point for point in self.access_points if tablet in point.tablets), None)


def read_plan(site: Path | None = None, access_points: Path | None = None) -> Plan:
    """The plan from the given files, else from those the environment names, else the project's own.

    Raises:
        ConfigurationError: naming file, key and what was expected.
    """
    return Plan(read_site(site), read_access_points(access_points))


def read_site(path: Path | None = None) -> Site:
    """The wiring from `path`, or from ``GANOMICS_SITE``, or from conf/site.toml.

    Raises:
        ConfigurationError: naming file, key and what was expected.
    """
    table = read_toml(path or Path(os.environ.get("GANOMICS_SITE") or SITE_FILE))
    expected = " or ".join(repr(profile.value) for profile in Profile)
    profile = table.parsed("profile", Profile, expected)
    site = Site(
        profile=profile,
        server=_server(table.table("server")),
        dns=_dns(table.table("dns")),
        router=_router(table.table("router")),
    )
    table.finish()
    return site.on(profile)


def read_access_points(path: Path | None = None) -> tuple[AccessPoint, ...]:
    """The access points from `path`, or ``GANOMICS_ACCESS_POINTS``, or fixtures/access_points.toml.

    Overlapping ranges are read as they stand: `overlaps` finds them.

    Raises:
        ConfigurationError: naming file, entry and what was expected.
    """
    table = read_toml(path or Path(os.environ.get("GANOMICS_ACCESS_POINTS") or ACCESS_POINTS_FILE))
    points = tuple(access_point(entry) for entry in table.tables("access_point"))
    table.finish()
    numbers = [point.number for point in points]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise ConfigurationError(f"{table.file}: access point {twice} is described twice; expected once.")
    return points


def access_point(table: Table) -> AccessPoint:
    """One ``[[access_point]]`` entry.

    Raises:
        ConfigurationError: naming file, entry and what was expected.
    """
    point = AccessPoint(
        number=table.integer("number", least=1, most=999),
        tablets=_numbers(table),
        address=_optional(table, "address"),
        network=table.parsed("network", _network, "a subnet such as '192.168.2.0/24'", ""),
        source=_optional(table, "source"),
        ssid=table.parsed("ssid", _ssid, f"a Wi-Fi name of at most {_LONGEST_SSID} bytes", ""),
        bssids=tuple(_bssid(table, text) for text in table.texts("bssids")),
    )
    table.finish()
    return point


def overlaps(points: tuple[AccessPoint, ...]) -> list[tuple[AccessPoint, AccessPoint, TabletNumbers]]:
    """The pairs of access points that claim the same tablets, and which."""
    pairs = ((first, second, first.tablets & second.tablets) for first, second in combinations(points, 2))
    return [(first, second, shared) for first, second, shared in pairs if shared]


def gaps(points: tuple[AccessPoint, ...]) -> TabletNumbers:
    """The numbers between the lowest and the highest that no access point serves."""
    served = {number for point in points for number in point.tablets}
    if not served:
        return TabletNumbers()
    return TabletNumbers.of(set(range(min(served), max(served) + 1)) - served)


def digest(points: tuple[AccessPoint, ...]) -> str:
    """A short fingerprint of the access points: equal when they mean the same, whatever the file looks like."""
    content = [
        asdict(point) | {"tablets": str(point.tablets), "bssids": sorted(point.bssids)}
        for point in sorted(points, key=lambda point: point.number)
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _server(table: Table) -> Server:
    server = Server(
        name=table.parsed("name", host_name, "a host name such as 'money.getz.fr'"),
        address=table.parsed("address", ip_address, "an IP address"),
        http_port=table.integer("http_port", 80, least=1, most=_HIGHEST_PORT),
        upstream=table.parsed(
            "upstream", upstream, "ADDRESS:PORT such as '127.0.0.1:8018'", "127.0.0.1:8018"
        ),
        static_root=Path(table.text("static_root", "/srv/ganomics/static")),
    )
    table.finish()
    return server


def _dns(table: Table) -> Dns:
    addresses = []
    for text in table.texts("upstreams"):
        try:
            addresses.append(ip_address(text))
        except ValueError as error:
            raise table.error("upstreams", "a list of IP addresses", text) from error
    dns = Dns(
        catch_all=table.parsed("catch_all", _optional_name, "a domain such as 'fr', or ''", ""),
        address=_optional(table, "address"),
        upstreams=tuple(addresses),
    )
    table.finish()
    return dns


def _router(table: Table) -> Router:
    router = Router(
        address=_optional(table, "address"),
        forwards_dns=table.flag("forwards_dns", default=False),
        ssid=table.parsed("ssid", _ssid, f"a Wi-Fi name of at most {_LONGEST_SSID} bytes", ""),
    )
    table.finish()
    return router


def host_name(text: str) -> str:
    """A host name, lower case; raises ValueError for anything else."""
    if len(text) > _LONGEST_NAME or not _NAME.fullmatch(text):
        raise ValueError(text)
    return text.lower()


def ip_address(text: str) -> str:
    """An IPv4 or IPv6 address in its shortest form; raises ValueError for anything else."""
    return str(ipaddress.ip_address(text))


def upstream(text: str) -> Upstream:
    """``ADDRESS:PORT``; raises ValueError for anything else, ``localhost`` too, which may be ::1 first."""
    address, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) <= _HIGHEST_PORT:
        raise ValueError(text)
    return Upstream(ip_address(address.removeprefix("[").removesuffix("]")), int(port))


def _numbers(table: Table) -> TabletNumbers:
    text = table.text("tablets")
    try:
        return TabletNumbers.parse(text)
    except ValueError as error:
        raise ConfigurationError(f"{table.file}: {table.name} tablets: {error}.") from error


def _optional(table: Table, key: str) -> str:
    return table.parsed(key, lambda text: text and ip_address(text), "an IP address", "")


def _optional_name(text: str) -> str:
    return text and host_name(text)


def _network(text: str) -> str:
    return text and str(ipaddress.ip_network(text))


def _ssid(text: str) -> str:
    if len(text.encode()) > _LONGEST_SSID:
        raise ValueError(text)
    return text


def _bssid(table: Table, text: str) -> str:
    if not _BSSID.fullmatch(text.lower()):
        raise table.error("bssids", "hardware addresses such as 'a0:04:60:12:34:56'", text)
    return text.lower()
