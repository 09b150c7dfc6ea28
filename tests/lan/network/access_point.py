"""Access points: between the cable to the router and the radio, they bridge, route, or translate."""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.lan import site
from tests.lan.network.cable import plug
from tests.lan.network.forwarder import STARTED, Forwarder
from tests.lan.network.host import Host
from tests.lan.network.program import Program
from tests.lan.site import Layout

if TYPE_CHECKING:
    from tests.lan.network.router import Router
    from tests.lan.site import Point

CABLE = "eth0"
RADIO = "wlan0"
_TRANSLATION = """
table ip nat {
    chain leave {
        type nat hook postrouting priority srcnat
        oifname eth0 masquerade
    }
}
"""


class AccessPoint(Host):
    """An access point, plugged into the router by a cable of its own."""

    def __init__(self, point: Point, router: Router) -> None:
        super().__init__(point.host)
        self.point = point
        self.router = router
        self._dnsmasq = Program(self, ready=STARTED)
        translates = point.layout is Layout.NAT
        self.settings = Forwarder(
            interface=RADIO,
            asks=(site.ROUTER,),
            dns=translates,
            first=f"{point.subnet}.{site.FIRST_HOST}",
            last=f"{point.subnet}.{site.LAST_HOST}",
            gateway=point.inner_address,
            resolvers=(point.inner_address if translates else site.ROUTER,),
        )

    def switch_on(self) -> None:
        """Make it, cable it, and let it do its work."""
        self.create()
        plug(self, CABLE, self.router, self.name)
        self.router.take(self.name)
        self.ip(f"link add {RADIO} address {self.point.bssid} type bridge", f"link set {RADIO} up")
        if self.point.layout is Layout.BRIDGED:
            self._bridge()
        else:
            self._route()
        self.configure()

    def switch_off(self) -> None:
        """Cut its power: its Wi-Fi, its cable's signal and all it remembered are gone."""
        self._dnsmasq.stop()
        self.destroy()

    def configure(self, **changes: Any) -> None:
        """Let its dnsmasq run with these settings changed, where it has one."""
        if self.point.layout is not Layout.BRIDGED:
            self._dnsmasq.start(*replace(self.settings, **changes).command())

    def forget_names(self) -> None:
        """Empty its dnsmasq's memory, as after a night."""
        self._dnsmasq.signal(signal.SIGHUP)

    def associate(self, tablet: Host, port: str, *, mac: str) -> None:
        """Let a tablet join the Wi-Fi."""
        plug(tablet, RADIO, self, port, mac=mac)
        self.ip(f"link set {port} master {RADIO}")

    def _bridge(self) -> None:
        self.ip(
            f"link set {CABLE} master {RADIO}",
            f"address add {self.point.address}/24 dev {RADIO}",
            f"route add default via {site.ROUTER}",
        )

    def _route(self) -> None:
        self.ip(
            f"address add {self.point.address}/24 dev {CABLE}",
            f"address add {self.point.inner_address}/24 dev {RADIO}",
            f"route add default via {site.ROUTER}",
        )
        self.set("ipv4/ip_forward", 1)
        if self.point.layout is Layout.NAT:
            self.nft(_TRANSLATION)
