"""The two ends of nginx: a client that asks byte for byte, a server that answers with what it was asked."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

HOST = "money.getz.fr"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: str


async def ask(
    port: int, path: str, *headers: str, host: str = HOST, tls: ssl.SSLContext | None = None
) -> Reply:
    """One HTTP request, byte for byte, and its reply."""
    name = HOST if tls else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=name)
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *(headers or ("Connection: close",))]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    status = int(head[0].split()[1])
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = "" if status == 101 else (await reader.read()).decode()
    writer.close()
    return Reply(status, fields, body)


async def play_daphne(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every request with the headers it came with, and an upgrade with an upgrade."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    seen = json.dumps({"request": head[0], "headers": headers})
    if headers.get("upgrade") == "websocket" and headers.get("connection") == "upgrade":
        reply = (
            f"101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSeen: {seen}\r\n\r\n"
        )
    else:
        reply = f"200 OK\r\nConnection: close\r\nContent-Length: {len(seen)}\r\n\r\n{seen}"
    writer.write(f"HTTP/1.1 {reply}".encode("latin-1"))
    await writer.drain()
    writer.close()
