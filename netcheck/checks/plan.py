"""Is the plan sound, and is it the plan that the server runs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.site import digest, gaps, overlaps
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import failed, passed, warned
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result


def _ranges(case: Case) -> Iterator[Result]:
    plan = case.world.plan
    if not plan.tablets:
        yield failed("plan_empty", _("no tablets"))
        return
    shared = overlaps(plan.access_points)
    for first, second, numbers in shared:
        yield failed(
            "plan_overlap",
            _("access points {first} and {second} share {numbers}").format(
                first=first.number, second=second.number, numbers=numbers
            ),
            target=f"{first.number}+{second.number}",
            first=first.number,
            second=second.number,
            shared=numbers,
            tablets=numbers,
        )
    missing = gaps(plan.access_points)
    if missing:
        yield warned(
            "plan_gap", _("{missing} unassigned").format(missing=missing), missing=missing, tablets=missing
        )
    if not shared and not missing:
        yield passed(
            _("{tablets} tablets, {points} access points").format(
                tablets=len(plan.tablets), points=len(plan.access_points)
            )
        )


def _in_sync(case: Case) -> Iterator[Result]:
    report = case.fact(ROLL_CALL).report
    if report is None:
        return
    ours = digest(case.world.plan.access_points)
    if report.plan_digest == ours:
        yield passed(_("the server runs plan {digest}").format(digest=ours))
    else:
        yield failed(
            "plan_not_loaded",
            _("the server runs plan {theirs}").format(theirs=report.plan_digest or _("none")),
            expected=ours,
        )


CHECKS = (
    Check(
        id="plan.ranges",
        proves=N_("each tablet number has exactly one access point"),
        judge=_ranges,
        causes=("plan_empty", "plan_overlap", "plan_gap"),
    ),
    Check(
        id="plan.in_sync",
        proves=N_("the server runs the plan that netcheck reads"),
        judge=_in_sync,
        probes=(ROLL_CALL,),
        after=("plan.ranges", "store.report", "store.database"),
        causes=("plan_not_loaded",),
    ),
)
