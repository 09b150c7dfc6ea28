"""The server's firewall, which lets its own machine through whatever it does to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lan import site
from tests.lan.faults.fault import BEHIND_ROUTERS, Registry, Verdict
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("firewall")
fault = FAULTS.fault


def _ruled(lan: Lan, rule: str) -> Iterator[None]:
    lan.server.shell(f"sudo ufw {rule}")
    yield
    lan.server.shell("sudo ufw reset")


@fault(
    "the server's firewall drops DNS",
    Verdict(cause="router_dead_upstream"),
    layouts=BEHIND_ROUTERS,
)
def firewall_drops_dns(lan: Lan) -> Iterator[None]:
    yield from _ruled(lan, "deny 53")


@fault(
    "the server's firewall drops DNS", Verdict(cause="fleet_silent"), layouts=(Layout.BRIDGED,), by_hand=True
)
def firewall_drops_dns_of_tablets(lan: Lan) -> Iterator[None]:
    yield from _ruled(lan, "deny 53")


@fault("the server's firewall drops the page's port", Verdict(cause="fleet_silent"), by_hand=True)
def firewall_drops_page(lan: Lan) -> Iterator[None]:
    yield from _ruled(lan, "deny 80/tcp")


@fault(
    "a rule of the server's firewall drops one access point",
    Verdict(cause="ap_silent", target="3", point=3),
    by_hand=True,
)
def firewall_drops_access_point(lan: Lan) -> Iterator[None]:
    point = lan.points[3].point
    sources = {
        Layout.ROUTED: [f"{point.subnet}.0/24"],
        Layout.NAT: [point.address],
        Layout.BRIDGED: [f"{point.subnet}.{site.FIRST_HOST + number}" for number in lan.behind(3)],
    }[lan.layout]
    for source in sources:
        lan.server.shell(f"sudo ufw deny from {source}")
    yield
    lan.server.shell("sudo ufw reset")
