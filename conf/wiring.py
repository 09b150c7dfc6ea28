"""The parts of a site as `site.toml` describes each: server, TLS, DNS, DHCP, router."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conf.i18n import _
from conf.values import (
    HIGHEST_PORT,
    LONGEST_SSID,
    absolute_path,
    host_name,
    ip_address,
    ipv4_address,
    lease,
    network,
    optional,
    ssid,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conf.toml import Table

_MOST_PROCESSES = 64
AUTHORITY = "authority.pem"
"""The file of the site's own authority, beside the certificate that it issued."""


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
    processes: int = 1
    others: tuple[Upstream, ...] = ()
    """Where daphne listens on other machines that serve the same site."""
    proxies: tuple[str, ...] = ()
    """Subnets of the proxies before nginx that say truly where a client is; nobody else is believed."""

    @property
    def upstreams(self) -> tuple[Upstream, ...]:
        """Where each daphne process listens: consecutive ports from the upstream's on."""
        return tuple(
            replace(self.upstream, port=self.upstream.port + process) for process in range(self.processes)
        )

    @property
    def all_upstreams(self) -> tuple[Upstream, ...]:
        """Every daphne process that nginx passes to, on this machine and on others."""
        return self.upstreams + self.others


@dataclass(frozen=True)
class Tls:
    """The certificate that nginx shows, as files on the server, and the port it shows it on."""

    certificate: Path
    key: Path
    port: int = 443

    @property
    def authority(self) -> Path:
        """The certificate of the site's own authority, where one was made on a LAN."""
        return self.certificate.with_name(AUTHORITY)


@dataclass(frozen=True)
class Dns:
    """dnsmasq: what it answers, and where it listens."""

    catch_all: str
    address: str
    upstreams: tuple[str, ...]
    port: int = 53
    resolvers: tuple[str, ...] = ()
    """Public resolvers that netcheck asks for the name, in the profile wan."""


@dataclass(frozen=True)
class Dhcp:
    """The IPv4 addresses that dnsmasq gives away, both ends included, where it and not the router does."""

    first: str
    last: str
    lease: str
    router: str

    @property
    def size(self) -> int:
        """How many addresses there are to give."""
        return int(ipaddress.IPv4Address(self.last)) - int(ipaddress.IPv4Address(self.first)) + 1

    def __contains__(self, address: object) -> bool:
        try:
            number = int(ipaddress.IPv4Address(str(address)))
        except ValueError:
            return False
        return int(ipaddress.IPv4Address(self.first)) <= number <= int(ipaddress.IPv4Address(self.last))


@dataclass(frozen=True)
class Router:
    """The router that the access points are wired to."""

    address: str
    forwards_dns: bool
    ssid: str


def read_server(table: Table) -> Server:
    """``[server]``; a ConfigurationError names file, key and what was expected, here and below."""
    networks = _parsed(table, "proxies", network, _("a list of subnets such as '10.0.0.0/8'"))
    server = Server(
        name=table.parsed("name", host_name, _("a host name such as 'money.getz.fr'")),
        address=table.parsed("address", ip_address, _("an IP address")),
        http_port=table.integer("http_port", 80, least=1, most=HIGHEST_PORT),
        upstream=table.parsed(
            "upstream", upstream, _("ADDRESS:PORT such as '127.0.0.1:8018'"), "127.0.0.1:8018"
        ),
        static_root=table.parsed("static_root", absolute_path, _("an absolute path"), "/srv/ganomics/static"),
        processes=table.integer("processes", 1, least=1, most=_MOST_PROCESSES),
        others=_upstreams(table, "others"),
        proxies=networks,
    )
    table.finish()
    last = server.upstreams[-1].port
    if last > HIGHEST_PORT:
        raise table.error("processes", _("ports up to {highest}").format(highest=HIGHEST_PORT), last)
    return server


def read_tls(table: Table) -> Tls:
    """``[tls]``."""
    tls = Tls(
        certificate=table.parsed("certificate", absolute_path, _("an absolute path")),
        key=table.parsed("key", absolute_path, _("an absolute path")),
        port=table.integer("port", 443, least=1, most=HIGHEST_PORT),
    )
    table.finish()
    return tls


def read_dns(table: Table) -> Dns:
    """``[dns]``."""
    dns = Dns(
        catch_all=table.parsed("catch_all", optional(host_name), _("a domain such as 'fr', or ''"), ""),
        address=table.parsed("address", optional(ip_address), _("an IP address"), ""),
        upstreams=_addresses(table, "upstreams"),
        port=table.integer("port", 53, least=1, most=HIGHEST_PORT),
        resolvers=_addresses(table, "resolvers"),
    )
    table.finish()
    return dns


def read_dhcp(table: Table, *, server: Server, dns: Dns, router: Router) -> Dhcp:
    """``[dhcp]``; the router's address is `router`'s where the table names no other."""
    expected = _("an IPv4 address")
    dhcp = Dhcp(
        first=table.parsed("first", ipv4_address, expected),
        last=table.parsed("last", ipv4_address, expected),
        lease=table.parsed("lease", lease, _("a duration such as '12h'"), "12h"),
        router=table.parsed("router", optional(ipv4_address), expected, router.address),
    )
    table.finish()
    if dhcp.size < 1:
        raise table.error("last", _("an address from {first} on").format(first=dhcp.first), dhcp.last)
    if not dns.address:
        expected = _("also the [dns] address, for DHCP to hand out as the resolver")
        raise table.error("first", expected, dhcp.first)
    # A tablet that is given one of these takes the whole site down.
    for owner, address in (("server", server.address), ("dns", dns.address), ("router", dhcp.router)):
        if address in dhcp:
            expected = _("a range without the address of [{owner}]").format(owner=owner)
            raise table.error("first", expected, address)
    return dhcp


def read_router(table: Table) -> Router:
    """``[router]``."""
    router = Router(
        address=table.parsed("address", optional(ip_address), _("an IP address"), ""),
        forwards_dns=table.flag("forwards_dns", default=False),
        ssid=read_ssid(table),
    )
    table.finish()
    return router


def read_ssid(table: Table) -> str:
    """The ``ssid`` of a table, empty where it is left out."""
    expected = _("a Wi-Fi name of at most {bytes} bytes").format(bytes=LONGEST_SSID)
    return table.parsed("ssid", optional(ssid), expected, "")


def _addresses(table: Table, key: str) -> tuple[str, ...]:
    return _parsed(table, key, ip_address, _("a list of IP addresses"))


def _parsed(table: Table, key: str, parse: Callable[[str], str], expected: str) -> tuple[str, ...]:
    """Every text of a list."""
    values = []
    for text in table.texts(key):
        try:
            values.append(parse(text))
        except ValueError as error:
            raise table.error(key, expected, text) from error
    return tuple(values)


def _upstreams(table: Table, key: str) -> tuple[Upstream, ...]:
    upstreams = []
    for text in table.texts(key):
        try:
            upstreams.append(upstream(text))
        except ValueError as error:
            expected = _("a list of ADDRESS:PORT such as '192.168.1.205:8018'")
            raise table.error(key, expected, text) from error
    return tuple(upstreams)


def upstream(text: str) -> Upstream:
    """``ADDRESS:PORT``; raises ValueError for anything else, ``localhost`` too, which may be ::1 first."""
    address, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise ValueError(text)
    return Upstream(ip_address(address.removeprefix("[").removesuffix("]")), int(port))
