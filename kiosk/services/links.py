"""The addresses that tablets are given: the page, and an invitation to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from conf.site import Profile

if TYPE_CHECKING:
    from conf.site import Site
    from kiosk.services.invitations import Invitation

_PORTS = {"http": 80, "https": 443}


def page_address() -> str:
    """What a tablet opens."""
    return origin_of(settings.SITE) + "/"


def invitation_link(invitation: Invitation) -> str:
    """The page with an invitation, after the hash: no server and no log ever sees it."""
    return f"{page_address()}#invitation={invitation}"


def origin_of(site: Site) -> str:
    """Scheme, name and port of the site: over TLS where the site says that it is public."""
    server, tls = site.server, site.tls
    scheme, port = ("https", tls.port) if tls and site.profile is Profile.WAN else ("http", server.http_port)
    return f"{scheme}://{server.name}" + (f":{port}" if port != _PORTS[scheme] else "")
