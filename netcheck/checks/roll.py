"""Who was called, who answered, and how a silence is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from netcheck.probes.roll_call import ROLL_CALL, expected_tablets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conf.site import AccessPoint
    from netcheck.engine import Case
    from netcheck.probes.report import Tablet

FOLD = 0.8
"""From this share of silent tablets on, the silence is what they share, not theirs."""

_FEWEST = 2
"""One silent tablet says nothing about its access point."""

REPORTED = ("store.report", "store.database")
"""Without them nobody tells which tablets are there."""

ANSWERED = ("host.address", "host.address_unique")
"""Without them, what other machines of the LAN answer goes nowhere, or to somebody else."""

CHAIN = (
    *ANSWERED,
    "host.ports",
    "dns.answers",
    "dns.identity",
    "dns.address",
    "dns.other_types",
    "dns.router",
    "dns.handed_out",
    "dns.public",
    "http.direct",
    "http.listens",
    "http.page",
    "http.static",
    "http.tls_port",
    "ws.direct",
    "ws.upgrade",
    "ws.echo",
)
"""What every tablet needs; where one of these failed, it explains tablets that do not come."""


@dataclass(frozen=True)
class Roll:
    """The roll call: tablets expected, and those heard by their number."""

    expected: TabletNumbers
    heard: Mapping[int, Tablet]

    def missing(self, numbers: Iterable[int]) -> TabletNumbers:
        """Those of `numbers` that are expected and silent."""
        return TabletNumbers.of(n for n in numbers if n in self.expected and n not in self.heard)

    def called(self, numbers: Iterable[int]) -> TabletNumbers:
        """Those of `numbers` that are expected."""
        return TabletNumbers.of(n for n in numbers if n in self.expected)

    def silent(self, numbers: Iterable[int]) -> bool:
        """Whether so many of them are silent that it is not their own doing."""
        numbers = tuple(numbers)
        missing = len(self.missing(numbers))
        return missing >= _FEWEST and missing >= FOLD * len(self.called(numbers))

    @property
    def fleet_silent(self) -> bool:
        """Whether hardly anybody is heard."""
        return self.silent(self.expected)


def roll_of(case: Case) -> Roll | None:
    """The roll call, or None where there is no report."""
    called = case.fact(ROLL_CALL)
    if called.report is None:
        return None
    return Roll(expected_tablets(case.world, called.report), called.tablets)


def points_called(case: Case, roll: Roll) -> list[AccessPoint]:
    """The access points with expected tablets."""
    return [point for point in case.world.plan.access_points if roll.called(point.tablets)]
