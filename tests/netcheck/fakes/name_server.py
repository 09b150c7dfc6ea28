"""A name server over UDP and TCP, whose answers a test chooses."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Asked:
    """One question, as the server sees it."""

    name: str
    """Lower case, without the final dot."""
    spelled: str
    kind: str
    chaos: bool
    tcp: bool


@dataclass(frozen=True)
class Reply:
    """What the server sends; `delay` in seconds."""

    code: str = "NOERROR"
    records: tuple[str, ...] = ()
    truncated: bool = False
    delay: float = 0.0
    raw: bytes | None = None
    """These bytes instead of a DNS message."""
    silent: bool = False


class NameServer:
    """Serves `zone` at address and port, over the transports that are on."""

    def __init__(self, address: str, port: int, zone: Callable[[Asked], Reply]) -> None:
        self.address, self.port, self.zone = address, port, zone
        self.udp = self.tcp = True
        self.asked: list[Asked] = []
        self._stop = contextlib.AsyncExitStack()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        if self.udp:
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self), local_addr=(self.address, self.port)
            )
            self._stop.callback(transport.close)
        if self.tcp:
            server = await asyncio.start_server(self._over_tcp, self.address, self.port)
            self._stop.push_async_callback(server.wait_closed)
            self._stop.callback(server.close)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stop.aclose()

    async def wire(self, query: bytes, *, tcp: bool) -> bytes | None:
        message = dns.message.from_wire(query)
        question = message.question[0]
        spelled = question.name.to_text(omit_final_dot=True)
        asked = Asked(
            name=spelled.lower(),
            spelled=spelled,
            kind=dns.rdatatype.to_text(question.rdtype),
            chaos=question.rdclass == dns.rdataclass.CH,
            tcp=tcp,
        )
        self.asked.append(asked)
        reply = self.zone(asked)
        await asyncio.sleep(reply.delay)
        if reply.silent:
            return None
        return reply.raw if reply.raw is not None else _message(message, replace(reply)).to_wire()

    def spawn(self, query: bytes, respond: Callable[[bytes], None]) -> None:
        async def answer() -> None:
            wire = await self.wire(query, tcp=False)
            if wire is not None:
                respond(wire)

        task = asyncio.ensure_future(answer())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _over_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            length = int.from_bytes(await reader.readexactly(2))
            wire = await self.wire(await reader.readexactly(length), tcp=True)
            if wire is None:
                await reader.read()
            else:
                writer.write(len(wire).to_bytes(2) + wire)
                await writer.drain()
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # asyncio gives datagrams a DatagramTransport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        transport = self._transport
        assert transport is not None
        self._server.spawn(data, lambda wire: transport.sendto(wire, addr))


def _message(query: dns.message.Message, reply: Reply) -> dns.message.Message:
    message = dns.message.make_response(query)
    message.set_rcode(dns.rcode.from_text(reply.code))
    question = query.question[0]
    rdclass = dns.rdataclass.to_text(question.rdclass)
    kind = dns.rdatatype.to_text(question.rdtype)
    if reply.records:
        message.answer.append(dns.rrset.from_text_list(question.name, 30, rdclass, kind, list(reply.records)))
    if reply.truncated:
        message.flags |= dns.flags.TC
    return message


def chain(*zones: Callable[[Asked], Reply | None]) -> Callable[[Asked], Reply]:
    """The first reply that one of the zones gives."""

    def answers(asked: Asked) -> Iterator[Reply]:
        for zone in zones:
            reply = zone(asked)
            if reply is not None:
                yield reply

    return lambda asked: next(answers(asked))
