"""The field's site as it is laid out in the laboratory: addresses, tablets, and the two files of the plan."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conf.site import ACCESS_POINTS_FILE, SITE_FILE, read_access_points

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "money.getz.fr"
SERVER = "192.168.1.204"
ROUTER = "192.168.1.1"
LAN = "192.168.1.0/24"
POINTS = range(1, 7)
PROCESSES = 2
"""Daphne processes: enough for everything that goes wrong only between several."""
TABLETS = 104
"""All of the field's, with those that belong to no access point and really played."""
FEW_TABLETS = 12
"""Enough for most trials: two behind each access point."""
FIRST_HOST = 50
"""Tablet k has the host number FIRST_HOST + k in whichever subnet it is: no two ever clash."""
LAST_HOST = 180

PROFILE_OF_SITE_FILE = 'profile = "local"'
PROCESSES_OF_SITE_FILE = "processes = 1 "
FORWARDS_OF_SITE_FILE = "forwards_dns = true"


class Layout(enum.StrEnum):
    """How the access points are set up."""

    ROUTED = "routed"
    """Each routes a subnet of its own."""
    NAT = "nat"
    """Each is in router mode and shows one address for all its tablets."""
    BRIDGED = "bridged"
    """All share the LAN's subnet, in which the server's dnsmasq gives the addresses."""


@dataclass(frozen=True)
class Point:
    """What an access point is called and where it is, in a layout."""

    number: int
    layout: Layout

    @property
    def host(self) -> str:
        """Its name as a machine of the laboratory."""
        return f"ap-{self.number}"

    @property
    def address(self) -> str:
        """Where it is managed."""
        return f"192.168.1.{10 + self.number}"

    @property
    def subnet(self) -> str:
        """The first three numbers of its tablets' addresses; all of a maker's routers come with the same."""
        third = {Layout.ROUTED: 10 + self.number, Layout.NAT: 0, Layout.BRIDGED: 1}[self.layout]
        return f"192.168.{third}"

    @property
    def inner_address(self) -> str:
        """Its own address on its tablets' side."""
        return self.address if self.layout is Layout.BRIDGED else f"{self.subnet}.1"

    @property
    def ssid(self) -> str:
        """Its Wi-Fi."""
        return f"GANOMICS-{self.number}"

    @property
    def bssid(self) -> str:
        """Its radio."""
        return f"a0:04:60:00:00:{self.number:02x}"

    def lines(self) -> list[str]:
        """What the layout lets the plan know of it."""
        evidence = {
            Layout.ROUTED: [f'network = "{self.subnet}.0/24"'],
            Layout.NAT: [f'source = "{self.address}"'],
            Layout.BRIDGED: [],
        }[self.layout]
        return [
            f'address = "{self.address}"',
            *evidence,
            f'ssid = "{self.ssid}"',
            f'bssids = ["{self.bssid}"]',
        ]


def tablet_host(number: int) -> str:
    """The name of a tablet as a machine of the laboratory."""
    return f"tablet-{number}"


def site_toml(layout: Layout) -> str:
    """The project's own site file, on the LAN, with several daphne processes.

    Where the access points bridge, tablets ask dnsmasq for addresses, and for names without the router.
    """
    text = SITE_FILE.read_text(encoding="utf-8")
    text = _replaced(text, PROFILE_OF_SITE_FILE, 'profile = "lan"')
    text = _replaced(text, PROCESSES_OF_SITE_FILE, f"processes = {PROCESSES} ")
    if layout is not Layout.BRIDGED:
        return text
    text = _replaced(text, FORWARDS_OF_SITE_FILE, "forwards_dns = false")
    dhcp = f'first = "192.168.1.{FIRST_HOST}"\nlast = "192.168.1.{LAST_HOST}"\nlease = "12h"\n'
    return f"{text}\n[dhcp]\n{dhcp}"


def access_points_toml(layout: Layout) -> str:
    """The project's own access points, with what the site knows of each."""
    text = ACCESS_POINTS_FILE.read_text(encoding="utf-8")
    for number in POINTS:
        heading = f"number = {number}\n"
        text = _replaced(text, heading, heading + "\n".join(Point(number, layout).lines()) + "\n")
    return text


def _replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"expected {old!r} once in the project's own file, found it {text.count(old)} times")
    return text.replace(old, new)


def point_of(tablet: int) -> int:
    """The access point that a tablet belongs to; those of the gap are taken in by the last."""
    return _POINT_OF.get(tablet, POINTS[-1])


def tablets(count: int) -> list[int]:
    """As many tablet numbers, spread evenly over the access points, those of the gap at the very end."""
    served = [list(point.tablets) for point in read_access_points(ACCESS_POINTS_FILE)]
    in_turn = [
        numbers[turn] for turn in range(max(map(len, served))) for numbers in served if turn < len(numbers)
    ]
    gap = sorted(set(range(TABLETS)) - set(in_turn))
    if not len(POINTS) <= count <= TABLETS:
        raise ValueError(f"expected {len(POINTS)} to {TABLETS} tablets, got {count}")
    return sorted((in_turn + gap)[:count])


def behind(point: int, numbers: Iterable[int]) -> list[int]:
    """Those of the tablets that belong to the access point."""
    return [number for number in numbers if point_of(number) == point]


_POINT_OF = {
    number: point.number for point in read_access_points(ACCESS_POINTS_FILE) for number in point.tablets
}
