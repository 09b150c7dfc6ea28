"""The load generator: many sockets in one loop over a selector, with as little Python a frame as can be.

It speaks just enough of RFC 6455: text frames that fit one frame, and the server's pings.
"""

from __future__ import annotations

import selectors
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    Take = Callable[[int, bytes], None]

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASKED = 0x80
NO_MASK = b"\0\0\0\0"
"""A mask that changes nothing: frames must carry one, and are made once."""

TWO_MORE_BYTES = 126
SILENCE = 60.0
"""Seconds without a word after which the server counts as stuck."""

COME_AGAIN = 1.0
"""Seconds, as the field's tablets do."""

MOST_KNOCKS = 10
"""On average; a server that turns a tablet away more often is none."""

RESET = struct.pack("ii", 1, 0)
"""Lingers no second: the socket ends at once, without a word."""


class CrowdError(RuntimeError):
    """The server did not do what the protocol says."""


def frame(data: bytes, kind: int = TEXT) -> bytes:
    """A client's frame of at most 65,535 bytes."""
    if len(data) < TWO_MORE_BYTES:
        return struct.pack("!BB", kind, MASKED | len(data)) + NO_MASK + data
    return struct.pack("!BBH", kind, MASKED | TWO_MORE_BYTES, len(data)) + NO_MASK + data


class Crowd:
    """Sockets, numbered from 0, each to a path of its own."""

    def __init__(self, port: int, paths: Sequence[str]) -> None:
        self._port = port
        self._paths = paths
        self._everyone = range(len(paths))

    def connect(self, greetings: Sequence[bytes] = ()) -> None:
        """Knock with all at once; each says its greeting when it is let in, while frames are awaited."""
        self._greetings = greetings
        self._selector = selectors.DefaultSelector()
        self._unread = [b""] * len(self._paths)
        self._outside = set(self._everyone)
        self._knocks = 0
        self._away: deque[tuple[float, int]] = deque()
        self._sockets = [self._knock(number) for number in self._everyone]

    def await_doors(self) -> None:
        """Return when every socket has been let in."""
        while self._outside:
            self._read(lambda _number, _payload: None)

    def _knock(self, number: int) -> socket.socket:
        """Ask to be let in; whoever is turned away, by a server that is late, comes again in a second."""
        self._knocks += 1
        if self._knocks > MOST_KNOCKS * len(self._paths):
            raise CrowdError(f"expected to be let in, was turned away {MOST_KNOCKS} times")
        opened = socket.create_connection(("127.0.0.1", self._port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.sendall(self._upgrade(self._paths[number]))
        self._selector.register(opened, selectors.EVENT_READ, (number, opened))
        return opened

    def _turn_away(self, number: int) -> None:
        self._selector.unregister(self._sockets[number])
        self._sockets[number].close()
        self._away.append((time.monotonic() + COME_AGAIN, number))

    def _let_knock_again(self) -> None:
        while self._away and self._away[0][0] <= time.monotonic():
            _due, number = self._away.popleft()
            self._sockets[number] = self._knock(number)

    def send(self, number: int, sent: bytes) -> None:
        """Send a frame on a socket."""
        self._sockets[number].sendall(sent)

    def send_all(self, frames: Iterable[bytes]) -> None:
        """Send each socket's frame, one after the other, as fast as can be."""
        for opened, sent in zip(self._sockets, frames, strict=True):
            opened.sendall(sent)

    def await_each(self, wanted: bytes, numbers: Collection[int]) -> dict[int, bytes]:
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

    def breathe(self) -> None:
        """Answer the pings that have come, so that the servers do not give up who has nothing to say.

        Who was given up all the same finds out when it speaks, unless it returns before.
        """
        for key, _ in self._selector.select(0):
            number, opened = key.data
            with suppress(OSError, CrowdError):
                self._receive(number, opened, lambda _number, _payload: None)

    def close(self) -> None:
        """Leave, and say so."""
        with suppress(OSError):
            self.send_all([frame(b"", CLOSE)] * len(self._sockets))
        self._end()

    def cut(self) -> None:
        """End every socket as a power cut does."""
        for opened in self._sockets:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._end()

    def _end(self) -> None:
        for opened in self._sockets:
            opened.close()
        self._selector.close()

    def _upgrade(self, path: str) -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        ).encode()

    def _read(self, take: Take) -> None:
        ready = self._selector.select(COME_AGAIN if self._away else SILENCE)
        if not ready and not self._away:
            raise CrowdError(f"expected a word from the server within {SILENCE:.0f} s, got none")
        for key, _ in ready:
            number, opened = key.data
            self._receive(number, opened, take)
        self._let_knock_again()

    def _receive(self, number: int, opened: socket.socket, take: Take) -> None:
        try:
            received = opened.recv(65536)
        except ConnectionResetError:
            received = b""
        data = self._unread[number] + received
        if not received:
            if number not in self._outside:
                raise CrowdError(f"expected socket {number} to stay open, the server closed it")
            data = b""
            self._turn_away(number)
        elif number in self._outside:
            data = self._pass_door(number, data)
        if number not in self._outside:
            data = self._take_frames(number, data, take)
        self._unread[number] = data

    def _pass_door(self, number: int, data: bytes) -> bytes:
        """Take the server's answer to the upgrade out of the data, once it is whole."""
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return data
        if not head.startswith(b"HTTP/1.1 101"):
            self._turn_away(number)
            return b""
        self._outside.discard(number)
        if self._greetings:
            self.send(number, self._greetings[number])
        return rest

    def _take_frames(self, number: int, data: bytes, take: Take) -> bytes:
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
                self.send(number, frame(data[start:end], PONG))
            data = data[end:]
        return data
