"""Through which access point did each tablet come? Every kind of evidence is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.evidence import points_shown
from conf.numbers import TabletNumbers
from conf.site import Profile
from netcheck.checks.roll import REPORTED, roll_of
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import failed, passed, skipped
from netcheck.probes.leases import LEASES
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result
    from netcheck.probes.report import Tablet

KINDS = (N_("subnet"), N_("address"), N_("BSSID"), N_("SSID"))
"""The kinds of evidence that `conf.evidence` knows, to be said in the reader's language."""


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
        after=("plan.ranges", *REPORTED),
        causes=("tablet_wrong_access_point",),
        profiles=frozenset({Profile.LAN}),
    ),
)
