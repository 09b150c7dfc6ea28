"""Which server block answers for an address, a port and a name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netcheck.nginx.tree import Directive

_ANY = {4: ("*", "0.0.0.0"), 6: ("::",)}  # noqa: S104  nothing is bound here
_HTTP_PORT = 80
_ADDRESS_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:\[\]]+)(?::(\d+))?")
_CATCH_ALL = ("", "_", "*")


@dataclass(frozen=True)
class Listen:
    """One `listen`: an address, ``*`` or ``::`` for all, and a port; the port is 0 for a Unix socket."""

    address: str
    port: int
    is_default: bool = False
    both_families: bool = False

    @classmethod
    def of(cls, directive: Directive) -> Listen:
        """The listener that a `listen` describes."""
        text, parameters = directive.args[0], directive.args[1:]
        match = _ADDRESS_AND_PORT.fullmatch(text)
        if text.isdecimal():
            address, port = "*", int(text)
        elif match is None:
            address, port = text, 0
        else:
            address, port = match[1].strip("[]"), int(match[2] or _HTTP_PORT)
        return cls(
            address="127.0.0.1" if address == "localhost" else address,
            port=port,
            is_default=bool({"default_server", "default"} & set(parameters)),
            both_families="ipv6only=off" in parameters,
        )

    @property
    def is_wild(self) -> bool:
        """Whether it listens on every address."""
        return any(self.address in wild for wild in _ANY.values())

    def hears(self, address: str) -> bool:
        """Whether a connection to `address` arrives here."""
        if self.is_wild:
            return self.both_families or self.address in _ANY[ipaddress.ip_address(address).version]
        return self.address == address

    def __str__(self) -> str:
        return str(self.port) if self.is_wild else f"{self.address}:{self.port}"


def listens_of(server: Directive) -> list[Listen]:
    """The listeners of a server block; nginx's own default where it names none."""
    return [Listen.of(directive) for directive in server.all("listen")] or [Listen("*", _HTTP_PORT)]


def names_of(server: Directive) -> list[str]:
    """The names of a server block, lower case."""
    return [name.lower() for directive in server.all("server_name") for name in directive.args]


def is_catch_all(server: Directive) -> bool:
    """Whether the block names nobody, and so is meant for whoever comes."""
    return all(name in _CATCH_ALL for name in names_of(server))


def servers_at(servers: Sequence[Directive], address: str, port: int) -> list[Directive]:
    """The blocks where a connection to that address and port can end: a listed address before a wild one."""
    exact, wild = [], []
    for server in servers:
        heard = [listen for listen in listens_of(server) if listen.port == port and listen.hears(address)]
        if any(not listen.is_wild for listen in heard):
            exact.append(server)
        elif heard:
            wild.append(server)
    return exact or wild


def server_named(servers: Sequence[Directive], name: str) -> Directive | None:
    """The block that carries the name: as it is, by the longest wildcard, or by the first regex."""
    patterns = [(pattern, server) for server in servers for pattern in names_of(server)]
    for carries in (_is, _ends_in, _begins_with, _matches):
        carrying = [(pattern, server) for pattern, server in patterns if carries(pattern, name)]
        if carrying:
            longest = carries in (_ends_in, _begins_with)
            return max(carrying, key=lambda item: len(item[0].strip("*")))[1] if longest else carrying[0][1]
    return None


def default_server(servers: Sequence[Directive], port: int) -> Directive:
    """The block that answers for a name that none carries: the marked one, else the first."""
    marked = (
        server
        for server in servers
        if any(listen.is_default and listen.port == port for listen in listens_of(server))
    )
    return next(marked, servers[0])


def _is(pattern: str, name: str) -> bool:
    return name in (pattern, pattern.removeprefix("."))


def _ends_in(pattern: str, name: str) -> bool:
    return pattern.startswith(("*.", ".")) and name.endswith(pattern.removeprefix("*"))


def _begins_with(pattern: str, name: str) -> bool:
    return pattern.endswith(".*") and name.startswith(pattern[:-1])


def _matches(pattern: str, name: str) -> bool:
    if not pattern.startswith("~"):
        return False
    try:
        return bool(re.search(pattern[1:], name))
    except re.error:
        return False
