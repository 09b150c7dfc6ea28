"""Tablets: silent, nameless, cloned, misplaced, unwell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from conf.numbers import TabletNumbers
from conf.site import Profile
from netcheck.model import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeSite


def _change(number: int, **changes: Any) -> Callable[[FakeSite], None]:
    return lambda site: site.tablet(number).update(changes)


SICKNESSES: list[tuple[str, Callable[[FakeSite], None], tuple[str, State, str]]] = [
    ("off", _change(7, last_heard_s=120.0), ("tablet_silent", State.FAIL, "7")),
    ("by address", _change(7, host="127.0.0.2"), ("tablet_not_by_name", State.FAIL, "7")),
    ("by another name", _change(7, host="other.fr:80"), ("tablet_not_by_name", State.FAIL, "7")),
    ("two devices, one number", _change(7, duplicates=1), ("tablet_number_twice", State.FAIL, "7")),
    ("one device, two numbers", _change(7, device="device-3"), ("tablet_device_twice", State.FAIL, "3,7")),
    (
        "wrong subnet",
        _change(7, address="192.168.2.107", ssid=""),
        ("tablet_wrong_access_point", State.FAIL, "7"),
    ),
    ("nearly empty", _change(7, battery=0.07), ("tablet_battery_low", State.WARN, "7")),
    ("clock an hour off", _change(7, clock_offset_s=-3600.0), ("tablet_clock_off", State.WARN, "7")),
    ("an old page", _change(7, page_version="p0"), ("tablet_old_page", State.WARN, "7")),
    ("reconnecting", _change(7, reconnections=55), ("tablet_reconnects", State.WARN, "7")),
    ("far away", _change(7, loss=0.3), ("tablet_poor_radio", State.WARN, "7")),
]


@pytest.mark.parametrize(
    ("sick", "expected"), [row[1:] for row in SICKNESSES], ids=[row[0] for row in SICKNESSES]
)
async def test_a_sick_tablet_has_one_cause(
    site: FakeSite, sick: Callable[[FakeSite], None], expected: tuple[str, State, str]
) -> None:
    sick(site)

    diagnosis = await site.examine()

    found = [
        (item.cause, item.state, str(item.tablets)) for item in (*diagnosis.problems, *diagnosis.warnings)
    ]
    assert found == [expected]


async def test_many_sick_tablets_are_one_problem_that_lists_them(site: FakeSite) -> None:
    for number in (1, 2, 3, 12):
        site.tablet(number)["battery"] = 0.1

    (warning,) = (await site.examine()).warnings

    assert (warning.cause, str(warning.tablets)) == ("tablet_battery_low", "1-3,12")
    assert warning.evidence == tuple(f"tablet {number}: 10%" for number in (1, 2, 3, 12))


async def test_a_charging_tablet_may_be_empty(site: FakeSite) -> None:
    site.tablet(7).update(battery=0.05, charging=True)

    assert await site.found() == {}


async def test_an_old_application_that_only_pings_is_heard(site: FakeSite) -> None:
    for tablet in site.report["tablets"]:
        unknown = ("rtt_ms", "loss", "ssid", "bssid", "battery", "charging", "page_version", "clock_offset_s")
        tablet.update(dict.fromkeys(unknown))

    diagnosis = await site.examine()

    assert diagnosis.verdict is Verdict.READY
    assert {result.state for result in diagnosis.results if result.check == "tablet.seen"} == {State.PASS}


async def test_an_nginx_that_hides_the_tablets_is_one_problem(site: FakeSite) -> None:
    for tablet in site.report["tablets"]:
        tablet.update(address="127.0.0.1", ssid=None)

    assert await site.found() == {"nginx_forwarded_for": ""}


async def test_tablets_not_expected_today_are_not_missed(site: FakeSite) -> None:
    site.silence(*range(5, 15))
    site.options["tablets"] = TabletNumbers.parse("0-4")

    assert await site.found() == {}


async def test_tablets_outside_the_open_rooms_are_not_missed(site: FakeSite) -> None:
    site.silence(*range(5, 15))
    site.report["rooms"] = [
        {"id": 1, "step": "end", "tablets": "5-14"},
        {"id": 2, "step": "game", "tablets": "0-4"},
    ]

    assert await site.found() == {}


async def test_a_room_for_any_tablet_expects_the_whole_plan(site: FakeSite) -> None:
    site.report["rooms"] = [{"id": 1, "step": "welcome", "tablets": ""}]
    site.silence(3)

    assert await site.found() == {"tablet_silent": "3"}


async def test_without_a_room_the_whole_plan_is_expected(site: FakeSite) -> None:
    site.report["rooms"] = []
    site.silence(3)

    assert await site.found() == {"tablet_silent": "3"}


async def test_on_one_machine_nobody_is_expected_without_a_room(site: FakeSite) -> None:
    site.plan = replace(site.plan, site=site.plan.site.on(Profile.LOCAL))
    site.report.update(rooms=[], tablets=[])
    site.running = {"kiosk"}

    assert await site.found() == {}


async def test_a_tablet_the_plan_does_not_know_plays_and_its_path_is_unknown(site: FakeSite) -> None:
    site.report["tablets"].append(site.tablet(3) | {"number": 88, "device": "device-88"})

    diagnosis = await site.examine()

    results = {result.id: result for result in diagnosis.results}
    assert diagnosis.verdict is Verdict.READY
    assert results["tablet.seen[88]"].state is State.PASS
    assert results["tablet.path[88]"].reason == "the plan gives it no access point"


async def test_a_fleet_that_comes_back_during_the_roll_call_is_heard(site: FakeSite) -> None:
    site.options["roll_call"] = 30.0
    site.silence(3)
    calls: list[str] = []
    healthy = site.kiosk.site

    def answer(asked: Any) -> Any:
        if asked.path == "/api/report":
            calls.append(asked.path)
            if len(calls) == 2:
                site.tablet(3)["last_heard_s"] = 0.1
        return healthy(asked)

    site.kiosk.site = answer

    assert await site.found() == {}
    assert len(calls) == 2
