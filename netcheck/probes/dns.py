"""DNS questions, asked the way devices ask them: a connected UDP socket, TCP after a truncated answer."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from netcheck import timeouts
from netcheck.i18n import _
from netcheck.network import Outcome, outcome_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from netcheck.world import World

_LENGTH_BYTES = 2


@dataclass(frozen=True)
class Question:
    """What is asked, whom, and how."""

    server: str
    name: str
    kind: str = "A"
    tcp: bool = False
    chaos: bool = False
    port: int = 0
    """0: where the site's dnsmasq listens."""

    def __str__(self) -> str:
        chaos = "CH " if self.chaos else ""
        tcp = " +tcp" if self.tcp else ""
        return f"{self.name} {chaos}{self.kind} @{self.server}{tcp}"


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took (seconds)."""

    question: Question
    outcome: Outcome
    code: str = ""
    """NOERROR, NXDOMAIN, REFUSED, …"""
    records: tuple[str, ...] = ()
    truncated: bool = False
    seconds: float = 0.0
    detail: str = field(default="", compare=False)

    @property
    def answered(self) -> bool:
        """Whether a DNS message came back, whatever it says."""
        return self.outcome is Outcome.ANSWERED

    @property
    def empty(self) -> bool:
        """NOERROR with no record: the name is known, and has none of that kind."""
        return self.answered and self.code == "NOERROR" and not self.records

    @property
    def said(self) -> str:
        """The answer in a few words."""
        if not self.answered:
            return self.outcome.words
        if self.records:
            return ", ".join(self.records)
        return _("{code}, empty").format(code=self.code) if self.code == "NOERROR" else self.code

    def __str__(self) -> str:
        return f"{self.question}: {self.said} ({self.seconds * 1000:.0f} ms)"


async def ask(world: World, question: Question) -> Answer:
    """Ask once (a lost datagram again), and once more over TCP where the answer came truncated."""
    talk = _over_tcp if question.tcp else _over_udp
    answer = await _timed(world, question, talk)
    if answer.truncated and not question.tcp:
        whole = await _timed(world, question, _over_tcp)
        return replace(whole, truncated=True, seconds=answer.seconds + whole.seconds)
    return answer


async def _timed(
    world: World,
    question: Question,
    talk: Callable[[World, Question, bytes], Awaitable[bytes]],
) -> Answer:
    query = _query(question)
    began = world.clock()
    try:
        async with asyncio.timeout(timeouts.DNS.seconds):
            wire = await talk(world, question, query.to_wire())
    except (OSError, asyncio.IncompleteReadError) as error:
        outcome = Outcome.EMPTY if isinstance(error, asyncio.IncompleteReadError) else outcome_of(error)
        return Answer(question, outcome, seconds=world.clock() - began, detail=str(error))
    return _read(question, query, wire, world.clock() - began)


def _query(question: Question) -> dns.message.Message:
    kind = dns.rdatatype.from_text(question.kind)
    rdclass = dns.rdataclass.CH if question.chaos else dns.rdataclass.IN
    return dns.message.make_query(question.name, kind, rdclass, id=secrets.randbelow(0x10000))


def _read(question: Question, query: dns.message.Message, wire: bytes, seconds: float) -> Answer:
    try:
        message = dns.message.from_wire(wire, ignore_trailing=True, raise_on_truncation=False)
    except (dns.exception.DNSException, ValueError) as error:
        return Answer(question, Outcome.GARBAGE, seconds=seconds, detail=str(error))
    if not query.is_response(message):
        return Answer(question, Outcome.GARBAGE, seconds=seconds, detail=_("the answer to another question"))
    kind = dns.rdatatype.from_text(question.kind)
    records = tuple(
        sorted(record.to_text() for rrset in message.answer if rrset.rdtype == kind for record in rrset)
    )
    return Answer(
        question,
        Outcome.ANSWERED,
        code=dns.rcode.to_text(message.rcode()),
        records=records,
        truncated=bool(message.flags & dns.flags.TC),
        seconds=seconds,
    )


async def _over_udp(world: World, question: Question, payload: bytes) -> bytes:
    port = question.port or world.site.dns.port
    async with world.network.datagrams(question.server, port) as datagrams:
        datagrams.send(payload)
        try:
            async with asyncio.timeout(timeouts.DNS_RESEND.seconds):
                return await datagrams.receive()
        except TimeoutError:
            datagrams.send(payload)
            return await datagrams.receive()


async def _over_tcp(world: World, question: Question, payload: bytes) -> bytes:
    port = question.port or world.site.dns.port
    async with world.network.connection(question.server, port) as (reader, writer):
        writer.write(len(payload).to_bytes(_LENGTH_BYTES) + payload)
        await writer.drain()
        length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES))
        return await reader.readexactly(length)
