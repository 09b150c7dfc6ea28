"""Connections and datagrams, so many at a time; and the words for how talking to something ended."""

from __future__ import annotations

import asyncio
import enum
import errno
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_AT_ONCE = 128
"""Conversations at a time: more than a site has targets, fewer than a shell's 256 open files."""

_GOODBYE = 0.2
"""Seconds for the other side to close too."""


class Outcome(enum.StrEnum):
    """How an attempt to talk ended. Each is another cause, so each has its word."""

    ANSWERED = N_("answered")
    REFUSED = N_("refused")
    """Nobody listens on that port."""
    TIMEOUT = N_("no answer")
    """Not a packet came back."""
    SILENT = N_("silence")
    """The connection opened, then nothing came."""
    UNREACHABLE = N_("unreachable")
    RESET = N_("reset")
    EMPTY = N_("closed without a byte")
    GARBAGE = N_("garbage")
    """Something came that is not the protocol."""
    TLS = N_("TLS failed")

    @property
    def words(self) -> str:
        """As people say it."""
        return _(self.value)


def outcome_of(error: Exception) -> Outcome:
    """The word for a failed attempt."""
    if isinstance(error, ConnectionRefusedError):
        return Outcome.REFUSED
    if isinstance(error, TimeoutError):
        return Outcome.TIMEOUT
    if isinstance(error, ssl.SSLError):
        return Outcome.TLS
    if isinstance(error, ConnectionError):
        return Outcome.RESET
    if isinstance(error, OSError) and error.errno == errno.ETIMEDOUT:
        return Outcome.TIMEOUT
    return Outcome.UNREACHABLE


class Datagrams(asyncio.DatagramProtocol):
    """A connected UDP socket: unlike an unconnected one it hears at once that a port is closed."""

    def __init__(self) -> None:
        self._received: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = transport  # type: ignore[assignment]  # asyncio gives datagrams a DatagramTransport

    def datagram_received(self, data: bytes, addr: tuple[object, ...]) -> None:  # noqa: ARG002  asyncio's signature
        """Called by asyncio."""
        self._received.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        """Called by asyncio, for a closed port among others."""
        self._received.put_nowait(exc)

    def send(self, payload: bytes) -> None:
        """Send one datagram."""
        if self._transport is not None:
            self._transport.sendto(payload)

    async def receive(self) -> bytes:
        """The next datagram; raises OSError for what the network said instead."""
        received = await self._received.get()
        if isinstance(received, Exception):
            raise received
        return received


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        async with asyncio.timeout(_GOODBYE):
            await writer.wait_closed()
    except OSError:  # whoever does not say goodbye over TLS is left without one
        writer.transport.abort()


class Network:
    """Opens what probes talk through. Tests replace it to stay on loopback."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def connection(
        self, address: str, port: int, *, tls: ssl.SSLContext | None = None, name: str | None = None
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A TCP connection, with TLS for `name` where a context is given; raises OSError."""
        async with self._turn:
            async with asyncio.timeout(timeouts.CONNECT.seconds):
                reader, writer = await asyncio.open_connection(
                    address, port, ssl=tls, server_hostname=name if tls else None
                )
            try:
                yield reader, writer
            finally:
                await _close(writer)

    @asynccontextmanager
    async def datagrams(self, address: str, port: int) -> AsyncIterator[Datagrams]:
        """A connected UDP socket; raises OSError."""
        async with self._turn:
            transport, datagrams = await asyncio.get_running_loop().create_datagram_endpoint(
                Datagrams, remote_addr=(address, port)
            )
            try:
                yield datagrams
            finally:
                transport.close()
