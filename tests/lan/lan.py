"""The LAN: its machines, its tablets, and what may be done with them. It lives in the holder's namespaces."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.lan import site
from tests.lan.fleet.__main__ import mac_of
from tests.lan.fleet.handle import FleetHandle
from tests.lan.network.access_point import RADIO, AccessPoint
from tests.lan.network.host import Host
from tests.lan.network.router import Router
from tests.lan.services.server import SERVICES, Server
from tests.lan.site import Layout, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


VISITOR = site.TABLETS
"""The number on the sticker of a tablet that does not belong here."""


class Lan:
    """Router, server, access points, and tablets by number."""

    def __init__(self, layout: Layout, tablets: int) -> None:
        self.layout = layout
        self.numbers = site.tablets(tablets)
        self.router = Router(layout)
        self.server = Server(layout, self.router)
        self.points = {number: AccessPoint(Point(number, layout), self.router) for number in site.POINTS}
        self.tablets: dict[int, Host] = {}
        self.place: dict[int, int] = {}
        """The access point whose Wi-Fi each tablet is in."""
        self.fleet = FleetHandle()

    def build(self, say: Callable[[str], None]) -> None:
        """Make everything, in the order in which a laboratory is set up; `say` is told each step."""
        say("installing the server")
        self.server.install()
        say("cabling the router, the access points and the tablets")
        self.router.switch_on()
        self.server.plug_in()
        with ThreadPoolExecutor() as meanwhile:
            database = meanwhile.submit(self.server.make_database)
            self._set_out()
            database.result()
        say("loading the database and starting the services")
        self.server.load()
        self.server.init.start(*SERVICES)
        say("waking the tablets")
        self.rejoin(self.numbers)
        self.server.manage("enrolment", "open", "--minutes", "600")
        self.fleet.wake(self.numbers)
        self.fleet.gather()
        self.fleet.tell("enrol", numbers=self.numbers)

    def _set_out(self) -> None:
        for point in self.points.values():
            point.switch_on()
        for number in self.numbers:
            self._bring(number, device=f"tablet-{number:03}")

    def _bring(self, number: int, *, device: str) -> None:
        self.tablets[number] = Host(site.tablet_host(number))
        self.tablets[number].create()
        self.place[number] = site.point_of(number)
        self.fleet.tell("add", number=number, device=device)

    @contextmanager
    def visitor(self, *, claims: int, device: str) -> Iterator[None]:
        """One more tablet for a while, behind the same access point as the one whose number it claims."""
        self._bring(VISITOR, device=device)
        self.move(VISITOR, site.point_of(claims))
        self.fleet.wake([VISITOR])
        self.fleet.gather()
        self.enrol_as(VISITOR, claims)
        yield
        self.fleet.tell("remove", number=VISITOR)
        self.tablets.pop(VISITOR).destroy()

    def enrol_as(self, tablet: int, number: int) -> None:
        """Let a tablet enrol under a number."""
        self.fleet.change([tablet], claims=number)
        self.fleet.tell("enrol", numbers=[tablet])

    def behind(self, point: int) -> list[int]:
        """The tablets that belong to an access point."""
        return site.behind(point, self.numbers)

    def rejoin(self, numbers: Iterable[int]) -> None:
        """Let tablets join the Wi-Fi that they are assigned to now, and ask for addresses there."""
        wanted = set(numbers)
        for number, point in self.points.items():
            members = [tablet for tablet in sorted(wanted) if self.place[tablet] == number]
            if not (members and point.exists):
                continue
            for tablet in members:
                self._associate(tablet, point)
            self.fleet.tell(
                "join",
                numbers=members,
                subnet=point.point.subnet,
                ssid=point.point.ssid,
                bssid=point.point.bssid,
            )

    def move(self, tablet: int, point: int) -> None:
        """Let a tablet join another Wi-Fi."""
        self.place[tablet] = point
        self.rejoin([tablet])

    def _associate(self, tablet: int, point: AccessPoint) -> None:
        host = self.tablets[tablet]
        if host.has(RADIO):
            host.ip(f"link delete {RADIO}")
        point.associate(host, f"t{tablet}", mac=mac_of(tablet))

    def morning(self, *, everybody: bool, settled: bool = False) -> None:
        """Let every tablet that is awake open the page anew, until it has come to the game or failed to.

        Those that failed are waited for until the kiosk has noticed. With `everybody` all must come, with
        `settled` they must have been there for a while.
        """
        self.router.forget_names()
        for point in self.points.values():
            point.forget_names()
        self.fleet.tell("wake_again")
        if everybody:
            self.fleet.gather()
            return
        missing = {number for number, symptom in self.fleet.try_all().items() if symptom}
        self.server.await_silence_of(missing)
        if settled:
            self.fleet.tell("settle")

    def status(self) -> dict[str, object]:
        """How everything is."""
        symptoms = self.fleet.symptoms()
        return {
            "layout": self.layout.value,
            "services": self.server.init.states(),
            "access_points": {
                number: "on" if point.exists else "off" for number, point in self.points.items()
            },
            "tablets": symptoms,
        }
