"""Who else on the network owns our address: an ARP probe (RFC 5227), for root on Linux."""

from __future__ import annotations

import socket
import time

from netcheck import timeouts

_ETHERTYPE = 0x0806
_REQUEST, _REPLY = 1, 2
_HEADER = b"\x00\x01\x08\x00\x06\x04"
"""Ethernet, IPv4, and the lengths of their addresses."""
_ETHERNET = 14


def owners(address: str, interface: str, mac: str) -> tuple[str, ...] | None:
    """Hardware addresses that answer for `address`; `mac` is our own. None where it cannot be asked."""
    try:
        ours, target = bytes.fromhex(mac.replace(":", "")), socket.inet_aton(address)
    except (ValueError, OSError):
        return None
    if len(ours) != 6 or not any(ours):  # noqa: PLR2004  bytes of a hardware address; loopback has none
        return None
    probe = _HEADER + _REQUEST.to_bytes(2) + ours + bytes(4) + bytes(6) + target
    frame = b"\xff" * 6 + ours + _ETHERTYPE.to_bytes(2) + probe
    try:
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETHERTYPE)) as wire:
            wire.bind((interface, _ETHERTYPE))
            wire.send(frame)
            return _answers(wire, target, ours)
    except OSError:
        return None


def _answers(wire: socket.socket, target: bytes, ours: bytes) -> tuple[str, ...]:
    found: set[str] = set()
    deadline = time.monotonic() + timeouts.ARP.seconds
    while (left := deadline - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            packet = wire.recv(64)[_ETHERNET:]
        except TimeoutError:
            break
        sender, address = packet[8:14], packet[14:18]
        if packet[6:8] == _REPLY.to_bytes(2) and address == target and sender != ours:
            found.add(sender.hex(":"))
    return tuple(sorted(found))
