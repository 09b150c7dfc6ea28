"""Which faults are tried in which layout, where there is no time for all of them in each."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from tests.lan.faults import FAULTS
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.faults.fault import Fault

_IN_EACH = ("router", "firewall")
_IN_TWO = "access_points"
"""Links of the chain at which the layouts differ. What happens on the server is the same in all three."""


def everything() -> list[tuple[Layout, Fault]]:
    """Every fault in every layout in which it makes sense, layout by layout."""
    return [(layout, fault) for layout in Layout for fault in FAULTS.values() if layout in fault.layouts]


def sample() -> list[tuple[Layout, Fault]]:
    """Every fault in one layout at least, each layout with its share; where they differ, in more."""
    chosen = set(_sample())
    return [(layout, fault) for layout, fault in everything() if (layout, fault.name) in chosen]


def _sample() -> Iterator[tuple[Layout, str]]:
    in_turn, left_out = cycle(Layout), cycle(Layout)
    for fault in FAULTS.values():
        if fault.link in _IN_EACH or len(fault.layouts) == 1:
            yield from ((layout, fault.name) for layout in fault.layouts)
        elif fault.link == _IN_TWO:
            without = next(left_out) if len(fault.layouts) == len(Layout) else None
            yield from ((layout, fault.name) for layout in fault.layouts if layout is not without)
        else:
            yield next(layout for layout in in_turn if layout in fault.layouts), fault.name
