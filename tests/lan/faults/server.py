"""The server's own machine: its cable, its address, its resolver, its disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lan import site
from tests.lan.faults.access_points import POINT
from tests.lan.faults.fault import Registry, Verdict
from tests.lan.network.cable import plug
from tests.lan.network.host import Host
from tests.lan.services.commands import JOURNAL
from tests.lan.services.server import CABLE
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("server")
fault = FAULTS.fault
_FREE_WHEN_FULL, _FREE_WHEN_LOW = 20_000_000, 300_000_000
_NOBODY = "192.168.1.250"


@fault("the server's cable is out", Verdict(cause="cable_out"), by_hand=True)
def server_cable_out(lan: Lan) -> Iterator[None]:
    lan.router.ip("link set server down")
    yield
    lan.router.ip("link set server up")


@fault("the server's interface is switched off", Verdict(cause="interface_down"))
def server_interface_down(lan: Lan) -> Iterator[None]:
    lan.server.ip(f"link set {CABLE} down")
    yield
    lan.server.ip(f"link set {CABLE} up")
    lan.server.set_address()


@fault("the server has no address", Verdict(cause="address_missing"))
def server_without_address(lan: Lan) -> Iterator[None]:
    lan.server.ip(f"address flush dev {CABLE}")
    yield
    lan.server.set_address()


@fault("the server has an address by DHCP in place of its static one", Verdict(cause="address_other"))
def server_on_another_address(lan: Lan) -> Iterator[None]:
    lan.server.set_address("192.168.1.60")
    yield
    lan.server.set_address()


@fault(
    "the server's gateway was left empty",
    Verdict(cause="route_missing"),
    layouts=(Layout.ROUTED,),
)
def server_without_gateway(lan: Lan) -> Iterator[None]:
    lan.server.ip("route delete default")
    yield
    lan.server.set_gateway()


@fault(
    "the server's gateway is nobody's address",
    Verdict(cause="route_elsewhere"),
    layouts=(Layout.ROUTED,),
)
def server_with_wrong_gateway(lan: Lan) -> Iterator[None]:
    lan.server.set_gateway(_NOBODY)
    yield
    lan.server.set_gateway()


@fault(
    "the server has a route to each access point's network but one, in place of a gateway",
    Verdict(cause="route_missing", target=str(POINT), point=POINT),
    layouts=(Layout.ROUTED,),
)
def server_misses_a_route(lan: Lan) -> Iterator[None]:
    routed = [access.point for number, access in lan.points.items() if number != POINT]
    lan.server.ip(
        "route delete default", *(f"route add {point.subnet}.0/24 via {point.address}" for point in routed)
    )
    yield
    lan.server.ip(*(f"route delete {point.subnet}.0/24" for point in routed))
    lan.server.set_gateway()


@fault("another machine has the server's address", Verdict(cause="address_duplicate"), by_hand=True)
def server_duplicated(lan: Lan) -> Iterator[None]:
    intruder = Host("intruder")
    intruder.create()
    plug(intruder, "eth0", lan.router, "intruder")
    lan.router.take("intruder")
    intruder.ip(f"address add {site.SERVER}/24 dev eth0")
    intruder.run("arping", "-U", "-c", "1", "-I", "eth0", site.SERVER)
    yield
    intruder.destroy()
    lan.server.run("arping", "-U", "-c", "1", "-I", CABLE, site.SERVER)


@fault(
    "the server itself asks a resolver that is not there",
    Verdict(cause="system_resolver_slow", warning=True),
)
def server_asks_nobody(lan: Lan) -> Iterator[None]:
    before = lan.server.read("resolv.conf")
    lan.server.write("resolv.conf", f"nameserver {_NOBODY}\n")
    yield
    lan.server.write("resolv.conf", before)


@fault("old logs fill the server's disk", Verdict(cause="disk_full"))
def disk_full(lan: Lan) -> Iterator[None]:
    yield from _filled(_FREE_WHEN_FULL)


@fault("old logs leave little room on the server's disk", Verdict(cause="disk_low", warning=True))
def disk_low(lan: Lan) -> Iterator[None]:
    yield from _filled(_FREE_WHEN_LOW)


def _filled(free: int) -> Iterator[None]:
    archived = JOURNAL / "system@0001.journal"
    disk = os.statvfs(JOURNAL)
    with archived.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - free)
    yield
    Path(archived).unlink(missing_ok=True)
