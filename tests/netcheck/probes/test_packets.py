"""Packets: echo requests on loopback, and the questions of DHCP and ARP in their bytes."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING

import pytest

from netcheck import timeouts
from netcheck.probes import arp, dhcp, icmp
from netcheck.timeouts import Timeout

if TYPE_CHECKING:
    from tests.netcheck.fakes.site import FakeSite


async def test_a_series_of_echoes_comes_back_over_loopback(site: FakeSite) -> None:
    series = await icmp.series(site.world(), "127.0.0.1")
    if series.outcome is None:
        pytest.skip("this user may not open ICMP sockets (net.ipv4.ping_group_range)")

    assert (series.asked, series.back) == (icmp.ECHOES, icmp.ECHOES)


@pytest.mark.parametrize("size", [icmp.SMALL, icmp.WHOLE])
async def test_an_echo_comes_back_over_loopback(site: FakeSite, size: int) -> None:
    echo = await icmp.echo(site.world(), "127.0.0.1", size)
    if echo.outcome is None:
        pytest.skip("this user may not open ICMP sockets (net.ipv4.ping_group_range)")

    assert echo.came_back


async def test_a_packet_larger_than_the_way_does_not_come_back(site: FakeSite) -> None:
    echo = await icmp.echo(site.world(), "127.0.0.1", 65_600)
    if echo.outcome is None:
        pytest.skip("this user may not open ICMP sockets (net.ipv4.ping_group_range)")

    assert not echo.came_back


async def test_a_user_who_may_not_send_echoes_is_told_so(
    site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr("socket.socket", refuse)

    assert (await icmp.echo(site.world(), "127.0.0.1")).outcome is None


def test_the_checksum_is_that_of_rfc_1071() -> None:
    assert icmp._checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0x220D


TRANSACTION = b"\x01\x02\x03\x04"


def _answer(options: bytes, *, transaction: bytes = TRANSACTION, kind: int = 2) -> bytes:
    return bytes([kind, 1, 6, 0]) + transaction + bytes(228) + b"\x63\x82\x53\x63" + options


def test_a_dhcpinform_asks_for_dns_servers_and_for_no_address() -> None:
    packet = dhcp.inform(TRANSACTION, "192.168.1.204", "a4:83:e7:00:00:01")

    op, kind, length, _hops = packet[:4]
    assert (op, kind, length) == (1, 1, 6)
    assert packet[12:16] == socket.inet_aton("192.168.1.204")
    assert packet[28:34] == bytes.fromhex("a483e7000001")
    assert packet[236:] == b"\x63\x82\x53\x63" + bytes([53, 1, 8, 55, 1, 6, 255])


@pytest.mark.parametrize(
    ("packet", "servers"),
    [
        (_answer(b"\x35\x01\x05\x06\x04\xc0\xa8\x01\xcc\xff"), ("192.168.1.204",)),
        (_answer(b"\x00\x00\x06\x08\xc0\xa8\x01\xcc\x08\x08\x08\x08\xff"), ("192.168.1.204", "8.8.8.8")),
        (_answer(b"\x35\x01\x05\xff"), ()),
        (_answer(b"\x06\x04\xc0\xa8\x01\xcc\xff", transaction=b"\x09\x09\x09\x09"), None),
        (_answer(b"\x06\x04\xc0\xa8\x01\xcc\xff", kind=1), None),
        (b"short", None),
    ],
    ids=["one", "two, after padding", "none", "another transaction", "a question", "too short"],
)
def test_the_dns_servers_of_an_answer_are_read(packet: bytes, servers: tuple[str, ...] | None) -> None:
    assert dhcp.dns_servers(packet, TRANSACTION) == servers


OURS, THEIRS = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
ADDRESS = socket.inet_aton("192.168.1.204")


def _arp(kind: int, sender: bytes, address: bytes) -> bytes:
    return bytes(14) + struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, kind, sender, address, OURS, bytes(4))


async def test_whoever_else_answers_for_the_address_is_an_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "ARP", Timeout(0.2, "a test has no time"))
    ours, wire = socket.socketpair(type=socket.SOCK_DGRAM)
    with ours, wire:
        for packet in (
            _arp(2, THEIRS, ADDRESS),
            _arp(2, OURS, ADDRESS),
            _arp(1, THEIRS, ADDRESS),
            _arp(2, bytes.fromhex("020000000003"), socket.inet_aton("192.168.1.7")),
        ):
            wire.send(packet)
        owners = await asyncio.to_thread(arp._answers, ours, ADDRESS, OURS)

    assert owners == ("02:00:00:00:00:02",)


def test_loopback_has_no_owners_to_ask_for() -> None:
    assert arp.owners("127.0.0.1", "lo", "00:00:00:00:00:00") is None
