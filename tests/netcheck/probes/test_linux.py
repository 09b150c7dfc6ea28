"""Linux, read from a file system that a test laid out, and from this machine's own."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from netcheck.probes.linux import Linux
from netcheck.probes.machine import Listener, Nameserver, Way

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: CC01A8C0:0035 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 4242 1
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4243 1
"""
TABLE6 = """  sl  local_address                         remote_address                        st
   0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4244 1
"""
ROUTES = """Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
wlan0\t00000000\t0114A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t000BA8C0\t0B01A8C0\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0
*\t000CA8C0\t00000000\t0200\t0\t0\t0\t00FFFFFF\t0\t0\t0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The file system of a machine on which dnsmasq (process 11) and somebody unknown listen."""
    net = tmp_path / "proc" / "net"
    net.mkdir(parents=True)
    (net / "tcp").write_text(TABLE.format(state="0A"))
    (net / "udp").write_text(TABLE.format(state="07"))
    (net / "tcp6").write_text(TABLE6)
    descriptors = tmp_path / "proc" / "11" / "fd"
    descriptors.mkdir(parents=True)
    (tmp_path / "proc" / "11" / "comm").write_text("dnsmasq\n")
    (descriptors / "4").symlink_to("socket:[4242]")
    (descriptors / "0").symlink_to("/dev/null")
    return tmp_path


def test_listeners_are_read_with_their_address_and_program(root: Path) -> None:
    assert set(Linux(root).listeners() or ()) == {
        Listener("tcp", "192.168.1.204", 53, "dnsmasq", 11),
        Listener("udp", "192.168.1.204", 53, "dnsmasq", 11),
        Listener("tcp", "::1", 80, "", 0),
    }


def test_a_port_that_really_listens_is_found_with_this_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        (found,) = [
            item for item in Linux().listeners() or () if item.port == port and item.protocol == "tcp"
        ]

    assert (found.address, found.pid) == ("127.0.0.1", os.getpid())


@pytest.mark.parametrize(
    ("flags", "carrier", "state"),
    [
        ("0x1003", "1", (True, True)),
        ("0x1003", "0", (True, False)),
        ("0x1002", None, (False, None)),
        (None, None, (True, None)),
    ],
    ids=["plugged in", "cable out", "off", "unknown"],
)
def test_an_interface_tells_whether_it_is_up_and_plugged_in(
    tmp_path: Path, flags: str | None, carrier: str | None, state: tuple[bool, bool | None]
) -> None:
    folder = tmp_path / "sys/class/net/eth0"
    folder.mkdir(parents=True)
    for name, text in (("flags", flags), ("carrier", carrier)):
        if text is not None:
            (folder / name).write_text(f"{text}\n")

    assert Linux(tmp_path).state("eth0") == state


def test_the_loopback_interface_of_this_machine_is_found_with_its_address() -> None:
    (loopback,) = [item for item in Linux().interfaces() if item.name == "lo"]

    assert "127.0.0.1/8" in loopback.addresses
    assert loopback.up


def test_name_servers_come_from_resolv_conf_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/resolv.conf").write_text("# mine\nsearch lab\nnameserver 127.0.0.53\nnameserver ::1\n")

    assert Linux(tmp_path).nameservers() == (Nameserver("127.0.0.53"), Nameserver("::1"))


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("192.168.1.11", Way("eth0")),
        ("192.168.11.50", Way("eth0", "192.168.1.11")),
        ("192.168.12.50", Way()),
        ("192.168.13.50", Way("eth0", "192.168.1.1")),
    ],
    ids=["neighbour", "route", "refused route", "gateway"],
)
def test_the_way_is_that_of_the_narrowest_network_and_the_least_metric(
    tmp_path: Path, address: str, way: Way
) -> None:
    (tmp_path / "proc/net").mkdir(parents=True)
    (tmp_path / "proc/net/route").write_text(ROUTES)

    assert Linux(tmp_path).way_to(address) == way


def test_without_a_gateway_there_is_no_way_and_without_a_table_nothing_is_told(tmp_path: Path) -> None:
    assert Linux(tmp_path).way_to("192.168.13.50") is None
    (tmp_path / "proc/net").mkdir(parents=True)
    (tmp_path / "proc/net/route").write_text(ROUTES.partition("\n")[0])

    assert Linux(tmp_path).way_to("192.168.13.50") == Way()


def test_a_machine_without_resolv_conf_asks_itself(tmp_path: Path) -> None:
    assert Linux(tmp_path).nameservers() == (Nameserver("127.0.0.1"),)


def test_leases_and_nginx_are_where_the_platform_keeps_them(tmp_path: Path) -> None:
    assert (Linux(tmp_path).leases(), Linux(tmp_path).nginx_configuration()) == (None, None)
    for name in ("var/lib/misc/dnsmasq.leases", "etc/nginx/nginx.conf"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("text")

    assert Linux(tmp_path).leases() == "text"
    assert Linux(tmp_path).nginx_configuration() == tmp_path / "etc/nginx/nginx.conf"
