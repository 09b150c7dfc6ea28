"""The marker: a TXT record by which the site's own dnsmasq is told from every other one.

`netcheck conf dnsmasq` writes it, the check `dns.identity` asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conf.site import Site


def marker_name(site: Site) -> str:
    """The name of the record."""
    return f"_ganomics.{site.server.name}"


def marker_text(site: Site) -> str:
    """What it says: whose name this is, and where it leads."""
    return f"ganomics {site.server.name} {site.server.address}"
