"""Is the server's own machine wired as planned?"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.checks.roll import roll_of
from netcheck.engine import Case, Check, seen_from_afar
from netcheck.i18n import N_, _
from netcheck.model import failed, passed, skipped
from netcheck.probes.host import HANDED_OUT, HOST, OWNERS, Host
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conf.site import AccessPoint
    from netcheck.checks.roll import Roll
    from netcheck.model import Result
    from netcheck.probes.machine import Interface, Listener, Way

_ON_A_LAN = frozenset({Profile.LAN})
_LOOPBACK = "127.0.0.1"
_LOOPBACKS = ("lo", "lo0")
_ANY = ("0.0.0.0", "::")  # noqa: S104  compared with, not bound to


def _address(case: Case) -> Iterator[Result]:
    host, address = case.fact(HOST), case.world.site.server.address
    owner = next((item for item in host.interfaces if address in _plain(item)), None)
    if owner is None:
        yield _absent(case, host)
    elif not owner.up:
        yield failed(
            "interface_down", _("{interface} is off").format(interface=owner.name), interface=owner.name
        )
    elif owner.carrier is False:
        yield failed(
            "cable_out", _("{interface} has no carrier").format(interface=owner.name), interface=owner.name
        )
    else:
        yield passed(_("{address} on {interface}").format(address=address, interface=owner.name))


def _absent(case: Case, host: Host) -> Result:
    """The address is nowhere: on the right network with another one, or not on the network at all?"""
    site = case.world.site
    wired = [item for item in host.interfaces if item.name not in _LOOPBACKS]
    none = _("no address")
    seen = tuple(f"{item.name}: {', '.join(item.addresses) or none}" for item in host.interfaces)
    for interface in wired:
        for text in interface.addresses:
            network = ipaddress.ip_interface(text).network
            if any(_within(network, item) for item in (site.router.address, site.server.address)):
                return failed(
                    "address_other",
                    text,
                    expected=site.server.address,
                    evidence=seen,
                    interface=interface.name,
                    other=text.partition("/")[0],
                )
    usual = next((item for item in wired if item.up and item.carrier), wired[0] if wired else None)
    return failed(
        "address_missing",
        _("no interface has {address}").format(address=site.server.address),
        expected=site.server.address,
        evidence=seen,
        interface=usual.name if usual else "INTERFACE",
    )


@dataclass(frozen=True)
class _Wanted:
    """A port that one program should listen on."""

    service: str
    protocol: str
    address: str
    port: int

    def on(self, listeners: tuple[Listener, ...], *addresses: str) -> Listener | None:
        """Who listens there on the first of the addresses that somebody listens on."""
        ours = [item for item in listeners if (item.protocol, item.port) == (self.protocol, self.port)]
        return next((item for address in addresses for item in ours if item.address == address), None)


def _ports(case: Case) -> Iterator[Result]:
    listeners, site = case.fact(HOST).listeners, case.world.site
    if listeners is None:
        yield skipped(_("this machine does not tell who listens"))
        return
    if site.dns.address:
        wanted = [
            _Wanted("dnsmasq", protocol, site.dns.address, site.dns.port) for protocol in ("udp", "tcp")
        ]
        yield _judged(listeners, wanted, "dns")
    yield _judged(listeners, [_Wanted("nginx", "tcp", site.server.address, site.server.http_port)], "http")


def _judged(listeners: tuple[Listener, ...], wanted: list[_Wanted], target: str) -> Result:
    names = set()
    for item in wanted:
        found = item.on(listeners, item.address, *_ANY)
        if found is None:
            return _nobody(listeners, item, target)
        if found.process and item.service not in found.process:
            return failed(
                "port_taken",
                f"{found.process}, {item.protocol} {found.address}:{item.port}",
                target=target,
                expected=item.service,
                process=found.process,
                pid=found.pid,
                port=item.port,
                service=item.service,
            )
        names.add(found.process)
    who = ", ".join(sorted(names - {""})) or _("a program that only root may see")
    return passed(_("{who} listens").format(who=who), target=target)


def _nobody(listeners: tuple[Listener, ...], wanted: _Wanted, target: str) -> Result:
    observed = _("nobody listens on {protocol} {address}:{port}").format(
        protocol=wanted.protocol, address=wanted.address, port=wanted.port
    )
    if wanted.service == "nginx":
        return failed("nginx_down", observed, target=target)
    if wanted.on(listeners, _LOOPBACK):
        return failed("dnsmasq_elsewhere", observed, target=target, elsewhere=_LOOPBACK)
    if wanted.protocol == "tcp":
        return failed("dns_tcp_closed", observed, target=target)
    return failed("dnsmasq_down", observed, target=target)


def _unique(case: Case) -> Iterator[Result]:
    owners = case.fact(OWNERS)
    if owners is None:
        yield skipped(_("needs root, on Linux"))
    elif owners:
        yield failed(
            "address_duplicate",
            _("{macs} answers too").format(macs=", ".join(owners)),
            mac=", ".join(owners),
            interface=_name_of_interface(case),
        )
    else:
        yield passed(_("nobody else answers for {address}").format(address=case.world.site.server.address))


def _name_of_interface(case: Case) -> str:
    address = case.world.site.server.address
    return next((item.name for item in case.fact(HOST).interfaces if address in _plain(item)), "INTERFACE")


def _handed_out(case: Case) -> Iterator[Result]:
    servers, ours = case.fact(HANDED_OUT), case.world.site.dns.address
    allowed = {ours, case.world.site.router.address if case.world.site.router.forwards_dns else ours}
    if servers is None:
        yield skipped(_("needs root on Linux, and a DHCP server that answers"))
    elif not servers or (set(servers) <= allowed and len(servers) == 1):
        yield passed(_("DHCP hands out {servers}").format(servers=", ".join(servers) or _("no DNS server")))
    else:
        yield failed("dns_two_resolvers", ", ".join(servers), expected=ours, got=", ".join(servers))


def _routes(case: Case) -> Iterator[Result]:
    ways, roll = case.fact(HOST).ways, roll_of(case)
    points = [point for point in case.world.plan.access_points if point.number in ways]
    for point in points:
        yield _route(case, point, ways[point.number], roll)
    if not points:
        yield skipped(_("no access point has a network of its own"))


def _route(case: Case, point: AccessPoint, way: Way | None, roll: Roll | None) -> Result:
    """Where its tablets are heard, a gateway that the plan does not know is as good."""
    target, router = str(point.number), case.world.site.router.address
    if way is None:
        return skipped(_("this machine does not tell its routes"), target=target)
    gateway = way.gateway or way.interface
    told = {
        "target": target,
        "tablets": roll.missing(point.tablets) if roll else point.tablets,
        "network": point.network,
        "gateway": gateway,
    }
    if not way.interface:
        return failed("route_missing", _("no way to {network}").format(network=point.network), **told)
    observed = _("{network} by {gateway}").format(network=point.network, gateway=gateway)
    planned = not router or way.gateway in ("", router, point.address)
    if planned or roll is None or not roll.silent(point.tablets):
        return passed(observed, target=target)
    return failed("route_elsewhere", observed, **told)


def _plain(interface: Interface) -> set[str]:
    return {item.partition("/")[0] for item in interface.addresses}


def _within(network: ipaddress.IPv4Network | ipaddress.IPv6Network, address: str) -> bool:
    return bool(address) and ipaddress.ip_address(address) in network


CHECKS = (
    Check(
        id="host.address",
        proves=N_("the static address is on an interface that is up, with a carrier"),
        judge=_address,
        probes=(HOST,),
        causes=("address_missing", "address_other", "interface_down", "cable_out"),
        profiles=_ON_A_LAN,
        unless=seen_from_afar,
    ),
    Check(
        id="host.ports",
        proves=N_("dnsmasq listens for DNS over UDP and TCP, nginx for pages, and nobody in their place"),
        judge=_ports,
        probes=(HOST,),
        after=("host.address",),
        causes=("port_taken", "dnsmasq_down", "dnsmasq_elsewhere", "dns_tcp_closed", "nginx_down"),
        profiles=_ON_A_LAN,
        unless=seen_from_afar,
    ),
    Check(
        id="host.address_unique",
        proves=N_("nobody else on the LAN owns the static address"),
        judge=_unique,
        probes=(OWNERS, HOST),
        after=("host.address",),
        causes=("address_duplicate",),
        profiles=_ON_A_LAN,
        unless=seen_from_afar,
    ),
    Check(
        id="host.routes",
        proves=N_("answers find their way to the networks of the access points"),
        judge=_routes,
        probes=(HOST, ROLL_CALL),
        after=("host.address",),
        causes=("route_missing", "route_elsewhere"),
        profiles=_ON_A_LAN,
        unless=seen_from_afar,
    ),
    Check(
        id="dns.handed_out",
        proves=N_("DHCP hands out one DNS server, the site's"),
        judge=_handed_out,
        probes=(HANDED_OUT,),
        after=("host.address",),
        causes=("dns_two_resolvers",),
        profiles=_ON_A_LAN,
        unless=seen_from_afar,
    ),
)
