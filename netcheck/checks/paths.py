"""Through which access point did each tablet come? Every kind of evidence is heard."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from conf.site import Profile
from netcheck.checks.roll import REPORTED, roll_of
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import failed, passed, skipped
from netcheck.probes.leases import LEASES
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conf.site import AccessPoint
    from netcheck.model import Result
    from netcheck.probes.report import Tablet

UNTOLD_BSSID = "02:00:00:00:00:00"
"""What Android says where the browser may not know: location off, or Fully's interface off."""


def _came_from(point: AccessPoint, tablet: Tablet) -> bool:
    try:
        address = ipaddress.ip_address(tablet.address)
    except ValueError:
        return False
    return bool(point.network) and address in ipaddress.ip_network(point.network)


_EVIDENCE: tuple[tuple[str, Callable[[AccessPoint, Tablet], bool]], ...] = (
    (N_("subnet"), _came_from),
    (N_("address"), lambda point, tablet: bool(point.source) and point.source == tablet.address),
    (
        N_("BSSID"),
        lambda point, tablet: (
            bool(tablet.bssid) and tablet.bssid != UNTOLD_BSSID and tablet.bssid in point.bssids
        ),
    ),
    (N_("SSID"), lambda point, tablet: bool(tablet.ssid) and point.ssid == tablet.ssid),
)
"""The kinds of evidence, the most trusted first."""


def points_shown(points: tuple[AccessPoint, ...], tablet: Tablet) -> dict[str, int]:
    """By kind of evidence, the number of the access point that it shows, where it shows exactly one."""
    shown = {}
    for kind, fits in _EVIDENCE:
        fitting = [point.number for point in points if fits(point, tablet)]
        if len(fitting) == 1:
            shown[kind] = fitting[0]
    return shown


def _path(case: Case) -> Iterator[Result]:
    roll = roll_of(case)
    if roll is None or not roll.heard:
        yield skipped(_("no tablet was heard"))
        return
    for tablet in roll.heard.values():
        yield _one(case, tablet)


def _one(case: Case, tablet: Tablet) -> Result:
    plan, target = case.world.plan, str(tablet.number)
    assigned = plan.access_point_of(tablet.number)
    shown = points_shown(plan.access_points, tablet)
    if assigned is None:
        return skipped(_("the plan gives it no access point"), target=target)
    if not shown:
        return skipped(_("unknown: no evidence available"), target=target)
    words = ", ".join(
        _("{kind}: access point {point}").format(kind=_(kind), point=point) for kind, point in shown.items()
    )
    came_by = next(iter(shown.values()))
    if came_by == assigned.number:
        return passed(words, target=target)
    lease = case.fact(LEASES).get(tablet.address)
    leased = _(" (leased to {mac} {name})").format(mac=lease.mac, name=lease.name) if lease else ""
    return failed(
        "tablet_wrong_access_point",
        words,
        target=target,
        expected=_("access point {point}").format(point=assigned.number),
        evidence=(
            _("tablet {number}: {words}, planned: access point {point}{leased}").format(
                number=tablet.number, words=words, point=assigned.number, leased=leased
            ),
        ),
        tablets=TabletNumbers.of([tablet.number]),
    )


CHECKS = (
    Check(
        id="tablet.path",
        proves=N_("each tablet came through its assigned access point"),
        judge=_path,
        probes=(ROLL_CALL, LEASES),
        after=REPORTED,
        causes=("tablet_wrong_access_point",),
        profiles=frozenset({Profile.LAN}),
    ),
)
