"""Cables: pairs of interfaces that carry frames as a wire does, without what a kernel adds to its own."""

from __future__ import annotations

import array
import fcntl
import socket
import struct
from typing import TYPE_CHECKING

from tests.lan.network.host import run

if TYPE_CHECKING:
    from tests.lan.network.host import Host

_SIOCETHTOOL = 0x8946
_OFFLOADS = {
    "receive checksums": 0x15,
    "transmit checksums": 0x17,
    "TCP segmentation": 0x1F,
    "generic segmentation": 0x24,
    "generic receive": 0x2C,
}
"""ETHTOOL_S* of <linux/ethtool.h>: a frame is at most as long as the MTU, and its checksum is right."""


def plug(here: Host, interface: str, there: Host, port: str, *, mac: str = "") -> None:
    """A cable from an interface of one machine to a port of another; both ends are switched on."""
    address = ["address", mac] if mac else []
    run(
        *("ip", "link", "add", interface, *address, "netns", here.name),
        *("type", "veth", "peer", "name", port, "netns", there.name),
    )
    for host, end in ((here, interface), (there, port)):
        without_offloads(host, end)
        host.ip(f"link set {end} up")


def without_offloads(host: Host, interface: str) -> None:
    """Let every frame that leaves the interface be one that a wire could carry."""
    with host.network(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for command in _OFFLOADS.values():
            value = array.array("I", [command, 0])
            address, _length = value.buffer_info()
            request = struct.pack("16sQ16x", interface.encode(), address)
            fcntl.ioctl(any_socket, _SIOCETHTOOL, request)
