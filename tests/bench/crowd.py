"""The load generator: many sockets in one loop over a selector, with as little Python a frame as can be.

It speaks just enough of RFC 6455: text frames that fit one frame, and the server's pings.
"""

from __future__ import annotations

import selectors
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASKED = 0x80
NO_MASK = b"\0\0\0\0"
"""A mask that changes nothing: frames must carry one, and are made once."""

TWO_MORE_BYTES = 126
SILENCE = 60.0
"""Seconds without a word after which the server counts as stuck."""


class CrowdError(RuntimeError):
    """The server did not do what the protocol says."""


def frame(payload: str, kind: int = TEXT) -> bytes:
    """A client's frame of at most 65,535 bytes."""
    data = payload.encode()
    if len(data) < TWO_MORE_BYTES:
        return struct.pack("!BB", kind, MASKED | len(data)) + NO_MASK + data
    return struct.pack("!BBH", kind, MASKED | TWO_MORE_BYTES, len(data)) + NO_MASK + data


class Crowd:
    """Open sockets, numbered from 0."""

    def __init__(self, port: int, path: str, size: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(size)]
        self._unread = [b""] * size
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        )
        for number, opened in enumerate(self._sockets):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.sendall(request.encode())
            self._selector.register(opened, selectors.EVENT_READ, (number, opened))
        self._await_upgrades(size)

    def send(self, number: int, sent: bytes) -> None:
        """Send a frame on a socket."""
        self._sockets[number].sendall(sent)

    def send_all(self, frames: Sequence[bytes]) -> None:
        """Send each socket's frame, one after the other, as fast as can be."""
        for opened, sent in zip(self._sockets, frames, strict=True):
            opened.sendall(sent)

    def await_each(self, wanted: bytes, numbers: Sequence[int]) -> dict[int, bytes]:
        """Return when each of these sockets has got a text frame that contains `wanted`: the frames.

        Raises:
            CrowdError: a socket was closed, or nothing came for a minute.
        """
        missing = set(numbers)
        found: dict[int, bytes] = {}

        def take(number: int, payload: bytes) -> None:
            if wanted in payload and number in missing:
                missing.discard(number)
                found[number] = payload

        while missing:
            self._read(take)
        return found

    def close(self) -> None:
        """Leave, and say so."""
        for opened in self._sockets:
            opened.sendall(frame("", CLOSE))
            opened.close()
        self._selector.close()

    def _read(self, take: Callable[[int, bytes], None]) -> None:
        ready = self._selector.select(SILENCE)
        if not ready:
            raise CrowdError(f"expected a word from the server within {SILENCE:.0f} s, got none")
        for key, _ in ready:
            number, opened = key.data
            received = opened.recv(65536)
            if not received:
                raise CrowdError(f"expected socket {number} to stay open, the server closed it")
            self._unread[number] = self._take_frames(number, self._unread[number] + received, take)

    def _take_frames(self, number: int, data: bytes, take: Callable[[int, bytes], None]) -> bytes:
        """Take the whole frames out of the data; what is left over is the beginning of another."""
        while len(data) >= 2:
            length, start = data[1], 2
            if length == TWO_MORE_BYTES:
                length, start = int.from_bytes(data[2:4], "big"), 4
            end = start + length
            if len(data) < end:
                break
            if data[0] == TEXT:
                take(number, data[start:end])
            elif data[0] == PING:
                self.send(number, frame(data[start:end].decode(), PONG))
            data = data[end:]
        return data

    def _await_upgrades(self, size: int) -> None:
        upgraded: set[int] = set()
        while len(upgraded) < size:
            for key, _ in self._selector.select(SILENCE):
                number, opened = key.data
                head = self._unread[number] + opened.recv(4096)
                self._unread[number] = head
                if b"\r\n\r\n" in head and number not in upgraded:
                    if not head.startswith(b"HTTP/1.1 101"):
                        raise CrowdError(f"expected an upgrade, got {head.splitlines()[0].decode()!r}")
                    upgraded.add(number)
                    self._unread[number] = head.partition(b"\r\n\r\n")[2]
