"""The addresses that tablets are given: the page, and an invitation to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

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


def authority_address() -> str:
    """Where a tablet loads the certificate of the site's own authority; empty where there is none."""
    has_one = settings.SITE.tls and settings.AUTHORITY.certificate.exists()
    return origin_of(replace(settings.SITE, tls=None)) + reverse("authority") if has_one else ""


def origin_of(site: Site) -> str:
    """Scheme, name and port of the site: over TLS where it speaks it."""
    server, tls = site.server, site.tls
    scheme, port = ("https", tls.port) if tls else ("http", server.http_port)
    return f"{scheme}://{server.name}" + (f":{port}" if port != _PORTS[scheme] else "")
