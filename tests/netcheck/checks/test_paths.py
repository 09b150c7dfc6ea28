"""Through which access point: the evidence, its order, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from conf.evidence import UNTOLD_BSSID, points_shown
from conf.numbers import TabletNumbers
from conf.site import AccessPoint
from netcheck.model import State
from netcheck.probes.report import read_report

if TYPE_CHECKING:
    from netcheck.probes.report import Tablet
    from tests.netcheck.fakes.site import FakeSite

POINTS = (
    AccessPoint(
        1, TabletNumbers.parse("0-4"), network="192.168.2.0/24", ssid="one", bssids=("a0:00:00:00:00:01",)
    ),
    AccessPoint(
        2, TabletNumbers.parse("5-9"), source="192.168.1.12", ssid="two", bssids=("a0:00:00:00:00:02",)
    ),
    AccessPoint(3, TabletNumbers.parse("10-14"), ssid="shared"),
    AccessPoint(4, TabletNumbers.parse("15-19"), ssid="shared"),
)


def _tablet(site: FakeSite, **says: Any) -> Tablet:
    nothing = {"address": None, "ssid": None, "bssid": None}
    return read_report(site.report | {"tablets": [site.tablet(7) | nothing | says]}).tablets[0]


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ({"address": "192.168.2.40"}, {"subnet": 1}),
        ({"address": "192.168.1.12"}, {"address": 2}),
        ({"bssid": "A0:00:00:00:00:02"}, {"BSSID": 2}),
        ({"ssid": "one"}, {"SSID": 1}),
        ({"ssid": "shared"}, {}),
        ({"bssid": UNTOLD_BSSID}, {}),
        ({"address": "192.168.9.9"}, {}),
        ({"address": "not an address"}, {}),
        ({}, {}),
        ({"address": "192.168.2.40", "ssid": "two"}, {"subnet": 1, "SSID": 2}),
    ],
    ids=[
        "subnet",
        "translated address",
        "BSSID",
        "SSID",
        "an SSID of two",
        "a BSSID that Android hides",
        "a foreign subnet",
        "no address",
        "nothing",
        "a conflict",
    ],
)
def test_each_kind_of_evidence_shows_the_access_point_that_alone_fits(
    site: FakeSite, says: dict[str, Any], shown: dict[str, int]
) -> None:
    assert points_shown(POINTS, _tablet(site, **says)) == shown


async def test_without_evidence_the_path_is_said_to_be_unknown(site: FakeSite) -> None:
    site.plan = replace(
        site.plan,
        access_points=tuple(replace(point, network="", ssid="") for point in site.plan.access_points),
    )

    diagnosis = await site.examine("tablet.path")

    paths = [result for result in diagnosis.results if result.check == "tablet.path"]
    assert {(result.state, result.reason) for result in paths} == {
        (State.SKIP, "unknown: no evidence available")
    }


async def test_conflicting_evidence_is_shown_and_the_most_trusted_decides(site: FakeSite) -> None:
    site.tablet(7)["ssid"] = "game-1"

    diagnosis = await site.examine("tablet.path")

    (result,) = [item for item in diagnosis.results if item.id == "tablet.path[7]"]
    assert (result.state, result.observed) == (State.PASS, "subnet: access point 2, SSID: access point 1")


async def test_the_lease_of_a_misplaced_tablet_is_shown(site: FakeSite) -> None:
    site.tablet(7).update(address="192.168.2.107", ssid=None)
    site.machine.lease_file = "1767600000 02:00:00:00:00:07 192.168.2.107 tablet-7 *\nduid 00:01:00:01\n"

    (problem,) = (await site.examine("tablet.path")).problems

    assert problem.evidence == (
        "tablet 7: subnet: access point 1, planned: access point 2 (leased to 02:00:00:00:00:07 tablet-7)",
    )
