"""The machine netcheck runs on, as far as it can be seen without being root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from netcheck import timeouts

if TYPE_CHECKING:
    from netcheck.rendering.layout import Platform

DNS_PORT = 53
RESOLV_CONF = Path("/etc/resolv.conf")


@dataclass(frozen=True)
class Interface:
    """A network interface; `carrier` is None where the system does not tell."""

    name: str
    addresses: tuple[str, ...]
    """As ``ADDRESS/PREFIX``."""
    up: bool = True
    carrier: bool | None = True
    mac: str = ""


@dataclass(frozen=True)
class Listener:
    """Who listens on a port; process and pid are empty and 0 where only root may know."""

    protocol: str
    """``udp`` or ``tcp``."""
    address: str
    port: int
    process: str = ""
    pid: int = 0


@dataclass(frozen=True)
class Way:
    """How packets leave for an address."""

    interface: str = ""
    """Empty where there is no way."""
    gateway: str = ""
    """Empty where the address is on the interface's own network."""


@dataclass(frozen=True)
class Nameserver:
    """A resolver that this machine asks."""

    address: str
    port: int = DNS_PORT


class Machine(Protocol):
    """What a probe may ask of the machine; None means that the machine does not tell."""

    platform: Platform

    def interfaces(self) -> tuple[Interface, ...]:
        """Every interface with its addresses."""

    def way_to(self, address: str) -> Way | None:
        """How packets leave for an IPv4 address."""

    def listeners(self) -> tuple[Listener, ...] | None:
        """Every listening socket."""

    def nameservers(self) -> tuple[Nameserver, ...]:
        """The resolvers of this machine, in order."""

    def owners(self, address: str) -> tuple[str, ...] | None:
        """Hardware addresses of the other machines that claim the address."""

    def leases(self) -> str | None:
        """Dnsmasq's file of leases."""

    def nginx_configuration(self) -> Path | None:
        """The file in which nginx's configuration begins; None where nginx is not installed."""

    def nginx_complaint(self, file: Path) -> str | None:
        """What ``nginx -t`` complains of, empty for nothing; None where we may not ask."""

    def handed_out(self, address: str) -> tuple[str, ...] | None:
        """The DNS servers that DHCP hands out on the network where we have that address."""


def this_machine() -> Machine:
    """The machine that the interpreter runs on."""
    if sys.platform == "darwin":
        from netcheck.probes.macos import MacOS  # noqa: PLC0415  each system's own commands

        return MacOS()
    from netcheck.probes.linux import Linux  # noqa: PLC0415  each system's own files

    return Linux()


def nameservers_of(text: str) -> tuple[Nameserver, ...]:
    """The name servers of a resolv.conf; its default is this machine."""
    words = [line.split() for line in text.splitlines()]
    addresses = [pair[1] for pair in words if len(pair) > 1 and pair[0] == "nameserver"]
    return tuple(Nameserver(address) for address in addresses) or (Nameserver("127.0.0.1"),)


def read_if_there(path: Path) -> str | None:
    """A file's text, or None where it is missing or not for us."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def nginx_complaint(file: Path) -> str | None:
    """What ``nginx -t`` complains of; only root may read all that nginx reads."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None or not is_root():
        return None
    command = (program, "-t", "-q", "-c", str(file))
    try:
        done = subprocess.run(  # noqa: S603  nginx, on its own file
            command, capture_output=True, text=True, timeout=timeouts.COMMAND.seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stderr.strip() if done.returncode else ""


def is_root() -> bool:
    """Whether raw sockets may be opened."""
    return os.geteuid() == 0
