"""nginx.conf for a plan: static files from disk, everything else from daphne, sockets included."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from conf.site import Profile
from conf.toml import ConfigurationError
from netcheck.i18n import _
from netcheck.nginx.capacity import connections_with_margin
from netcheck.nginx.tree import quoted
from netcheck.rendering.files import RenderedFile
from netcheck.rendering.template import Value, fill

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conf.site import Plan, Site
    from netcheck.rendering.layout import Layout

_HTTP_PORT = 80
_HTTPS_PORT = 443
_LONGEST_USUAL_NAME = 32
"""In bytes: nginx's buckets for names are as long as the processor's cache lines, 32 to 128."""

_HSTS = "max-age=31536000"
_CONNECT_TIME_OUT = "5s"
_CONNECT_TIME_OUT_NEAR = "1s"
"""With several machines: a tablet that is led to one without power asks the next after this time."""

_REQUESTS_A_LOAD = 20
"""What one page asks for in a burst: its scripts, styles, pictures and sounds, with room."""
_CONNECTIONS_A_TABLET = 8
"""Six that a browser may open for a page, its socket, and the socket it has just lost."""


def render_nginx(plan: Plan, layout: Layout) -> RenderedFile:
    """A complete nginx.conf for `plan`, with the paths of `layout`.

    Raises:
        ConfigurationError: the wan profile has no certificate, or nginx would take daphne's port.
    """
    _require_certificate(plan.site)
    _require_own_ports(plan.site)
    return RenderedFile(layout.nginx_conf, fill("nginx.conf", _values(plan, layout)))


def _require_certificate(site: Site) -> None:
    if site.profile is Profile.WAN and site.tls is None:
        raise ConfigurationError(
            _("The wan profile speaks TLS: expected [tls] certificate and key in the site file, got nothing.")
        )


def _require_own_ports(site: Site) -> None:
    own = {site.server.http_port} | ({site.tls.port} if site.tls else set())
    for upstream in site.server.upstreams:
        if upstream.port in own:
            raise ConfigurationError(
                _("nginx and daphne cannot both listen on port {port}: expected another http_port.").format(
                    port=upstream.port
                )
            )


def _values(plan: Plan, layout: Layout) -> dict[str, Value]:
    site, server, tls = plan.site, plan.site.server, plan.site.tls
    tablets = len(plan.tablets)
    connections = connections_with_margin(tablets)
    wan = site.profile is Profile.WAN
    ports = {server.http_port: _HTTP_PORT} | ({tls.port: _HTTPS_PORT} if tls else {})
    other_ports = any(port != usual for port, usual in ports.items())
    return {
        "name": server.name,
        "long_name": len(server.name) > _LONGEST_USUAL_NAME,
        "profile": site.profile,
        "user": layout.nginx_user,
        "pid": _path(layout.nginx_pid),
        "error_log": _path(layout.nginx_logs / "error.log"),
        "access_log": _path(layout.nginx_logs / "access.log"),
        "mime_types": _path(layout.mime_types),
        "acme": _path(layout.acme),
        "trial": _trial(layout),
        "tablets": tablets,
        "connections": connections,
        "open_files": 2 * connections,
        "upstreams": [{"upstream": str(upstream)} for upstream in server.upstreams],
        "others": [{"upstream": str(upstream)} for upstream in server.others],
        "connect_time_out": _CONNECT_TIME_OUT_NEAR if server.others else _CONNECT_TIME_OUT,
        "other_ports": other_ports,
        "host": "$host_and_port" if other_ports else "$host",
        "behind_proxies": bool(server.proxies),
        "proxies": [{"network": network} for network in server.proxies],
        "wan": wan,
        "hsts": _HSTS,
        "rate": max(tablets, 1),
        "burst": _REQUESTS_A_LOAD * max(tablets, 1),
        "connections_an_address": _CONNECTIONS_A_TABLET * max(tablets, 1),
        "tls": [{"certificate": _path(tls.certificate), "key": _path(tls.key)}] if tls else [],
        "listen_http": _listens(site, server.http_port),
        "listen_tls": _listens(site, tls.port) if tls else [],
        "redirected_names": _redirected_names(site),
        "sites": _sites(site),
        "static_folder": _path(server.static_root, "/"),
    }


def _trial(layout: Layout) -> list[dict[str, Value]]:
    if layout.trial is None:
        return []
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary: list[dict[str, Value]] = [{"kind": kind, "path": _path(layout.trial / kind)} for kind in kinds]
    return [{"folder": str(layout.trial), "temporary": temporary}]


def _path(path: Path, closing: str = "") -> str:
    """A path as nginx reads it, quoted where it has to be; a dollar would begin a variable.

    Raises:
        ConfigurationError: nginx has no way to write it.
    """
    text = f"{path}{closing}"
    if "$" in text:
        raise ConfigurationError(_("nginx cannot read paths with a dollar sign: {path}.").format(path=path))
    return quoted(text)


def _listens(site: Site, port: int, parameter: str = "") -> list[dict[str, Value]]:
    """The arguments of `listen`.

    On a LAN without the address: nginx would not start before the address is up. On loopback with it, so
    that a site being tried out is nobody else's.
    """
    address = ipaddress.ip_address(site.server.address)
    if address.is_loopback:
        sockets = [f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"]  # noqa: PLR2004  IPv6
    elif site.profile is Profile.WAN or address.version == 6:  # noqa: PLR2004  IPv6
        sockets = [str(port), f"[::]:{port}"]
    else:
        sockets = [str(port)]
    return [{"listen": f"{socket}{parameter}"} for socket in sockets]


def _redirected_names(site: Site) -> list[dict[str, Value]]:
    """The names that plain http redirects: the bare address, and on a WAN the name itself."""
    server = site.server
    bare = f"[{server.address}]" if ":" in server.address else server.address
    if site.profile is Profile.WAN and site.tls is not None:
        origin = _origin("https", server.name, site.tls.port, _HTTPS_PORT)
        names = " ".join(_distinct((server.name, bare)))
        return [{"names": names, "origin": origin, "status": 301, "reason": "over TLS"}]
    if bare == server.name:
        return []
    origin = _origin("http", server.name, server.http_port, _HTTP_PORT)
    # 302: a browser that kept it would go astray after a change of name.
    return [{"names": bare, "origin": origin, "status": 302, "reason": "which the pages and sockets use"}]


def _sites(site: Site) -> list[dict[str, Value]]:
    """The servers that play: over TLS alone on a WAN; on a LAN over plain http, and over TLS beside it.

    On a LAN plain http stays, because tablets fetch the local authority's certificate over it.
    """
    sites: list[dict[str, Value]] = []
    if site.profile is not Profile.WAN:
        sites.append({"listens": _listens(site, site.server.http_port), "no_tls": site.tls is None})
    if site.tls is not None:
        sites.append({"listens": _listens(site, site.tls.port, " ssl"), "no_tls": False})
    return sites


def _origin(scheme: str, name: str, port: int, usual: int) -> str:
    return f"{scheme}://{name}" if port == usual else f"{scheme}://{name}:{port}"


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
