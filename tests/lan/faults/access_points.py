"""The access points: their power, their cables, their radio, their settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.lan.faults.fault import BEHIND_ROUTERS, EVERYWHERE, Registry, Verdict
from tests.lan.network import relay
from tests.lan.network.access_point import CABLE, RADIO
from tests.lan.network.cable import plug
from tests.lan.network.program import Program
from tests.lan.network.router import SWITCH
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("access_points")
fault = FAULTS.fault
POINT = 4
"""The access point that everything happens to."""
PORT = f"ap-{POINT}"
DARK = Verdict(cause="ap_dark", target=str(POINT), point=POINT)
SILENT = Verdict(cause="ap_silent", target=str(POINT), point=POINT)
LOSS = 30
DELAY_MS = 800
LONGEST_FRAME = 1400


@fault("an access point has no power", DARK, by_hand=True)
def ap_without_power(lan: Lan) -> Iterator[None]:
    lan.points[POINT].switch_off()
    yield
    lan.points[POINT].switch_on()
    lan.rejoin(lan.behind(POINT))


@fault("an access point's cable leads nowhere, or into its console port", DARK, by_hand=True)
def ap_cable_out(lan: Lan) -> Iterator[None]:
    lan.router.ip(f"link set {PORT} down")
    yield
    lan.router.ip(f"link set {PORT} up")


@fault("the cables of all access points lead nowhere", Verdict(cause="all_access_points_dark"), by_hand=True)
def ap_all_cables_out(lan: Lan) -> Iterator[None]:
    lan.router.ip(*(f"link set {point.name} down" for point in lan.points.values()))
    yield
    lan.router.ip(*(f"link set {point.name} up" for point in lan.points.values()))


@fault(
    f"an access point loses {LOSS} % of all packets",
    Verdict(cause="ap_lossy", target=str(POINT), point=POINT),
    by_hand=True,
)
def ap_loses_packets(lan: Lan) -> Iterator[None]:
    yield from _dropping(lan, f"numgen random mod 100 < {LOSS}")


@fault(
    f"an access point swallows packets of more than {LONGEST_FRAME} bytes",
    Verdict(cause="ap_mtu_hole", target=str(POINT), point=POINT),
    by_hand=True,
)
def ap_swallows_large_packets(lan: Lan) -> Iterator[None]:
    yield from _dropping(lan, f"meta length > {LONGEST_FRAME}")


def _dropping(lan: Lan, which: str) -> Iterator[None]:
    """Drop packets on the access point's cable, in both directions."""
    ends = ((lan.points[POINT], CABLE), (lan.router, PORT))
    for host, interface in ends:
        hook = f"type filter hook ingress device {interface} priority filter"
        host.nft(f"table netdev fault {{\n chain arriving {{\n {hook}\n {which} drop\n }}\n}}")
    yield
    for host, _interface in ends:
        host.nft("delete table netdev fault")


@fault(
    f"an access point answers {DELAY_MS} ms late",
    Verdict(cause="ap_slow", target=str(POINT), point=POINT),
    by_hand=True,
    over_time=True,
)
def ap_slow(lan: Lan) -> Iterator[None]:
    # The cable now ends at a relay, and another one leads on into the switch.
    lan.router.ip(f"link set {PORT} nomaster", f"link set {PORT} arp off")
    plug(lan.router, "relayed", lan.router, "onward")
    lan.router.ip("link set relayed arp off", f"link set onward master {SWITCH}")
    carrier = Program(lan.router, ready=relay.READY)
    carrier.start(sys.executable, relay.__file__, PORT, "relayed", str(DELAY_MS / 2))
    yield
    carrier.stop()
    lan.router.ip("link delete relayed", f"link set {PORT} arp on", f"link set {PORT} master {SWITCH}")


@fault(
    "an access point keeps its clients from the cable, as in guest mode",
    SILENT,
    layouts=EVERYWHERE,
    by_hand=True,
)
def ap_isolates(lan: Lan) -> Iterator[None]:
    point = lan.points[POINT]
    family = "bridge" if lan.layout is Layout.BRIDGED else "inet"
    hook = "type filter hook forward priority filter"
    point.nft(f"table {family} guests {{\n chain forward {{\n {hook}\n drop\n }}\n}}")
    yield
    point.nft(f"delete table {family} guests")


@fault("an access point's Wi-Fi is off, or has another name", SILENT, by_hand=True)
def ap_wifi_gone(lan: Lan) -> Iterator[None]:
    for number in lan.behind(POINT):
        lan.tablets[number].ip(f"link delete {RADIO}")
    yield
    lan.rejoin(lan.behind(POINT))


@fault("an access point gives no addresses", SILENT, layouts=BEHIND_ROUTERS, by_hand=True)
def ap_gives_no_addresses(lan: Lan) -> Iterator[None]:
    lan.points[POINT].configure(first="")
    lan.rejoin(lan.behind(POINT))
    yield
    lan.points[POINT].configure()
    lan.rejoin(lan.behind(POINT))


@fault("an access point hands out a resolver that is not there", SILENT, layouts=BEHIND_ROUTERS, by_hand=True)
def ap_hands_out_another(lan: Lan) -> Iterator[None]:
    lan.points[POINT].configure(resolvers=("192.168.1.250",))
    lan.rejoin(lan.behind(POINT))
    yield
    lan.points[POINT].configure()
    lan.rejoin(lan.behind(POINT))


@fault("an access point's own DNS strips private addresses", SILENT, layouts=(Layout.NAT,), by_hand=True)
def ap_rebind_protection(lan: Lan) -> Iterator[None]:
    lan.points[POINT].configure(rebind_protection=True)
    yield
    lan.points[POINT].configure()


@fault(
    "an access point is managed at another address than the plan's",
    Verdict(cause="ap_address_wrong", target=str(POINT), warning=True),
    layouts=(Layout.BRIDGED,),
    by_hand=True,
)
def ap_other_address(lan: Lan) -> Iterator[None]:
    point = lan.points[POINT]
    point.ip(f"address flush dev {RADIO}", f"address add 192.168.1.40/24 dev {RADIO}")
    yield
    point.ip(f"address flush dev {RADIO}", f"address add {point.point.address}/24 dev {RADIO}")
