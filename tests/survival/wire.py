"""A wire that cuts, repeats, delays and disorders the frames of WebSockets on their way; chance is seeded."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections import Counter
    from collections.abc import AsyncIterator

CUT, REPEAT, DELAY, SWAP = 0.01, 0.05, 0.05, 0.03
"""How likely each is, for a frame."""

LONGEST_DELAY = 0.2
TEXT = 0x1
_MASKED, _LENGTH_OF_MASK = 0x80, 4
_EXTENDED = {126: 2, 127: 8}


@dataclass
class BadWire:
    """Between the tablets and a server on loopback."""

    port: int
    """Of the server."""
    chance: random.Random
    done: Counter[str]
    """What it has done to frames."""

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, both ways, until either end is gone."""
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        ways = [
            asyncio.create_task(self._carry_one_way(reader, back)),
            asyncio.create_task(self._carry_one_way(there, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            back.transport.abort()
            writer.transport.abort()

    async def _carry_one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Return when a socket was cut, or has ended; the handshake passes as it is."""
        writer.write(await reader.readuntil(b"\r\n\r\n"))
        held = b""
        while True:
            frame = await read_frame(reader)
            fate = self._fate(frame)
            if fate:
                self.done[fate] += 1
            if fate == "cut":
                writer.write(frame[: len(frame) // 2])
                await writer.drain()
                return
            if fate == "swapped" and not held:
                held = frame
                continue
            if fate == "delayed":
                await asyncio.sleep(self.chance.uniform(0.0, LONGEST_DELAY))
            writer.write(frame * 2 + held if fate == "repeated" else frame + held)
            held = b""
            await writer.drain()

    def _fate(self, frame: bytes) -> str:
        if frame[0] & 0xF != TEXT:
            return ""
        drawn = self.chance.random()
        for fate, likely in (("cut", CUT), ("repeated", REPEAT), ("delayed", DELAY), ("swapped", SWAP)):
            if drawn < likely:
                return fate
            drawn -= likely
        return ""


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """One frame of a WebSocket, as its bytes; asyncio.IncompleteReadError at the end."""
    head = await reader.readexactly(2)
    length = head[1] & ~_MASKED
    if length in _EXTENDED:
        extended = await reader.readexactly(_EXTENDED[length])
        head, length = head + extended, int.from_bytes(extended)
    masked = _LENGTH_OF_MASK if head[1] & _MASKED else 0
    return head + await reader.readexactly(masked + length)


@asynccontextmanager
async def bad_wire(port: int, chance: random.Random, done: Counter[str]) -> AsyncIterator[str]:
    """A bad wire to the server on that port; yields the URL for clients of the protocol."""
    wire = BadWire(port, chance, done)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
