"""Is each tablet there, by name, once, and well?"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from netcheck.checks.roll import ANSWERED, CHAIN, REPORTED, roll_of
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed, skipped, warned
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.checks.roll import Roll
    from netcheck.model import Result
    from netcheck.probes.report import Tablet

_LEAST_BATTERY = 0.2
"""Of full: a session of two hours takes less from a tablet in use."""
_CLOCK_S = 60.0
"""Seconds: below, a clock that nobody sets on a LAN without internet is good."""
_RECONNECTIONS = 20
"""Since the kiosk started: a reload or a walk through the room costs one each."""
_BAD_LOSS, _BAD_MS = 0.10, 400.0
_WAY = ("host.routes", "ap.link", "ap.silent", "ap.quality", "ap.mtu")
"""What the tablets behind one access point share."""


def _seen(case: Case) -> Iterator[Result]:
    roll = roll_of(case)
    if roll is None or not (roll.expected or roll.heard):
        yield skipped(_("no tablet is expected"))
        return
    untold = _untold(case, roll)
    if untold:
        yield failed("nginx_forwarded_for", untold, got=untold)
    for number in sorted({*roll.expected, *roll.heard}):
        if number in roll.heard:
            yield _heard(case, roll.heard[number])
        else:
            yield _silence(case, number, roll)


def _untold(case: Case, roll: Roll) -> str:
    """The one loopback address that everybody shows, where nginx should have told theirs."""
    shown = {tablet.address for tablet in roll.heard.values()} - {""}
    if case.world.everything_here or len(shown) != 1:
        return ""
    address = next(iter(shown))
    return address if _is_loopback(address) else ""


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _heard(case: Case, tablet: Tablet) -> Result:
    target, name = str(tablet.number), case.world.site.server.name
    host = tablet.host.rpartition(":")[0] or tablet.host if tablet.host.count(":") == 1 else tablet.host
    if host and host.lower() != name and not case.world.everything_here:
        return failed(
            "tablet_not_by_name",
            _("came as {host}").format(host=tablet.host),
            target=target,
            expected=name,
            tablets=TabletNumbers.of([tablet.number]),
            got=host,
        )
    by = _(" by name") if host == name else ""
    return passed(
        _("heard{by}, {seconds} s ago").format(by=by, seconds=f"{tablet.last_heard_s:.1f}"), target=target
    )


def _silence(case: Case, number: int, roll: Roll) -> Result:
    point = case.world.plan.access_point_of(number)
    shared = [f"{check}[{point.number}]" for check in _WAY] if point else []
    fleet = ["ap.silent"] if roll.fleet_silent else []
    if blocker := case.blocker(*shared, *fleet, *CHAIN):
        return blocked(blocker, target=str(number))
    where = (
        _("access point {point}").format(point=point.number) if point else _("no access point in the plan")
    )
    return failed(
        "tablet_silent",
        _("silent"),
        target=str(number),
        evidence=(_("tablet {number}: {where}").format(number=number, where=where),),
        tablets=TabletNumbers.of([number]),
    )


def _unique(case: Case) -> Iterator[Result]:
    roll = roll_of(case)
    tablets = list(roll.heard.values()) if roll else []
    twice = [tablet.number for tablet in tablets if tablet.duplicates]
    for number in twice:
        yield failed(
            "tablet_number_twice",
            _("claimed by {devices} devices").format(devices=roll.heard[number].duplicates + 1)
            if roll
            else "",
            target=str(number),
            tablets=TabletNumbers.of([number]),
        )
    by_device: dict[str, list[int]] = {}
    for tablet in tablets:
        by_device.setdefault(tablet.device, []).append(tablet.number)
    cloned = {device: numbers for device, numbers in by_device.items() if device and len(numbers) > 1}
    for device, numbers in cloned.items():
        shared = TabletNumbers.of(numbers)
        yield failed(
            "tablet_device_twice",
            _("device {device}: {numbers}").format(device=device, numbers=shared),
            target=str(shared),
            evidence=(_("device {device}: tablets {numbers}").format(device=device, numbers=shared),),
            tablets=shared,
        )
    if not twice and not cloned:
        yield passed(
            _("{devices} devices, {numbers} numbers").format(devices=len(by_device), numbers=len(tablets))
        )


def _health(case: Case) -> Iterator[Result]:
    roll, report = roll_of(case), case.fact(ROLL_CALL).report
    if roll is None or report is None:
        return
    for tablet in roll.heard.values():
        complaints = list(_complaints(case, tablet, report.page_version))
        yield from complaints or [passed(_vitals(tablet), target=str(tablet.number))]


def _vitals(tablet: Tablet) -> str:
    battery = "" if tablet.battery is None else _("battery {battery}").format(battery=f"{tablet.battery:.0%}")
    trip = "" if tablet.rtt_ms is None else f"{tablet.rtt_ms:.0f} ms"
    return ", ".join(filter(None, (battery, trip))) or _("nothing to complain about")


def _complaints(case: Case, tablet: Tablet, version: str) -> Iterator[Result]:
    told = {"target": str(tablet.number), "tablets": TabletNumbers.of([tablet.number])}

    def line(text: str) -> tuple[str, ...]:
        return (_("tablet {number}: {text}").format(number=tablet.number, text=text),)

    if tablet.battery is not None and tablet.battery < _LEAST_BATTERY and tablet.charging is not True:
        level = f"{tablet.battery:.0%}"
        yield warned("tablet_battery_low", level, least=f"{_LEAST_BATTERY:.0%}", evidence=line(level), **told)
    if tablet.clock_offset_s is not None and abs(tablet.clock_offset_s) > _CLOCK_S:
        offset = f"{tablet.clock_offset_s:+.0f} s"
        yield warned("tablet_clock_off", offset, most=f"{_CLOCK_S:.0f}", evidence=line(offset), **told)
    if version and tablet.page_version and tablet.page_version != version:
        page = tablet.page_version
        yield warned("tablet_old_page", page, expected=version, version=version, evidence=line(page), **told)
    if tablet.reconnections > _RECONNECTIONS:
        times = str(tablet.reconnections)
        yield warned("tablet_reconnects", times, most=_RECONNECTIONS, evidence=line(times), **told)
    if (tablet.loss or 0) >= _BAD_LOSS or (tablet.rtt_ms or 0) >= _BAD_MS:
        point = case.world.plan.access_point_of(tablet.number)
        shared = point and case.causes(f"ap.quality[{point.number}]")
        if not shared and not case.blocker(*ANSWERED):
            radio = _("{loss} lost, {milliseconds} ms").format(
                loss=f"{tablet.loss or 0:.0%}", milliseconds=round(tablet.rtt_ms or 0)
            )
            yield warned("tablet_poor_radio", radio, evidence=line(radio), **told)


CHECKS = (
    Check(
        id="tablet.seen",
        proves=N_("each tablet reached the server by name, through nginx, and answers the roll call now"),
        judge=_seen,
        probes=(ROLL_CALL,),
        after=REPORTED,
        follows=(*CHAIN, *_WAY),
        causes=("tablet_silent", "tablet_not_by_name", "nginx_forwarded_for"),
    ),
    Check(
        id="tablet.unique",
        proves=N_("no number is there twice, and no device has two numbers"),
        judge=_unique,
        probes=(ROLL_CALL,),
        after=REPORTED,
        causes=("tablet_number_twice", "tablet_device_twice"),
    ),
    Check(
        id="tablet.health",
        proves=N_("battery, clock, page version and radio of each tablet are good"),
        judge=_health,
        probes=(ROLL_CALL,),
        after=REPORTED,
        follows=("ap.quality", *ANSWERED),
        causes=(
            "tablet_battery_low",
            "tablet_clock_off",
            "tablet_old_page",
            "tablet_poor_radio",
            "tablet_reconnects",
        ),
    ),
)
