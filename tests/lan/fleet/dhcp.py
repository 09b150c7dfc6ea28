"""A tablet's DHCP client (RFC 2131): asks for the address it had, as Android does, and takes what it gets."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
from dataclasses import dataclass

PATIENCE = 1.0
"""Seconds until a question is asked again."""
TRIES = 3
_SERVER_PORT, _CLIENT_PORT = 67, 68
_COOKIE = b"\x63\x82\x53\x63"
_HEADER = struct.Struct("!BBBBIHH4s4s4s4s16s192x4s")
_BROADCAST = 0x8000
_MASK, _GATEWAYS, _RESOLVERS, _WANTED, _KIND, _SERVER, _QUESTIONS, _END = 1, 3, 6, 50, 53, 54, 55, 255
_DISCOVER, _OFFER, _REQUEST, _ACK, _NAK = 1, 2, 3, 5, 6


@dataclass(frozen=True)
class Lease:
    """What a DHCP server gives."""

    address: str
    prefix: int
    gateway: str
    resolvers: tuple[str, ...]


@dataclass(frozen=True)
class _Message:
    """What came back: its kind, the address in it, and its options."""

    kind: int
    address: str
    options: dict[int, bytes]


class Client:
    """Asks over a socket of the tablet's network, which has no address yet."""

    def __init__(self, talk: socket.socket, mac: str) -> None:
        self._talk = talk
        self._mac = bytes.fromhex(mac.replace(":", ""))
        self._number = secrets.randbits(32)

    async def lease(self, wanted: str) -> Lease | None:
        """The address it had if it may keep it, else another; None where nobody gives any."""
        answer = await self._ask(_REQUEST, {_WANTED: socket.inet_aton(wanted)})
        if answer is not None and answer.kind == _ACK:
            return _lease(answer)
        offer = await self._ask(_DISCOVER, {})
        if offer is None or offer.kind != _OFFER:
            return None
        details = {_WANTED: socket.inet_aton(offer.address), _SERVER: offer.options[_SERVER]}
        answer = await self._ask(_REQUEST, details)
        return _lease(answer) if answer is not None and answer.kind == _ACK else None

    async def _ask(self, kind: int, details: dict[int, bytes]) -> _Message | None:
        loop = asyncio.get_running_loop()
        for _ in range(TRIES):
            self._talk.sendto(self._packet(kind, details), ("255.255.255.255", _SERVER_PORT))
            try:
                async with asyncio.timeout(PATIENCE):
                    while True:
                        message = self._read(await loop.sock_recv(self._talk, 1500))
                        if message is not None:
                            return message
            except TimeoutError:
                continue
        return None

    def _packet(self, kind: int, details: dict[int, bytes]) -> bytes:
        nowhere = bytes(4)
        header = _HEADER.pack(
            *(1, 1, 6, 0, self._number, 0, _BROADCAST),
            *(nowhere, nowhere, nowhere, nowhere, self._mac.ljust(16, b"\0"), _COOKIE),
        )
        options = {_KIND: bytes([kind]), _QUESTIONS: bytes([_MASK, _GATEWAYS, _RESOLVERS]), **details}
        body = b"".join(bytes([code, len(value)]) + value for code, value in options.items())
        return header + body + bytes([_END])

    def _read(self, packet: bytes) -> _Message | None:
        """A server's answer to us, or None."""
        if len(packet) < _HEADER.size:
            return None
        fields = _HEADER.unpack_from(packet)
        if fields[0] != 2 or fields[4] != self._number:
            return None
        options = _options(packet[_HEADER.size :])
        return _Message(options.get(_KIND, b"\0")[0], socket.inet_ntoa(fields[8]), options)


def client_socket(interface: str) -> socket.socket:
    """The socket that a client needs, in the network that this thread is in."""
    talk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    talk.setblocking(False)
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
    talk.bind(("", _CLIENT_PORT))
    return talk


def _options(text: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    place = 0
    while place + 1 < len(text) and text[place] != _END:
        code, length = text[place], text[place + 1]
        found[code] = text[place + 2 : place + 2 + length]
        place += 2 + length
    return found


def _lease(answer: _Message) -> Lease:
    mask = int.from_bytes(answer.options.get(_MASK, b"\xff\xff\xff\0"))
    addresses = {code: answer.options.get(code, b"") for code in (_GATEWAYS, _RESOLVERS)}
    listed = {
        code: [socket.inet_ntoa(text[i : i + 4]) for i in range(0, len(text), 4)]
        for code, text in addresses.items()
    }
    return Lease(answer.address, mask.bit_count(), (listed[_GATEWAYS] or [""])[0], tuple(listed[_RESOLVERS]))
