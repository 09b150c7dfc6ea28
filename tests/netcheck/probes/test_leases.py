"""dnsmasq's leases."""

from __future__ import annotations

from netcheck.probes.leases import Lease, leases_of

FILE = """1767600000 A4:83:E7:00:00:07 192.168.1.107 tablet-7 01:a4:83:e7:00:00:07
1767600000 a4:83:e7:00:00:08 192.168.1.108 * *
duid 00:01:00:01:2f:00:00:00:a4:83:e7:00:00:01
1767600000 12345 2001:db8::107 tablet-7 00:01
short line
"""


def test_leases_are_read_by_address_and_other_lines_passed_over() -> None:
    leases = leases_of(FILE)

    assert leases["192.168.1.107"] == Lease("192.168.1.107", "a4:83:e7:00:00:07", "tablet-7")
    assert leases["192.168.1.108"].name == ""
    assert set(leases) == {"192.168.1.107", "192.168.1.108", "2001:db8::107"}


def test_an_empty_file_has_none() -> None:
    assert leases_of("") == {}
