"""The roll call: the kiosk's report, asked for until every expected tablet was heard."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_
from netcheck.probes.fields import FieldError, Fields
from netcheck.probes.http import Response, fetch
from netcheck.probes.pages import straight
from netcheck.probes.report import SCHEMA, Report, Tablet, read_report
from netcheck.timeouts import Timeout

if TYPE_CHECKING:
    from netcheck.facts import Facts
    from netcheck.world import World

PATH = "/api/report"
_OK = 200
_BETWEEN_CALLS = 0.5
"""Seconds until the roll is called again for those who were missing."""


@dataclass(frozen=True)
class RollCall:
    """The last report of the roll call, or how asking for it failed."""

    response: Response | None = None
    """None where there was no token to ask with."""
    report: Report | None = None
    schema: str = ""
    """What the report calls itself, where that is not `SCHEMA`."""
    mistake: str = ""
    """What is wrong with it, where it cannot be read."""

    @property
    def tablets(self) -> dict[int, Tablet]:
        """The tablets heard now, by number."""
        known = self.report.tablets if self.report else ()
        return {tablet.number: tablet for tablet in known if tablet.heard}


def expected_tablets(world: World, report: Report) -> TabletNumbers:
    """Who must be there: those the operator named, else those the open rooms name, else the whole plan."""
    if world.tablets is not None:
        return world.tablets
    if report.open_rooms:
        return TabletNumbers.of(number for room in report.open_rooms for number in room)
    return TabletNumbers() if world.everything_here else world.plan.tablets


async def _roll_call(world: World, _facts: Facts) -> RollCall:
    """Ask until everybody expected was heard, or until the window closes."""
    if not world.token.text:
        return RollCall()
    closes = world.clock() + world.roll_call
    while True:
        called = await _call(world)
        if called.report is None or world.clock() >= closes:
            return called
        heard = called.tablets
        if all(number in heard for number in expected_tablets(world, called.report)):
            return called
        await asyncio.sleep(_BETWEEN_CALLS)


async def _call(world: World) -> RollCall:
    request = straight(world, PATH, Authorization=f"Bearer {world.token.text}")
    response = await fetch(world, request)
    if response.status != _OK:
        return RollCall(response)
    try:
        return _read(response)
    except UnicodeDecodeError:
        mistake = "expected JSON, got other bytes"
    except json.JSONDecodeError as error:
        mistake = f"expected JSON, got {response.body[:40]!r}: {error.msg}"
    except FieldError as error:
        mistake = str(error)
    return RollCall(response, mistake=mistake)


def _read(response: Response) -> RollCall:
    content = json.loads(response.body)
    schema = Fields(content, "").text("schema", optional=True)
    if schema != SCHEMA:
        return RollCall(response, schema=schema or repr(content)[:40])
    return RollCall(response, read_report(content))


ROLL_CALL = Probe(
    N_("the roll call"),
    _roll_call,
    Timeout(timeouts.ROLL_CALL.seconds + timeouts.REPORT.seconds + 1, N_("the window, then the last report")),
)
