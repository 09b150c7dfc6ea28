"""Where a `proxy_pass` leads."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conf.site import Upstream
    from netcheck.nginx.served import Served
    from netcheck.nginx.tree import Directive

_URL = re.compile(r"(https?)://([^/]+)(/.*)?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """One address that a `proxy_pass` leads to, and the line that names it."""

    scheme: str
    host: str
    port: int
    directive: Directive

    @property
    def is_localhost(self) -> bool:
        """Whether it is a name that may mean ::1 or 127.0.0.1."""
        return self.host == "localhost"

    def is_any_of(self, wanted: tuple[Upstream, ...]) -> bool:
        """Whether daphne listens there; localhost counts as the loopback address that it is at best."""
        return self.scheme == "http" and any(
            self.port == upstream.port
            and (
                self.host == upstream.address
                or (self.is_localhost and ipaddress.ip_address(upstream.address).is_loopback)
            )
            for upstream in wanted
        )

    def __str__(self) -> str:
        scheme = "" if self.scheme == "http" else f"{self.scheme}://"
        return f"{scheme}{self.host}:{self.port}" if self.port else f"{scheme}{self.host}"


def path_of(proxy_pass: Directive) -> str:
    """The path in a `proxy_pass`, which replaces that of the location; empty where it has none."""
    match = _URL.fullmatch(proxy_pass.args[0])
    return (match[3] or "") if match else ""


def targets_of(served: Served, proxy_pass: Directive) -> list[Target]:
    """The addresses behind a `proxy_pass`; none where a variable hides them until a request comes."""
    match = _URL.fullmatch(proxy_pass.args[0])
    if match is None or "$" in match[2]:
        return []
    scheme, authority = match[1].lower(), match[2]
    upstream = next((block for block in served.http.all("upstream") if block.args == (authority,)), None)
    if upstream is None:
        return [_target(scheme, authority, _PORTS[scheme], proxy_pass)]
    return [
        _target(scheme, server.args[0], _PORTS["http"], server)
        for server in upstream.all("server")
        if "down" not in server.args
    ]


def _target(scheme: str, authority: str, default_port: int, directive: Directive) -> Target:
    if authority.startswith("unix:"):
        return Target(scheme, authority, 0, directive)
    host, _, port = authority.rpartition(":")
    if not port.isdecimal():
        host, port = authority, str(default_port)
    return Target(scheme, host.strip("[]").lower(), int(port), directive)
