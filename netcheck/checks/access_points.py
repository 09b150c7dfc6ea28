"""Does each access point stand, bring its tablets, and bring them well?"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.checks.roll import ANSWERED, CHAIN, REPORTED, points_called, roll_of
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed, skipped, warned
from netcheck.probes.icmp import WHOLE
from netcheck.probes.links import LINKS, PATHS
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conf.site import AccessPoint
    from netcheck.checks.roll import Roll
    from netcheck.model import Result
    from netcheck.probes.icmp import Echo
    from netcheck.probes.links import Link, Path

_LAN = frozenset({Profile.LAN})
_OVER_WIFI = frozenset({Profile.LAN, Profile.WAN})
_LOSSY, _BAD_LOSS = 0.03, 0.10
"""Shares of lost pings: a wired LAN loses none, a healthy Wi-Fi under three in a hundred."""
_CHANCE, _BAD_ECHOES = 1, 0.15
"""Echo requests that may get lost by chance, and the share from which on it is none."""
_SLOW_MS, _BAD_MS = 150.0, 400.0
"""Round trips: a healthy Wi-Fi takes under 50 ms; from 400 ms on a touch feels unanswered."""
_ALL_DARK = "all_access_points_dark"
_FEWEST = 2
"""One tablet's round trips say where it lies, not how its access point is."""


def _link(case: Case) -> Iterator[Result]:
    links, roll = case.fact(LINKS), roll_of(case)
    points = case.world.plan.access_points
    dark = [point for point in points if point.number in links and not links[point.number].alive]
    unheard = [point for point in dark if not _brings(point, roll)]
    if len(unheard) == len(links) > 1:
        tablets = roll.missing(case.world.plan.tablets) if roll else case.world.plan.tablets
        evidence = tuple(links[point.number].said for point in points if point.number in links)
        yield failed(_ALL_DARK, _("none answers"), evidence=evidence, tablets=tablets)
        return
    for point in points:
        if point.number in links:
            yield _one_link(point, links[point.number], roll)
        else:
            yield skipped(_("the plan does not know its address"), target=str(point.number))


def _brings(point: AccessPoint, roll: Roll | None) -> bool:
    return roll is not None and any(number in roll.heard for number in point.tablets)


def _one_link(point: AccessPoint, link: Link, roll: Roll | None) -> Result:
    target = str(point.number)
    if link.alive:
        return passed(_("answers at {address}").format(address=point.address), target=target)
    told = {"target": target, "evidence": (link.said,), "point": point.number, "point_address": point.address}
    if _brings(point, roll):
        return warned("ap_address_wrong", link.said, **told)
    return failed(
        "ap_dark", link.said, tablets=roll.missing(point.tablets) if roll else point.tablets, **told
    )


def _silent(case: Case) -> Iterator[Result]:
    roll = roll_of(case)
    if roll is None or not roll.expected:
        yield skipped(_("no tablet is expected"))
        return
    points = points_called(case, roll)
    chain = case.blocker(*CHAIN)
    if roll.fleet_silent and chain:
        yield blocked(chain)
    elif roll.fleet_silent and sum(not _explained(case, point) for point in points) > 1:
        missing = roll.missing(roll.expected)
        yield failed(
            "fleet_silent",
            _("{silent} of {expected} silent").format(silent=len(missing), expected=len(roll.expected)),
            tablets=missing,
            silent=len(missing),
            expected=len(roll.expected),
        )
    else:
        shared = chain if _widespread(case, points, roll) else ""
        for point in points:
            yield _one_silence(case, point, roll, shared=shared)


def _widespread(case: Case, points: list[AccessPoint], roll: Roll) -> bool:
    """Whether tablets are silent behind more than one access point that nothing else explains."""
    return sum(bool(roll.missing(point.tablets)) and not _explained(case, point) for point in points) > 1


def _explained(case: Case, point: AccessPoint) -> str:
    if _ALL_DARK in case.causes("ap.link"):
        return "ap.link"
    return case.blocker(f"ap.link[{point.number}]", f"host.routes[{point.number}]", *ANSWERED)


def _one_silence(case: Case, point: AccessPoint, roll: Roll, *, shared: str) -> Result:
    """`shared` is the broken link of the chain that keeps tablets here and there from coming, if one does."""
    target, called, missing = str(point.number), roll.called(point.tablets), roll.missing(point.tablets)
    if not roll.silent(point.tablets):
        heard = len(called) - len(missing)
        return passed(
            _("{heard} of {called} tablets heard").format(heard=heard, called=len(called)), target=target
        )
    worse = case.blocker(f"ap.quality[{target}]", f"ap.mtu[{target}]")
    if blocker := _explained(case, point) or worse or shared:
        return blocked(blocker, target=target)
    return failed(
        "ap_silent",
        _("{silent} of {expected} silent").format(silent=len(missing), expected=len(called)),
        target=target,
        tablets=missing,
        point=point.number,
        silent=len(missing),
        expected=len(called),
        ssid=point.ssid or case.world.site.router.ssid,
    )


def _quality(case: Case) -> Iterator[Result]:
    roll, links = roll_of(case), case.fact(LINKS)
    for point in case.world.plan.access_points:
        target = str(point.number)
        tablets = [roll.heard[number] for number in point.tablets if number in roll.heard] if roll else []
        loss = [tablet.loss for tablet in tablets if tablet.loss is not None]
        trips = [tablet.rtt_ms for tablet in tablets if tablet.rtt_ms is not None]
        lost = _echoes_lost(links.get(point.number))
        if lost < _BAD_ECHOES and max(len(loss), len(trips)) < _FEWEST:
            yield skipped(_("too few of its tablets measure"), target=target)
            continue
        yield _judged_quality(point, median(loss or [0.0]), median(trips or [0.0]), echoes=lost)


def _echoes_lost(link: Link | None) -> float:
    """The share of echo requests to the access point itself that got lost, where it answers some."""
    if link is None or not link.asked or link.lost in (link.asked, *range(_CHANCE + 1)):
        return 0.0
    return link.lost / link.asked


def _judged_quality(point: AccessPoint, loss: float, trip: float, *, echoes: float) -> Result:
    worst = max(loss, echoes)
    observed = _("{loss} lost, {milliseconds} ms").format(loss=f"{worst:.0%}", milliseconds=round(trip))
    told = {
        "target": str(point.number),
        "tablets": point.tablets,
        "point": point.number,
        "loss": f"{worst:.0%}",
        "milliseconds": round(trip),
    }
    if loss >= _BAD_LOSS or echoes >= _BAD_ECHOES:
        return failed("ap_lossy", observed, **told)
    if trip >= _BAD_MS:
        return failed("ap_slow", observed, **told)
    if worst >= _LOSSY:
        return warned("ap_lossy", observed, **told)
    if trip >= _SLOW_MS:
        return warned("ap_slow", observed, **told)
    return passed(observed, target=str(point.number))


def _mtu(case: Case) -> Iterator[Result]:
    paths = case.fact(PATHS)
    for point in case.world.plan.access_points:
        target, found = str(point.number), paths.get(point.number, ())
        answering = [path for path in found if path.small.came_back]
        if lossy := case.blocker(f"ap.quality[{target}]"):
            yield blocked(lossy, target=target)
        elif any(path.small.outcome is None for path in found):
            yield skipped(_("this machine may not send echo requests"), target=target)
        elif not answering:
            yield skipped(_("neither it nor a tablet of it answers echo requests"), target=target)
        elif _whole_packets_pass(point, answering):
            yield passed(_("whole packets come back"), target=target)
        else:
            far = answering[0].small.address
            evidence = tuple(
                _("ping {address}: answered; {bytes} bytes: {said}").format(
                    address=path.small.address, bytes=WHOLE, said=_words(path.whole)
                )
                for path in answering
            )
            yield failed(
                "ap_mtu_hole",
                _("small packets come back, whole ones do not"),
                target=target,
                evidence=evidence,
                tablets=point.tablets,
                point=point.number,
                far=far,
            )


def _words(echo: Echo) -> str:
    return echo.outcome.words if echo.outcome else _("not allowed")


def _whole_packets_pass(point: AccessPoint, paths: list[Path]) -> bool:
    """To the access point itself, where it answers, and to one at least of those behind it."""
    to_it = [path.whole.came_back for path in paths if path.small.address == point.address]
    behind = [path.whole.came_back for path in paths if path.small.address != point.address]
    return all(to_it) and (not behind or any(behind))


CHECKS = (
    Check(
        id="ap.link",
        proves=N_("the access point answers at its management address"),
        judge=_link,
        probes=(LINKS, ROLL_CALL),
        after=ANSWERED,
        causes=(_ALL_DARK, "ap_dark", "ap_address_wrong"),
        profiles=_LAN,
    ),
    Check(
        id="ap.silent",
        proves=N_("the access point brings most of its tablets"),
        judge=_silent,
        probes=(ROLL_CALL,),
        after=REPORTED,
        follows=(*CHAIN, "host.routes", "ap.link", "ap.quality", "ap.mtu"),
        causes=("fleet_silent", "ap_silent"),
        profiles=_OVER_WIFI,
    ),
    Check(
        id="ap.quality",
        proves=N_("its tablets' messages get through, without loss and delay"),
        judge=_quality,
        probes=(ROLL_CALL, LINKS),
        after=(*REPORTED, *ANSWERED),
        causes=("ap_lossy", "ap_slow"),
    ),
    Check(
        id="ap.mtu",
        proves=N_("whole packets pass to its tablets"),
        judge=_mtu,
        probes=(PATHS,),
        after=(*REPORTED, *ANSWERED),
        follows=("ap.quality",),
        causes=("ap_mtu_hole",),
        profiles=_LAN,
    ),
)
