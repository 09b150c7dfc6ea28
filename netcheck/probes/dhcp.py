"""What DHCP hands out on this network: a DHCPINFORM (RFC 2131, 4.4.3) asks, and takes no address."""

from __future__ import annotations

import secrets
import socket
import struct
import time

from netcheck import timeouts

_SERVER_PORT, _CLIENT_PORT = 67, 68
_MAGIC = b"\x63\x82\x53\x63"
_FIXED = struct.Struct("!BBBB4sHH4s4s4s4s16s64s128s")
"""op htype hlen hops, xid, secs flags, ciaddr yiaddr siaddr giaddr, chaddr, sname, file."""
_REQUEST, _REPLY, _ETHERNET = 1, 2, 1
_MESSAGE_TYPE, _PARAMETERS, _DNS_SERVERS, _PAD, _END = 53, 55, 6, 0, 255
_INFORM = 8
_LONGEST = 1500


def handed_out(address: str, interface: str, mac: str) -> tuple[str, ...] | None:
    """The DNS servers in all answers; None where nobody answers or the question cannot be asked."""
    transaction = secrets.token_bytes(4)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
            wire.bind(("", _CLIENT_PORT))
            wire.sendto(inform(transaction, address, mac), ("255.255.255.255", _SERVER_PORT))
            return _all_answers(wire, transaction)
    except (OSError, ValueError):
        return None


def inform(transaction: bytes, address: str, mac: str) -> bytes:
    """The question of a host that has its address already: which DNS servers should I ask?"""
    hardware = bytes.fromhex(mac.replace(":", ""))
    ours = socket.inet_aton(address)
    zero = bytes(4)
    fixed = _FIXED.pack(
        _REQUEST, _ETHERNET, len(hardware), 0, transaction, 0, 0, ours, zero, zero, zero, hardware, b"", b""
    )
    options = bytes([_MESSAGE_TYPE, 1, _INFORM, _PARAMETERS, 1, _DNS_SERVERS, _END])
    return fixed + _MAGIC + options


def dns_servers(packet: bytes, transaction: bytes) -> tuple[str, ...] | None:
    """The DNS servers in an answer to that transaction; None for any other packet."""
    start = _FIXED.size + len(_MAGIC)
    if len(packet) < start or packet[0] != _REPLY or packet[4:8] != transaction:
        return None
    position = start
    while position + 1 < len(packet) and packet[position] != _END:
        if packet[position] == _PAD:
            position += 1
            continue
        kind, length = packet[position], packet[position + 1]
        value = packet[position + 2 : position + 2 + length]
        if kind == _DNS_SERVERS:
            return tuple(socket.inet_ntoa(value[at : at + 4]) for at in range(0, length - length % 4, 4))
        position += 2 + length
    return ()


def _all_answers(wire: socket.socket, transaction: bytes) -> tuple[str, ...] | None:
    """Whoever answers, for as long as answers may come: two DHCP servers may contradict each other."""
    deadline = time.monotonic() + timeouts.DHCP.seconds
    answers = []
    while (left := deadline - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            answers.append(dns_servers(wire.recv(_LONGEST), transaction))
        except TimeoutError:
            break
    told = [servers for servers in answers if servers is not None]
    return tuple(dict.fromkeys(server for servers in told for server in servers)) if told else None
