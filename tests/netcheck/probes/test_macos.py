"""macOS, read from what its commands print."""

from __future__ import annotations

import pytest

from netcheck.probes.machine import Listener, Way
from netcheck.probes.macos import MacOS, listeners_of

PLUGGED_IN = """en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tether a4:83:e7:00:00:01
\tinet 192.168.1.204 netmask 0xffffff00 broadcast 192.168.1.255
\tmedia: autoselect (1000baseT <full-duplex>)
\tstatus: active
"""
ROUTED = """   route to: 192.168.11.1
destination: default
       mask: default
    gateway: 192.168.1.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
"""
LSOF = """p311
cnginx
f6
PTCP
n*:80
f7
PTCP
n[::1]:8080
p402
cdnsmasq
f4
PUDP
n192.168.1.204:53
PUDP
n192.168.1.204:53->192.168.1.9:4000
"""


class _Mac(MacOS):
    def __init__(self, printed: str | None) -> None:
        self._printed = printed

    def output(self, *_command: str) -> str | None:
        return self._printed


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        (PLUGGED_IN, (True, True)),
        (PLUGGED_IN.replace("active", "inactive"), (True, False)),
        (PLUGGED_IN.replace("<UP,", "<"), (False, True)),
        (PLUGGED_IN.replace("\tstatus: active\n", ""), (True, None)),
        (None, (True, None)),
    ],
    ids=["plugged in", "cable out", "off", "no media", "no ifconfig"],
)
def test_an_interface_tells_whether_it_is_up_and_plugged_in(
    printed: str | None, state: tuple[bool, bool | None]
) -> None:
    assert _Mac(printed).state("en0") == state


@pytest.mark.parametrize(
    ("printed", "way"),
    [
        (ROUTED, Way("en0", "192.168.1.1")),
        (ROUTED.replace("    gateway: 192.168.1.1\n", ""), Way("en0")),
        (None, Way()),
    ],
    ids=["gateway", "neighbour", "not in table"],
)
def test_the_way_is_read_from_what_route_says(printed: str | None, way: Way) -> None:
    assert _Mac(printed).way_to("192.168.11.1") == way


def test_listeners_are_read_from_the_fields_of_lsof() -> None:
    assert listeners_of(LSOF) == (
        Listener("tcp", "0.0.0.0", 80, "nginx", 311),  # noqa: S104  what lsof shows as a star
        Listener("tcp", "::1", 8080, "nginx", 311),
        Listener("udp", "192.168.1.204", 53, "dnsmasq", 402),
    )


def test_without_lsof_nobody_is_known_to_listen() -> None:
    assert _Mac(None).listeners() is None


def test_a_command_that_is_missing_says_nothing() -> None:
    assert MacOS().output("/nowhere/lsof") is None
