"""Pages as tablets ask for them: through nginx, from daphne directly, their files, and the TLS port."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_
from netcheck.probes.http import Request, Response, fetch
from netcheck.timeouts import Timeout

if TYPE_CHECKING:
    from conf.site import Upstream
    from netcheck.facts import Facts
    from netcheck.world import World

DEFAULT_TLS_PORT = 443
_PORTS = {"http": 80, "https": DEFAULT_TLS_PORT}
_SCRIPT = ".js"
"""Without its script a page does nothing: the file that matters most."""
_ASSET = re.compile(rb"""(?:src|href)=["']?(?:https?://[^/"']+)?(/static/[^"'?#\s>]+)""")


def tls_port(world: World) -> int:
    """Where the site speaks TLS, or where browsers would try it."""
    return world.site.tls.port if world.site.tls else DEFAULT_TLS_PORT


def front_scheme(world: World) -> str:
    """How tablets reach the site."""
    return "https" if world.site.tls or world.site.profile is Profile.WAN else "http"


def front_port(world: World) -> int:
    """The port tablets reach."""
    return tls_port(world) if front_scheme(world) == "https" else world.site.server.http_port


def host(world: World) -> str:
    """What a browser sends as Host: the name, with the port where it is not the scheme's own."""
    scheme, port = front_scheme(world), front_port(world)
    name = world.site.server.name
    return name if port == _PORTS[scheme] else f"{name}:{port}"


def through_front(world: World, path: str, **headers: str) -> Request:
    """A request the way a tablet sends it."""
    secure = front_scheme(world) == "https"
    return Request(
        address=world.site.server.address,
        port=front_port(world),
        host=host(world),
        path=path,
        headers=headers,
        tls=world.trust if secure else None,
        name=world.site.server.name,
    )


def straight(world: World, path: str, upstream: Upstream | None = None, **headers: str) -> Request:
    """A request to daphne, which is told the scheme as by nginx; from afar only nginx is there."""
    if world.remote:
        return through_front(world, path, **headers)
    where = upstream or world.site.server.upstream
    forwarded = {"X-Forwarded-Proto": front_scheme(world)}
    return Request(
        address=where.address, port=where.port, host=host(world), path=path, headers=forwarded | headers
    )


async def _direct(world: World, _facts: Facts) -> tuple[Response, ...]:
    requests = [straight(world, "/", upstream) for upstream in world.site.server.upstreams]
    return tuple(await asyncio.gather(*(fetch(world, request) for request in requests)))


async def _page(world: World, _facts: Facts) -> Response:
    return await fetch(world, through_front(world, "/"))


async def _plain(world: World, _facts: Facts) -> Response:
    server = world.site.server
    return await fetch(world, Request(address=server.address, port=server.http_port, host=server.name))


async def _tls(world: World, _facts: Facts) -> Response:
    request = Request(
        address=world.site.server.address,
        port=tls_port(world),
        host=world.site.server.name,
        tls=world.trust,
        name=world.site.server.name,
    )
    return await fetch(world, request)


@dataclass(frozen=True)
class Static:
    """A file that the page needs, from both sides, and what must not be served beside it."""

    front: Response
    direct: Response
    listing: Response
    escape: Response


async def _static(world: World, facts: Facts) -> Static | None:
    pages = await facts.get(DIRECT)
    named = [match.decode("latin-1") for page in pages for match in _ASSET.findall(page.body)]
    if not named:
        return None
    found = next((name for name in named if name.endswith(_SCRIPT)), named[0])
    folder = found.rpartition("/")[0] + "/"
    climbing = f"/static../{world.site.server.static_root.name}/{found.removeprefix('/static/')}"
    requests = [
        through_front(world, found),
        straight(world, found),
        through_front(world, folder),
        through_front(world, climbing),
    ]
    return Static(*await asyncio.gather(*(fetch(world, request) for request in requests)))


DIRECT = Probe(N_("the kiosk's page"), _direct, timeouts.HTTP)
PAGE = Probe(N_("the page through nginx"), _page, timeouts.HTTP)
PLAIN = Probe(N_("the page without TLS"), _plain, timeouts.HTTP)
TLS_PORT = Probe(N_("the TLS port"), _tls, timeouts.HTTP)
STATIC = Probe(
    N_("static files"),
    _static,
    Timeout(2 * timeouts.HTTP.seconds, N_("the page names the file: one after the other")),
)
