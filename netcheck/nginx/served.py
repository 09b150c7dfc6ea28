"""The part of nginx's configuration that a tablet of the plan meets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.nginx.listening import (
    default_server,
    is_catch_all,
    listens_of,
    names_of,
    server_named,
    servers_at,
)
from netcheck.nginx.scope import Scope, location_of

if TYPE_CHECKING:
    from conf.site import Plan
    from netcheck.nginx.tree import Directive

PAGE = "/"
SOCKET = "/ws/"
STATIC = "/static/"


@dataclass(frozen=True)
class Served:
    """The plan, nginx's whole configuration, and the server block that answers for the plan's name."""

    plan: Plan
    root: Directive
    http: Directive
    server: Directive

    def at(self, path: str) -> Scope:
        """Where nginx answers a request for `path`."""
        return location_of(self.scope, path)

    @cached_property
    def scope(self) -> Scope:
        """The server block and what is around it."""
        return Scope((self.http, self.server))

    @cached_property
    def page(self) -> Scope:
        """Where pages are answered."""
        return self.at(PAGE)

    @cached_property
    def socket(self) -> Scope:
        """Where the game's sockets are answered."""
        return self.at(SOCKET)

    @property
    def proxies(self) -> list[Scope]:
        """The places that pass to the kiosk: pages, sockets, or both in one."""
        scopes = [self.page] if self.page.block is self.socket.block else [self.page, self.socket]
        return [scope for scope in scopes if scope.own("proxy_pass")]


@dataclass(frozen=True)
class Choice:
    """How the server block was found."""

    http: Directive | None
    server: Directive | None
    listens: bool = True
    """Whether it listens where the plan says; else it is the likeliest one that does not."""
    named: bool = True
    """Whether it carries the plan's name, or none at all."""
    by_chance: bool = False
    """Whether nginx chooses it all the same, because it is the default."""


def tablets_port(plan: Plan) -> int:
    """The port that tablets come to: on a WAN that of TLS."""
    site = plan.site
    return site.tls.port if site.profile is Profile.WAN and site.tls else site.server.http_port


def choose_server(root: Directive, plan: Plan) -> Choice:
    """The server block that the plan's tablets meet, or the one that was probably meant for them."""
    http = next(iter(root.all("http")), None)
    servers = http.all("server") if http else []
    if not servers:
        return Choice(http, None)
    name, port = plan.site.server.name, tablets_port(plan)
    here = servers_at(servers, plan.site.server.address, port)
    if not here:
        return Choice(http, server_named(servers, name) or _proxying(servers) or servers[0], listens=False)
    named = server_named(here, name)
    if named:
        return Choice(http, named)
    default = default_server(here, port)
    if is_catch_all(default) and _proxying([default]):
        return Choice(http, default)
    meant = default if _proxying([default]) else _proxying(here)
    if meant is None:
        return Choice(http, default)
    return Choice(http, meant, named=False, by_chance=meant is default)


def heard_at(root: Directive) -> list[str]:
    """Every address and port that any server block listens on."""
    servers = [server for http in root.all("http") for server in http.all("server")]
    return list(dict.fromkeys(str(listen) for server in servers for listen in listens_of(server)))


def line_of(block: Directive, name: str) -> Directive:
    """The directive of that name in the block, else the block itself."""
    return next(iter(block.all(name)), block)


def said_names(server: Directive) -> str:
    """The names of a server block, as a text."""
    return " ".join(names_of(server))


def _proxying(servers: list[Directive]) -> Directive | None:
    """The first block that passes anything on."""
    return next((server for server in servers if _passes(server)), None)


def _passes(block: Directive) -> bool:
    return any(inner.name == "proxy_pass" or _passes(inner) for inner in block.block)
