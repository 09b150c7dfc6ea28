"""The site's plan: `site.toml` and the access points, read once, typed, without Django.

The kiosk's settings and netcheck both read the plan here, so they cannot disagree.
"""

from __future__ import annotations

import enum
import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path

from conf.environment import port_from
from conf.i18n import _
from conf.numbers import TabletNumbers
from conf.toml import ConfigurationError, Table, read_toml
from conf.values import bssid, ip_address, network, optional
from conf.wiring import (
    Dhcp,
    Dns,
    Router,
    Server,
    Tls,
    Upstream,
    read_dhcp,
    read_dns,
    read_router,
    read_server,
    read_ssid,
    read_tls,
)

__all__ = [
    "ACCESS_POINTS_FILE",
    "ROOT",
    "SITE_FILE",
    "AccessPoint",
    "Dhcp",
    "Dns",
    "Plan",
    "Profile",
    "Router",
    "Server",
    "Site",
    "Tls",
    "Upstream",
    "access_point",
    "digest",
    "gaps",
    "overlaps",
    "read_access_points",
    "read_plan",
    "read_site",
]

ROOT = Path(__file__).resolve().parent.parent
"""Where conf/ and fixtures/ lie: the checkout, or the place the wheel was installed in."""

SITE_FILE = ROOT / "conf" / "site.toml"
ACCESS_POINTS_FILE = ROOT / "fixtures" / "access_points.toml"


class Profile(enum.StrEnum):
    """Where the chain runs: on loopback, on the laboratory's LAN, or on a public server with TLS."""

    LOCAL = "local"
    LAN = "lan"
    WAN = "wan"


@dataclass(frozen=True)
class Site:
    """The wiring, as `site.toml` says it."""

    profile: Profile
    server: Server
    dns: Dns
    router: Router
    dhcp: Dhcp | None = None
    tls: Tls | None = None

    def on(self, profile: Profile) -> Site:
        """The same site under another profile; `local` moves everything to loopback, at ``GANOMICS_PORT``."""
        if profile is not Profile.LOCAL:
            return replace(self, profile=profile)
        upstream = Upstream("127.0.0.1", port_from("GANOMICS_PORT", self.server.upstream.port))
        server = replace(
            self.server,
            name="localhost",
            address="127.0.0.1",
            http_port=upstream.port,
            upstream=upstream,
            processes=1,
            others=(),
        )
        dns = replace(self.dns, address=self.dns.address and "127.0.0.1")
        return replace(self, profile=profile, server=server, dns=dns, dhcp=None, tls=None)


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


def read_plan(
    site: Path | None = None, access_points: Path | None = None, *, profile: Profile | None = None
) -> Plan:
    """The plan from the given files, else from those the environment names, else the project's own.

    Raises:
        ConfigurationError: naming file, key and what was expected.
    """
    return Plan(read_site(site, profile=profile), read_access_points(access_points))


def read_site(path: Path | None = None, *, profile: Profile | None = None) -> Site:
    """The wiring from `path`, or from ``GANOMICS_SITE``, or from conf/site.toml.

    Args:
        path: the file.
        profile: the profile instead of the file's own.

    Raises:
        ConfigurationError: naming file, key and what was expected.
    """
    table = read_toml(path or Path(os.environ.get("GANOMICS_SITE") or SITE_FILE))
    expected = _(" or ").join(repr(profile.value) for profile in Profile)
    own_profile = table.parsed("profile", Profile, expected)
    server, dns = read_server(table.table("server")), read_dns(table.table("dns"))
    router = read_router(table.table("router"))
    dhcp, tls = table.table("dhcp"), table.table("tls")
    site = Site(
        profile=own_profile,
        server=server,
        dns=dns,
        router=router,
        dhcp=read_dhcp(dhcp, server=server, dns=dns, router=router) if table.has("dhcp") else None,
        tls=read_tls(tls) if table.has("tls") else None,
    )
    table.finish()
    return site.on(profile or own_profile)


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
        sentence = _("{file}: access point {number} is described twice; expected once.")
        raise ConfigurationError(sentence.format(file=table.file, number=twice))
    return points


def access_point(table: Table) -> AccessPoint:
    """One ``[[access_point]]`` entry.

    Raises:
        ConfigurationError: naming file, entry and what was expected.
    """
    point = AccessPoint(
        number=table.integer("number", least=1, most=999),
        tablets=_numbers(table),
        address=table.parsed("address", optional(ip_address), _("an IP address"), ""),
        network=table.parsed("network", optional(network), _("a subnet such as '192.168.2.0/24'"), ""),
        source=table.parsed("source", optional(ip_address), _("an IP address"), ""),
        ssid=read_ssid(table),
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
    """A short fingerprint of the access points: equal when they mean the same, however they are written."""
    content = [
        asdict(point) | {"tablets": str(point.tablets), "bssids": sorted(point.bssids)}
        for point in sorted(points, key=lambda point: point.number)
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _numbers(table: Table) -> TabletNumbers:
    text = table.text("tablets")
    try:
        return TabletNumbers.parse(text)
    except ValueError as error:
        sentence = _("{file}: {where}: {why}.")
        where = f"{table.name} tablets"
        raise ConfigurationError(sentence.format(file=table.file, where=where, why=error)) from error


def _bssid(table: Table, text: str) -> str:
    try:
        return bssid(text)
    except ValueError as error:
        expected = _("hardware addresses such as 'a0:04:60:12:34:56'")
        raise table.error("bssids", expected, text) from error
