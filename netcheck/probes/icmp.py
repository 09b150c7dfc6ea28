"""Echo requests, small and whole. Linux and macOS let programs send them without root, as a rule."""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.network import Outcome, outcome_of

if TYPE_CHECKING:
    from netcheck.world import World

SMALL, WHOLE = 56, 1472
"""Bytes of payload; with 28 bytes of headers the latter fills an Ethernet frame."""

_ECHO_REQUEST, _ECHO_REPLY = 8, 0
_HEADER = 8
_IP_HEADER = 20
_TRIES = 2
_IP_MTU_DISCOVER, _PMTUDISC_PROBE = 10, 3
"""<linux/in.h>: set Don't Fragment, and believe no cached path MTU."""
_IP_DONTFRAG = 28
"""<netinet/in.h> of macOS."""


@dataclass(frozen=True)
class Echo:
    """Whether an address answered; `outcome` is None where this machine may not ask."""

    address: str
    outcome: Outcome | None
    seconds: float = 0.0
    tries: int = 1
    """How often it was asked."""

    @property
    def came_back(self) -> bool:
        """Whether the request was answered."""
        return self.outcome is Outcome.ANSWERED


async def echo(world: World, address: str, size: int = SMALL) -> Echo:
    """Ask once, and once more where nothing came back."""
    try:
        wire = _socket()
    except PermissionError:
        return Echo(address, None)
    with wire:
        began = world.clock()
        for attempt in range(_TRIES):
            try:
                async with asyncio.timeout(timeouts.PING.seconds):
                    await _exchange(wire, address, attempt, size)
                return Echo(address, Outcome.ANSWERED, world.clock() - began, attempt + 1)
            except TimeoutError:
                continue
            except OSError as error:
                return Echo(address, outcome_of(error), world.clock() - began)
        return Echo(address, Outcome.TIMEOUT, world.clock() - began, _TRIES)


def _socket() -> socket.socket:
    """An ICMP socket: the unprivileged kind, else the raw one, which root may open."""
    try:
        wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
    except PermissionError:
        wire = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    wire.setblocking(False)
    if sys.platform == "darwin":
        wire.setsockopt(socket.IPPROTO_IP, _IP_DONTFRAG, 1)
    else:
        wire.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _PMTUDISC_PROBE)
    return wire


async def _exchange(wire: socket.socket, address: str, sequence: int, size: int) -> None:
    loop = asyncio.get_running_loop()
    payload = secrets.token_bytes(size)
    wire.connect((address, 0))
    await loop.sock_sendall(wire, _request(sequence, payload))
    while True:
        packet = await loop.sock_recv(wire, size + _HEADER + 3 * _IP_HEADER)
        if packet[0] >> 4 == 4:  # noqa: PLR2004  raw sockets, and macOS, deliver the IPv4 header too
            packet = packet[(packet[0] & 0xF) * 4 :]
        if packet[0] == _ECHO_REPLY and packet[_HEADER:] == payload:
            return


def _request(sequence: int, payload: bytes) -> bytes:
    head = bytes([_ECHO_REQUEST, 0, 0, 0]) + secrets.token_bytes(2) + sequence.to_bytes(2)
    return head[:2] + _checksum(head + payload).to_bytes(2) + head[4:] + payload


def _checksum(packet: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    padded = packet + bytes(len(packet) % 2)
    total = sum(int.from_bytes(padded[at : at + 2]) for at in range(0, len(padded), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
