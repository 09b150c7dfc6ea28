"""One HTTP/1.1 request over a connection of its own, so that each way to fail keeps its name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.i18n import _
from netcheck.network import Outcome, outcome_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from netcheck.world import World

_LARGEST = 4_000_000
"""Bytes of an answer that are read: a page has thousands."""

_STATUS_WORDS = 2


@dataclass(frozen=True, kw_only=True)
class Request:
    """A GET, and where it goes."""

    address: str
    port: int
    host: str
    """What the Host header says."""
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    name: str = ""
    """The name asked for in TLS."""

    @property
    def url(self) -> str:
        """As an operator would type it."""
        return f"{'https' if self.tls else 'http'}://{self.host}{self.path}"

    def wire(self) -> bytes:
        """The bytes sent."""
        headers = {"Host": self.host, "Connection": "close", "Accept": "*/*", "User-Agent": "netcheck"}
        lines = [
            f"GET {self.path} HTTP/1.1",
            *(f"{key}: {value}" for key, value in (headers | dict(self.headers)).items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True)
class Response:
    """What came back, and how long it took (seconds)."""

    request: Request
    outcome: Outcome
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    seconds: float = 0.0
    detail: str = ""

    @property
    def answered(self) -> bool:
        """Whether an HTTP answer came, whatever its status."""
        return self.outcome is Outcome.ANSWERED

    @property
    def instance(self) -> str:
        """The kiosk that made the page, or an empty text."""
        return self.headers.get("x-ganomics-instance", "")

    @property
    def said(self) -> str:
        """The answer in a few words."""
        if self.answered:
            return _("status {status}").format(status=self.status)
        return f"{self.outcome.words} ({self.detail})" if self.detail else self.outcome.words

    def __str__(self) -> str:
        where = f"{self.request.address}:{self.request.port}"
        return f"GET {self.request.url} @{where}: {self.said} ({self.seconds * 1000:.0f} ms)"


async def fetch(world: World, request: Request) -> Response:
    """The answer to the request, or how it failed."""
    began = world.clock()
    connected = False
    try:
        async with (
            asyncio.timeout(timeouts.HTTP.seconds),
            world.network.connection(request.address, request.port, tls=request.tls, name=request.name) as (
                reader,
                writer,
            ),
        ):
            connected = True
            writer.write(request.wire())
            await writer.drain()
            received = await _read_all(reader)
    except OSError as error:
        outcome = outcome_of(error)
        if connected and outcome is Outcome.TIMEOUT:
            outcome = Outcome.SILENT
        detail = str(error) if outcome in (Outcome.TLS, Outcome.UNREACHABLE) else ""
        return Response(request, outcome, seconds=world.clock() - began, detail=detail)
    return _parsed(request, received, world.clock() - began)


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    """Everything until the end of the answer: its length, its last chunk, or the closed connection."""
    received = b""
    while len(received) < _LARGEST:
        block = await reader.read(65_536)
        received += block
        if not block or _complete(received):
            break
    return received


def _complete(received: bytes) -> bool:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return False
    headers = _headers(head)
    if "chunked" in headers.get("transfer-encoding", ""):
        return body.endswith(b"0\r\n\r\n")
    length = headers.get("content-length", "")
    return length.isdecimal() and len(body) >= int(length)


def _parsed(request: Request, received: bytes, seconds: float) -> Response:
    if not received:
        return Response(request, Outcome.EMPTY, seconds=seconds)
    head, separator, body = received.partition(b"\r\n\r\n")
    words = head.split(b"\r\n")[0].split()
    if (
        not separator
        or len(words) < _STATUS_WORDS
        or not words[0].startswith(b"HTTP/")
        or not words[1].isdigit()
    ):
        return Response(request, Outcome.GARBAGE, seconds=seconds, detail=repr(received[:40]))
    headers = _headers(head)
    if "chunked" in headers.get("transfer-encoding", ""):
        body = _joined(body)
    return Response(request, Outcome.ANSWERED, int(words[1]), headers, body, seconds)


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _joined(chunked: bytes) -> bytes:
    body, rest = b"", chunked
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        try:
            length = int(size.split(b";")[0], 16)
        except ValueError:
            break
        body, rest = body + rest[:length], rest[length + 2 :]
    return body
