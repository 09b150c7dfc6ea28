"""macOS, read through its own commands."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.nginx import discover
from netcheck.probes import interfaces
from netcheck.probes.machine import (
    RESOLV_CONF,
    Interface,
    Listener,
    Nameserver,
    Way,
    nameservers_of,
    nginx_complaint,
    read_if_there,
)
from netcheck.rendering.layout import Platform, layout_of

if TYPE_CHECKING:
    from pathlib import Path

_LISTENER = re.compile(r"(?P<address>\*|\[[0-9a-f:.]+\]|[0-9.]+):(?P<port>\d+)")

_WAY = re.compile(r"^\s*(interface|gateway): ([\w.]+)$", re.MULTILINE)


class MacOS:
    """A Mac; `output` runs a command and gives what it printed, or None where it could not."""

    platform = Platform.MACOS

    def interfaces(self) -> tuple[Interface, ...]:
        """Every interface with its addresses."""
        return interfaces.interfaces(self.state)

    def way_to(self, address: str) -> Way:
        """How packets leave for an IPv4 address; where there is no way, `route` only complains."""
        text = self.output("/sbin/route", "-n", "get", address) or ""
        told = dict(_WAY.findall(text))
        return Way(told.get("interface", ""), told.get("gateway", ""))

    def state(self, name: str) -> tuple[bool, bool | None]:
        """Whether the interface is up, and has a carrier."""
        text = self.output("/sbin/ifconfig", name)
        if text is None:
            return True, None
        up = re.search(r"flags=\w+<([A-Z0-9,]*)>", text)
        status = re.search(r"^\s*status: (\w+)", text, re.MULTILINE)
        return bool(up and "UP" in up[1].split(",")), status[1] == "active" if status else None

    def listeners(self) -> tuple[Listener, ...] | None:
        """The listening sockets of our own processes; of all, for root."""
        tcp = self.output("/usr/sbin/lsof", "-nP", "-iTCP", "-sTCP:LISTEN", "-FpcPn")
        udp = self.output("/usr/sbin/lsof", "-nP", "-iUDP", "-FpcPn")
        if tcp is None or udp is None:
            return None
        return (*listeners_of(tcp), *listeners_of(udp))

    def nameservers(self) -> tuple[Nameserver, ...]:
        """The resolvers of this machine."""
        return nameservers_of(read_if_there(RESOLV_CONF) or "")

    def owners(self, address: str) -> tuple[str, ...] | None:  # noqa: ARG002  the system offers no way to ask
        """Unknown: macOS has no raw ARP for programs; it shows a warning of its own."""
        return None

    def nginx_configuration(self) -> Path | None:
        """The file in which nginx's configuration begins."""
        return discover(self.platform)

    def nginx_complaint(self, file: Path) -> str | None:
        """What ``nginx -t`` complains of."""
        return nginx_complaint(file)

    def leases(self) -> str | None:
        """Dnsmasq's file of leases."""
        return read_if_there(layout_of(Platform.MACOS).dnsmasq_leases)

    def handed_out(self, address: str) -> tuple[str, ...] | None:  # noqa: ARG002  the system offers no way to ask
        """Unknown: the port of the answers belongs to the system."""
        return None

    def output(self, *command: str) -> str | None:
        """What a command printed, or None where it is missing, too slow or failed with nothing to say."""
        try:
            done = subprocess.run(  # noqa: S603  the system's own commands, by full path
                command, capture_output=True, text=True, timeout=timeouts.COMMAND.seconds, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 or done.stdout else None


def listeners_of(text: str) -> tuple[Listener, ...]:
    """The sockets in lsof's field output: ``p`` process, ``c`` command, ``P`` protocol, ``n`` name."""
    found, pid, process, protocol = [], 0, "", ""
    for line in text.splitlines():
        kind, value = line[:1], line[1:]
        if kind == "p":
            pid = int(value)
        elif kind == "c":
            process = value
        elif kind == "P":
            protocol = value.lower()
        elif kind == "n" and (match := _LISTENER.fullmatch(value)):
            address = "0.0.0.0" if match["address"] == "*" else match["address"].strip("[]")  # noqa: S104  lsof's star
            found.append(Listener(protocol, address, int(match["port"]), process, pid))
    return tuple(found)
