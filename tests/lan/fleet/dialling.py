"""How a tablet reaches anything: a socket of its own network, a name through its own resolvers."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype

from tests.lan.network.host import OWN_FILES, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

DNS_PATIENCE = 2.0
"""Seconds until the next resolver is asked: less than Android's five, so that tests end."""
OPEN_PATIENCE = 5.0
"""Seconds for a connection, as the tablet's page has them."""
_DNS_PORT = 53


class Symptom(Exception):  # noqa: N818  what a participant meets, not a fault of ours
    """Why a tablet does not come to the game, in the words that a browser has for it."""


def resolvers(host: str) -> list[str]:
    """The DNS servers that the tablet asks, in order."""
    text = (OWN_FILES / host / "resolv.conf").read_text(encoding="utf-8")
    return re.findall(r"^nameserver (\S+)", text, re.MULTILINE)


async def address_of(host: str, name: str) -> str:
    """The address of a name, as this tablet learns it; addresses stay as they are.

    Raises:
        Symptom: the last resolver's answer, if none gives an address.
    """
    if re.fullmatch(r"[\d.]+", name):
        return name
    said = "DNS: no resolver"
    for resolver in resolvers(host):
        try:
            answer = await _ask(host, resolver, name)
        except TimeoutError:
            said = "DNS: no answer"
        except OSError:
            said = "DNS: refused connection"
        except dns.exception.DNSException:
            said = "DNS: garbage"
        else:
            addresses = [
                item.address for rrset in answer.answer for item in rrset if item.rdtype == dns.rdatatype.A
            ]
            if addresses:
                return str(addresses[0])
            said = f"DNS: {dns.rcode.to_text(answer.rcode())}" + (", empty" if not answer.rcode() else "")
            if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                break
    raise Symptom(said)


async def _ask(host: str, resolver: str, name: str) -> dns.message.Message:
    question = dns.message.make_query(name, "A")
    loop = asyncio.get_running_loop()
    with _socket(host, socket.SOCK_DGRAM) as talk:
        async with asyncio.timeout(DNS_PATIENCE):
            await loop.sock_connect(talk, (resolver, _DNS_PORT))
            await loop.sock_sendall(talk, question.to_wire())
            return dns.message.from_wire(await loop.sock_recv(talk, 4096))


async def dial(host: str, name: str, port: int) -> socket.socket:
    """A connection from this tablet to a name.

    Raises:
        Symptom: the name is not found, or nobody is there.
    """
    address = await address_of(host, name)
    with inside(host):
        talk = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    talk.setblocking(False)
    try:
        async with asyncio.timeout(OPEN_PATIENCE):
            await asyncio.get_running_loop().sock_connect(talk, (address, port))
    except BaseException as error:
        talk.close()
        raise _meaning(error) from error
    return talk


def _meaning(error: BaseException) -> BaseException:
    match error:
        case TimeoutError():
            return Symptom("connection: no answer")
        case ConnectionRefusedError():
            return Symptom("connection: refused")
        case OSError():
            return Symptom("connection: unreachable")
    return error


@contextmanager
def _socket(host: str, kind: socket.SocketKind) -> Iterator[socket.socket]:
    with inside(host):
        talk = socket.socket(socket.AF_INET, kind)
    talk.setblocking(False)
    with talk:
        yield talk
