"""A web server, down to its bytes, whose answers a test chooses: pages, sockets, and every way to be sick."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import enum
import hashlib
import json
import socket
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

_TLS_HANDSHAKE = b"\x16"
_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True)
class Asked:
    """A request; header names in lower case."""

    path: str
    headers: Mapping[str, str]

    @property
    def upgrade(self) -> bool:
        return self.headers.get("upgrade", "").lower() == "websocket"


@dataclass(frozen=True)
class Page:
    """An ordinary answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = False


@dataclass(frozen=True)
class Socket:
    """An upgrade: `replies` gives the text frames that answer one; None as a reply closes the socket."""

    replies: Callable[[str], list[str | None]]
    accept: str | None = None
    """A wrong Sec-WebSocket-Accept."""


class Sick(enum.Enum):
    """Ways not to answer."""

    SILENT = "accepts and says nothing"
    EMPTY = "closes without a byte"
    RESET = "resets"
    GARBAGE = "speaks something else"


class WebServer:
    """Serves what `site` answers, at address and port."""

    def __init__(self, address: str, port: int, site: Callable[[Asked], Page | Socket | Sick]) -> None:
        self.address, self.port, self.site = address, port, site
        self.tls: ssl.SSLContext | None = None
        self.most_sockets: int | None = None
        self.cut_after: float | None = None
        """Seconds of silence after which a socket is cut, as a proxy does."""
        self.sockets = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.address, self.port, ssl=self.tls)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if first == _TLS_HANDSHAKE:
            await _write(writer, Page(400))
            return
        asked = _read(first + await reader.readuntil(b"\r\n\r\n"))
        answer = self.site(asked)
        if answer is Sick.SILENT:
            await reader.read()
        elif answer is Sick.GARBAGE:
            writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
            await writer.drain()
        elif answer is Sick.RESET:
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        elif isinstance(answer, Page):
            await _write(writer, answer)
        elif isinstance(answer, Socket):
            await self._converse(reader, writer, asked, answer)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: Asked, answer: Socket
    ) -> None:
        if self.most_sockets is not None and self.sockets >= self.most_sockets:
            return
        self.sockets += 1
        digest = hashlib.sha1((asked.headers["sec-websocket-key"] + _MAGIC).encode(), usedforsecurity=False)
        accept = answer.accept or base64.b64encode(digest.digest()).decode()
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
        writer.write("\r\n".join([*lines, f"Sec-WebSocket-Accept: {accept}", "", ""]).encode())
        try:
            while (text := await asyncio.wait_for(_frame(reader), self.cut_after)) is not None:
                for reply in answer.replies(text):
                    if reply is None:
                        return
                    writer.write(_framed(1, reply.encode()))
                    await writer.drain()
            writer.write(_framed(8, b"\x03\xe8"))
            await writer.drain()
        finally:
            self.sockets -= 1


def _read(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    return Asked(first.split()[1], {name.lower(): value.strip() for name, value in pairs})


async def _write(writer: asyncio.StreamWriter, page: Page) -> None:
    body = page.body
    length = {"Transfer-Encoding": "chunked"} if page.chunked else {"Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {page.status} Status"]
    lines += [f"{name}: {value}" for name, value in (dict(page.headers) | length).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    writer.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if page.chunked else body)
    await writer.drain()


async def _frame(reader: asyncio.StreamReader) -> str | None:
    """The next text; None for the end."""
    while True:
        try:
            first, second = await reader.readexactly(2)
        except asyncio.IncompleteReadError:
            return None
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(await reader.readexactly(2))
        mask = await reader.readexactly(4)
        payload = bytes(byte ^ mask[at % 4] for at, byte in enumerate(await reader.readexactly(length)))
        if first & 0xF == 8:
            return None
        if first & 0xF == 1:
            return payload.decode()


def _framed(kind: int, payload: bytes) -> bytes:
    return (
        bytes([0x80 | kind, len(payload)]) + payload
        if len(payload) < 126
        else (bytes([0x80 | kind, 126]) + len(payload).to_bytes(2) + payload)
    )


def demands(instance: str) -> Callable[[str], list[str | None]]:
    """The consumer of ``/ws/``: answers a ping and an echo."""

    def replies(text: str) -> list[str | None]:
        asked = json.loads(text)
        if asked["demand"] == "ping":
            return ["pong"]
        echo = {"demand": "echo", "wait": False, "token": asked["token"], "instance": instance}
        return [json.dumps(echo)]

    return replies
