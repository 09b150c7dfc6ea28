"""Pairs of faults that have nothing to do with each other: netcheck must name both, and nothing else."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

from netcheck.checks import CHECKS
from tests.lan import site
from tests.lan.faults import FAULTS

if TYPE_CHECKING:
    from tests.lan.faults.fault import Fault
    from tests.lan.site import Layout

SEED = 20180601
PAIRS = 10
"""Of each layout."""
_AFTER = {check.id: {name.partition("[")[0] for name in check.after} for check in CHECKS}
_OF_THE_TABLETS = ("ap.silent", "ap.quality", "ap.mtu", "tablet.")
"""Checks that only tablets which are heard make possible."""
_SILENCING = ("fleet_silent", "all_access_points_dark")
_ON_THEIR_WAY = ("server", "dns", "router", "firewall", "nginx", "kiosk", "store")
_HARMLESS = (
    *("disk_full", "dns_aaaa_record", "dns_dead_upstream", "plan_not_loaded", "plan_overlap"),
    *("static_listing", "static_escape", "too_few_connections", "ws_cut_when_idle"),
)
"""What netcheck must not let pass, though a dozen tablets wait well with it."""
_EVERYBODY = range(site.TABLETS)


def sample(layout: Layout) -> list[tuple[Fault, Fault]]:
    """As many pairs, drawn with a seed, each fault at most once while there are others."""
    chance = random.Random(f"{SEED}/{layout}")
    faults = [fault for fault in FAULTS.values() if layout in fault.layouts]
    possible = [pair for pair in combinations(faults, 2) if independent(*pair)]
    chance.shuffle(possible)
    chosen: list[tuple[Fault, Fault]] = []
    for pair in sorted(possible, key=lambda pair: {"server"} & {fault.link for fault in pair} != set()):
        taken = {fault.name for known in chosen for fault in known}
        if not _unreported(*pair) and not {fault.name for fault in pair} & taken:
            chosen.append(pair)
    return chosen[:PAIRS]


def independent(one: Fault, other: Fault) -> bool:
    """Whether neither hides the other, nor changes what it does."""
    shared = set(one.expects.concerned(_EVERYBODY)) & set(other.expects.concerned(_EVERYBODY))
    return one.link != other.link and not shared and not _hides(one, other) and not _hides(other, one)


def _unreported(*pair: Fault) -> bool:
    """Whether one is known by the kiosk's own word alone, and the other silences the kiosk."""
    named = [_named_by(fault.expects.cause) for fault in pair]
    return any("http.direct" in checks for checks in named) and any(
        "store.report" in _before(check) for checks in named for check in checks
    )


def _hides(one: Fault, other: Fault) -> bool:
    """Whether what names the other is not looked at, or proves nothing, while one is there."""
    if one.expects.warning:
        return False
    broken, cause = _named_by(one.expects.cause), one.expects.cause
    silent = cause in _SILENCING or (one.link in _ON_THEIR_WAY and cause not in _HARMLESS)
    return all(
        _before(check) & broken or (silent and check.startswith(_OF_THE_TABLETS))
        for check in _named_by(other.expects.cause)
    )


def _named_by(cause: str) -> set[str]:
    return {check.id for check in CHECKS if cause in check.causes}


def _before(check: str) -> set[str]:
    """The checks that must be right before this one is made."""
    direct = _AFTER[check]
    return direct.union(*map(_before, direct))
