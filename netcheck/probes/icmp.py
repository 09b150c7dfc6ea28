"""Echo requests, small and whole. Linux and macOS let programs send them without root, as a rule."""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.i18n import N_
from netcheck.network import Outcome, outcome_of

if TYPE_CHECKING:
    from netcheck.world import World

SMALL, WHOLE = 56, 1472
"""Bytes of payload; with 28 bytes of headers the latter fills an Ethernet frame."""

_ECHO_REQUEST, _ECHO_REPLY = 8, 0
_HEADER = 8
_IP_HEADER = 20
_TRIES = 2
ECHOES, _BETWEEN = 20, 0.03
"""How often an access point is asked, seconds apart: three in ten lost packets show within a second."""
_IP_MTU_DISCOVER, _PMTUDISC_PROBE = 10, 3
"""<linux/in.h>: set Don't Fragment, and believe no cached path MTU."""
_IP_DONTFRAG = 28
"""<netinet/in.h> of macOS."""

SERIES = timeouts.Timeout(ECHOES * _BETWEEN + timeouts.PING.seconds, N_("the requests, then the last answer"))


@dataclass(frozen=True)
class Echo:
    """Whether an address answered; `outcome` is None where this machine may not ask."""

    address: str
    outcome: Outcome | None
    seconds: float = 0.0

    @property
    def came_back(self) -> bool:
        """Whether the request was answered."""
        return self.outcome is Outcome.ANSWERED


@dataclass(frozen=True)
class Series:
    """Echo requests to one address, one after the other; `outcome` is None where this machine may not ask."""

    address: str
    outcome: Outcome | None
    asked: int = 0
    back: int = 0


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
                return Echo(address, Outcome.ANSWERED, world.clock() - began)
            except TimeoutError:
                continue
            except OSError as error:
                return Echo(address, outcome_of(error), world.clock() - began)
        return Echo(address, Outcome.TIMEOUT, world.clock() - began)


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


async def series(_world: World, address: str) -> Series:
    """Ask `ECHOES` times over one socket, and none of them again: what does not come back is lost."""
    try:
        wire = _socket()
    except PermissionError:
        return Series(address, None)
    with wire:
        back: set[int] = set()
        try:
            async with asyncio.timeout(None) as patience:
                await _converse(wire, address, back, patience)
        except OSError as error:
            outcome = Outcome.ANSWERED if back else outcome_of(error)
            return Series(address, outcome, ECHOES, len(back))
        return Series(address, Outcome.ANSWERED, ECHOES, len(back))


async def _converse(wire: socket.socket, address: str, back: set[int], patience: asyncio.Timeout) -> None:
    """Send one request after the other, and note each that comes back, until all have.

    Patience ends a while after the last request, however long a busy machine took to send them.
    """
    payload = secrets.token_bytes(SMALL)
    wire.connect((address, 0))

    async def send() -> None:
        for sequence in range(ECHOES):
            await asyncio.get_running_loop().sock_sendall(wire, _request(sequence, payload))
            await asyncio.sleep(_BETWEEN)
        patience.reschedule(asyncio.get_running_loop().time() + timeouts.PING.seconds)

    sending = asyncio.create_task(send())
    try:
        while len(back) < ECHOES:
            back.add(await _reply(wire, payload))
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _exchange(wire: socket.socket, address: str, sequence: int, size: int) -> None:
    payload = secrets.token_bytes(size)
    wire.connect((address, 0))
    await asyncio.get_running_loop().sock_sendall(wire, _request(sequence, payload))
    await _reply(wire, payload)


async def _reply(wire: socket.socket, payload: bytes) -> int:
    """The number of the request that comes back with that payload."""
    while True:
        packet = await asyncio.get_running_loop().sock_recv(wire, len(payload) + _HEADER + 3 * _IP_HEADER)
        if packet[0] >> 4 == 4:  # noqa: PLR2004  raw sockets, and macOS, deliver the IPv4 header too
            packet = packet[(packet[0] & 0xF) * 4 :]
        if packet[0] == _ECHO_REPLY and packet[_HEADER:] == payload:
            return int.from_bytes(packet[_HEADER - 2 : _HEADER])


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
