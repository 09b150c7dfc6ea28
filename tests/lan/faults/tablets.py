"""The tablets: asleep, in the wrong Wi-Fi, with wrong settings, with wrong numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lan.faults.dns import NOBODY
from tests.lan.faults.fault import Registry, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("tablets", over_time=True)  # the kiosk writes down once a second what tablets say
fault = FAULTS.fault
TABLET = 17
OF_ANOTHER_POINT = 34
OLD_PAGE = "0123456789ab"
AN_HOUR = 3600.0


def _changed(lan: Lan, numbers: list[int], before: object, after: object, fact: str) -> Iterator[None]:
    lan.fleet.change(numbers, **{fact: after})
    yield
    lan.fleet.change(numbers, **{fact: before})


@fault("a tablet is off", Verdict(cause="tablet_silent", tablets=(TABLET,)), by_hand=True)
def tablet_off(lan: Lan) -> Iterator[None]:
    lan.fleet.sleep([TABLET])
    yield
    lan.fleet.wake([TABLET])


@fault(
    "half of an access point's tablets are asleep",
    Verdict(cause="tablet_silent", tablets=(51,)),
    by_hand=True,
)
def tablets_half_asleep(lan: Lan) -> Iterator[None]:
    asleep = lan.behind(4)[: len(lan.behind(4)) // 2]
    lan.fleet.sleep(asleep)
    yield
    lan.fleet.wake(asleep)


@fault("all tablets are asleep", Verdict(cause="fleet_silent"), by_hand=True)
def tablets_all_asleep(lan: Lan) -> Iterator[None]:
    lan.fleet.sleep(lan.numbers)
    yield
    lan.fleet.wake(lan.numbers)


@fault(
    "a tablet is in the Wi-Fi of another access point",
    Verdict(cause="tablet_wrong_access_point", tablets=(TABLET,)),
    by_hand=True,
)
def tablet_in_wrong_wifi(lan: Lan) -> Iterator[None]:
    lan.move(TABLET, 5)
    yield
    lan.move(TABLET, 2)


@fault(
    "two tablets carry each other's numbers",
    Verdict(cause="tablet_wrong_access_point", tablets=(TABLET, OF_ANOTHER_POINT)),
    by_hand=True,
)
def tablets_swapped(lan: Lan) -> Iterator[None]:
    lan.enrol_as(TABLET, OF_ANOTHER_POINT)
    lan.enrol_as(OF_ANOTHER_POINT, TABLET)
    yield
    lan.enrol_as(TABLET, TABLET)
    lan.enrol_as(OF_ANOTHER_POINT, OF_ANOTHER_POINT)


@fault("a tablet has a resolver of its own", Verdict(cause="tablet_silent", tablets=(TABLET,)), by_hand=True)
def tablet_with_own_resolver(lan: Lan) -> Iterator[None]:
    before = lan.tablets[TABLET].read("resolv.conf")
    lan.tablets[TABLET].write("resolv.conf", f"nameserver {NOBODY}\n")
    yield
    lan.tablets[TABLET].write("resolv.conf", before)


@fault(
    "a tablet kept the page of an earlier version",
    Verdict(cause="tablet_old_page", tablets=(TABLET,), warning=True),
    by_hand=True,
)
def tablet_with_old_page(lan: Lan) -> Iterator[None]:
    yield from _changed(lan, [TABLET], "", OLD_PAGE, "page_version")


@fault(
    "a tablet's clock is an hour slow",
    Verdict(cause="tablet_clock_off", tablets=(TABLET,), warning=True),
    by_hand=True,
)
def tablet_clock_off(lan: Lan) -> Iterator[None]:
    yield from _changed(lan, [TABLET], 0.0, -AN_HOUR, "clock_off_s")


@fault(
    "a tablet's battery is nearly empty",
    Verdict(cause="tablet_battery_low", tablets=(TABLET,), warning=True),
    by_hand=True,
)
def tablet_battery_low(lan: Lan) -> Iterator[None]:
    lan.fleet.change([TABLET], battery=0.07, charging=False)
    yield
    lan.fleet.change([TABLET], battery=0.87, charging=True)


@fault(
    "another tablet has enrolled under a number that is taken",
    Verdict(cause="tablet_number_twice", target=str(TABLET), tablets=(TABLET,)),
    by_hand=True,
)
def tablets_with_one_number(lan: Lan) -> Iterator[None]:
    with lan.visitor(claims=TABLET, device="visitor"):
        yield
    lan.enrol_as(TABLET, TABLET)


@fault(
    "a tablet's application was copied, with its identity, to another one",
    Verdict(cause="tablet_number_twice", target=str(TABLET), tablets=(TABLET,)),
    by_hand=True,
)
def tablet_cloned(lan: Lan) -> Iterator[None]:
    with lan.visitor(claims=TABLET, device=f"tablet-{TABLET:03}"):
        yield
