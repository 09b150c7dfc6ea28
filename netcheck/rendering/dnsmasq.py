"""dnsmasq.conf for a plan: one answer for the site's names, and for others the upstreams' or none."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

from conf.site import Profile
from conf.toml import ConfigurationError
from netcheck.i18n import _
from netcheck.marker import marker_name, marker_text
from netcheck.rendering.files import RenderedFile
from netcheck.rendering.layout import Platform
from netcheck.rendering.template import Value, fill

if TYPE_CHECKING:
    from conf.site import Dhcp, Plan, Site
    from netcheck.rendering.layout import Layout

_DNS_PORT = 53
_LOOPBACK = "127.0.0.1"


def render_dnsmasq(plan: Plan, layout: Layout) -> RenderedFile:
    """dnsmasq.conf for `plan`, with the paths of `layout`.

    Raises:
        ConfigurationError: the plan has no dnsmasq, or too few addresses for its tablets.
    """
    site = plan.site
    _require_dnsmasq(site)
    if site.dhcp is not None:
        _require_room(site.dhcp, len(plan.tablets))
    values: dict[str, Value] = {
        "name": site.server.name,
        "profile": site.profile,
        "port": site.dns.port,
        "other_port": site.dns.port != _DNS_PORT,
        "listen": [{"address": address} for address in _listen_addresses(site)],
        "bind_dynamic": layout.platform is Platform.LINUX,
        "domains": [{"domain": domain, "address": site.server.address} for domain in domains(site)],
        "upstreams": [{"upstream": address} for address in site.dns.upstreams],
        "sealed": not site.dns.upstreams,
        "marker_name": marker_name(site),
        "marker_text": marker_text(site),
        "dhcp": _dhcp(site, layout),
        "trial": _trial(layout),
    }
    return RenderedFile(layout.dnsmasq_conf, fill("dnsmasq.conf", values))


def domains(site: Site) -> tuple[str, ...]:
    """The domains that resolve to the server: the catch-all, and its name where that is not below it."""
    name, catch_all = site.server.name, site.dns.catch_all
    if not catch_all:
        return (name,)
    return (catch_all,) if f".{name}".endswith(f".{catch_all}") else (catch_all, name)


def _require_dnsmasq(site: Site) -> None:
    if site.profile is Profile.WAN:
        raise ConfigurationError(
            _("The wan profile has no dnsmasq: public name servers answer for {name}.").format(
                name=site.server.name
            )
        )
    if not site.dns.address:
        raise ConfigurationError(
            _("The site has no dnsmasq: expected [dns] address, where it listens, got nothing.")
        )


def _require_room(dhcp: Dhcp, tablets: int) -> None:
    if dhcp.size < tablets:
        raise ConfigurationError(
            _("[dhcp]: expected room for {tablets} tablets, got {size} addresses, {first}-{last}.").format(
                tablets=tablets, size=dhcp.size, first=dhcp.first, last=dhcp.last
            )
        )


def _listen_addresses(site: Site) -> list[str]:
    """The LAN's address, and loopback for the server's own resolver, unless that is all there is."""
    address = site.dns.address
    return [address] if ipaddress.ip_address(address).is_loopback else [address, _LOOPBACK]


def _dhcp(site: Site, layout: Layout) -> list[dict[str, Value]]:
    if site.dhcp is None:
        return []
    return [
        {
            "first": site.dhcp.first,
            "last": site.dhcp.last,
            "lease": site.dhcp.lease,
            "router": site.dhcp.router,
            "resolver": site.dns.address,
            "leases": str(layout.dnsmasq_leases),
        }
    ]


def _trial(layout: Layout) -> list[dict[str, Value]]:
    if layout.trial is None:
        return []
    pid = layout.trial / Path("run/dnsmasq.pid")
    return [{"folder": str(layout.trial), "user": layout.user, "pid": str(pid)}]
