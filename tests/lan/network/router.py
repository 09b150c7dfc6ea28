"""The router: a switch with a port for each cable, an address, and a dnsmasq of its own."""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.lan import site
from tests.lan.network.forwarder import STARTED, Forwarder
from tests.lan.network.host import Host
from tests.lan.network.program import Program

if TYPE_CHECKING:
    from tests.lan.site import Layout

SWITCH = "br0"
_MAC = "9c:c9:eb:00:00:01"


class Router(Host):
    """The router of the LAN; a port is named after the machine at the other end of its cable."""

    def __init__(self, layout: Layout) -> None:
        super().__init__("router")
        self._layout = layout
        self._dnsmasq = Program(self, ready=STARTED)
        bridged = layout is site.Layout.BRIDGED
        self.settings = Forwarder(
            interface=SWITCH,
            asks=(site.SERVER,),
            # Where dnsmasq gives the addresses, the router's own DHCP is off.
            first="" if bridged else "192.168.1.2",
            last="" if bridged else "192.168.1.9",
            gateway=site.ROUTER,
            resolvers=(site.ROUTER,),
        )

    def switch_on(self) -> None:
        """Make it, with its switch and its settings."""
        self.create(resolv_conf=f"nameserver {site.SERVER}\n")
        self.ip(
            f"link add {SWITCH} address {_MAC} type bridge",
            f"address add {site.ROUTER}/24 dev {SWITCH}",
            f"link set {SWITCH} up",
            *(
                f"route add {point.subnet}.0/24 via {point.address}"
                for point in map(self._point, site.POINTS)
                if self._layout is site.Layout.ROUTED
            ),
        )
        self.set("ipv4/ip_forward", 1)
        self.configure()

    def configure(self, **changes: Any) -> None:
        """Let its dnsmasq run with these settings changed."""
        self._dnsmasq.start(*replace(self.settings, **changes).command())

    def forget_names(self) -> None:
        """Empty its dnsmasq's memory, as after a night."""
        self._dnsmasq.signal(signal.SIGHUP)

    def take(self, port: str) -> None:
        """Make a cable's end a port of the switch."""
        self.ip(f"link set {port} master {SWITCH}")

    def _point(self, number: int) -> site.Point:
        return site.Point(number, self._layout)
