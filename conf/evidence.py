"""Through which access point a device comes: the kinds of evidence that a site may offer."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from conf.site import AccessPoint

UNTOLD_BSSID = "02:00:00:00:00:00"
"""What Android says where the browser may not know: location off, or Fully's interface off."""


class Placed(Protocol):
    """A device, with what is known of where it is; an empty text is a fact that nobody knows."""

    @property
    def address(self) -> str:
        """The address that it showed."""

    @property
    def ssid(self) -> str:
        """The name of its Wi-Fi network, as it says."""

    @property
    def bssid(self) -> str:
        """The hardware address of the radio it speaks to, as it says."""


def _came_from(point: AccessPoint, place: Placed) -> bool:
    try:
        address = ipaddress.ip_address(place.address)
    except ValueError:
        return False
    return bool(point.network) and address in ipaddress.ip_network(point.network)


EVIDENCE: dict[str, Callable[[AccessPoint, Placed], bool]] = {
    "subnet": _came_from,
    "address": lambda point, place: bool(point.source) and point.source == place.address,
    "BSSID": lambda point, place: (
        bool(place.bssid) and place.bssid != UNTOLD_BSSID and place.bssid in point.bssids
    ),
    "SSID": lambda point, place: bool(place.ssid) and point.ssid == place.ssid,
}
"""Kind of evidence, the most trusted first → whether it speaks for an access point."""


def points_shown(points: tuple[AccessPoint, ...], place: Placed) -> dict[str, int]:
    """By kind of evidence, the number of the access point that it shows, where it shows exactly one."""
    shown = {}
    for kind, fits in EVIDENCE.items():
        fitting = [point.number for point in points if fits(point, place)]
        if len(fitting) == 1:
            shown[kind] = fitting[0]
    return shown
