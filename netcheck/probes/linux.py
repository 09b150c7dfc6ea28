"""Linux, read from /sys, /proc and /etc: only the names of others' processes need root."""

from __future__ import annotations

import ipaddress
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from netcheck.nginx import discover
from netcheck.probes import arp, dhcp, interfaces
from netcheck.probes.machine import (
    RESOLV_CONF,
    Interface,
    Listener,
    Nameserver,
    Way,
    is_root,
    nameservers_of,
    nginx_complaint,
    read_if_there,
)
from netcheck.rendering.layout import LINUX, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = ("tcp", "tcp6", "udp", "udp6")
_LISTENING = {"tcp": "0A", "udp": "07"}
_SOCKET = re.compile(r"socket:\[(\d+)\]")
_UP = 0x1
"""IFF_UP of <linux/if.h>."""
_REJECT = 0x200
"""RTF_REJECT of <linux/route.h>."""


class Linux:
    """A Linux machine; `root` is where its file system hangs."""

    platform = Platform.LINUX

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def interfaces(self) -> tuple[Interface, ...]:
        """Every interface with its addresses."""
        return interfaces.interfaces(self.state)

    def way_to(self, address: str) -> Way | None:
        """How packets leave for an IPv4 address."""
        table = read_if_there(self._root / "proc/net/route")
        return None if table is None else way_in(table, address)

    def state(self, name: str) -> tuple[bool, bool | None]:
        """Whether the interface is up, and has a carrier."""
        folder = self._root / "sys/class/net" / name
        flags = read_if_there(folder / "flags")
        carrier = read_if_there(folder / "carrier")
        up = flags is None or bool(int(flags, 16) & _UP)
        return up, None if carrier is None else carrier.strip() == "1"

    def listeners(self) -> tuple[Listener, ...] | None:
        """Every listening socket, with its process where we may know it."""
        owners = dict(self._owners_of_sockets())
        return tuple(listener for table in _TABLES for listener in self._table(table, owners))

    def nameservers(self) -> tuple[Nameserver, ...]:
        """The resolvers of this machine."""
        return nameservers_of(read_if_there(self._root / RESOLV_CONF.relative_to("/")) or "")

    def owners(self, address: str) -> tuple[str, ...] | None:
        """Who else answers ARP requests for the address; only root may ask."""
        ours = self._interface_of(address)
        return arp.owners(address, ours.name, ours.mac) if ours and is_root() else None

    def nginx_configuration(self) -> Path | None:
        """The file in which nginx's configuration begins."""
        return discover(self.platform, self._root)

    def nginx_complaint(self, file: Path) -> str | None:
        """What ``nginx -t`` complains of."""
        return nginx_complaint(file)

    def leases(self) -> str | None:
        """Dnsmasq's file of leases."""
        return read_if_there(self._root / LINUX.dnsmasq_leases.relative_to("/"))

    def handed_out(self, address: str) -> tuple[str, ...] | None:
        """The DNS servers that DHCP hands out; only root may listen to the answer."""
        ours = self._interface_of(address)
        return dhcp.handed_out(address, ours.name, ours.mac) if ours and is_root() else None

    def _interface_of(self, address: str) -> Interface | None:
        return next((item for item in self.interfaces() if _has(item, address)), None)

    def _table(self, table: str, owners: dict[str, tuple[str, int]]) -> Iterator[Listener]:
        protocol = table.removesuffix("6")
        for line in (read_if_there(self._root / "proc/net" / table) or "").splitlines()[1:]:
            words = line.split()
            if words[3] == _LISTENING[protocol]:
                address, _, port = words[1].partition(":")
                process, pid = owners.get(words[9], ("", 0))
                yield Listener(protocol, _address(address), int(port, 16), process, pid)

    def _owners_of_sockets(self) -> Iterator[tuple[str, tuple[str, int]]]:
        for folder in (self._root / "proc").glob("[0-9]*"):
            try:
                descriptors = list((folder / "fd").iterdir())
            except OSError:  # another user's process, or one that has just ended
                continue
            name = (read_if_there(folder / "comm") or "").strip()
            for descriptor in descriptors:
                try:
                    match = _SOCKET.fullmatch(str(descriptor.readlink()))
                except OSError:
                    continue
                if match:
                    yield match[1], (name, int(folder.name))


def way_in(table: str, address: str) -> Way:
    """The way to an address by a table like /proc/net/route: the narrowest network, then the least metric."""
    wanted, ways = ipaddress.ip_address(address), []
    for line in table.splitlines()[1:]:
        interface, network, gateway, flags, _used, _count, metric, mask, *_ = line.split()
        prefix = int(mask, 16).bit_count()
        if wanted in ipaddress.ip_network(f"{_address(network)}/{prefix}"):
            way = Way() if int(flags, 16) & _REJECT else Way(interface, _gateway(gateway))
            ways.append((prefix, -int(metric), way))
    return max(ways, key=lambda found: found[:2], default=(0, 0, Way()))[2]


def _gateway(text: str) -> str:
    return _address(text) if int(text, 16) else ""


def _has(interface: Interface, address: str) -> bool:
    return any(item.partition("/")[0] == address for item in interface.addresses)


def _address(text: str) -> str:
    """An address of /proc/net: 32-bit words in hexadecimal, each in the machine's byte order."""
    words = [bytes.fromhex(text[start : start + 8]) for start in range(0, len(text), 8)]
    packed = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    return str(ipaddress.ip_address(packed))
