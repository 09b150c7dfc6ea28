"""An examination of the site: once, until it is ready, or for as long as somebody watches."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from netcheck import engine
from netcheck.checks import CHECKS
from netcheck.diagnosis import diagnose, verdict_of
from netcheck.engine import Selection
from netcheck.model import Verdict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from netcheck.diagnosis import Diagnosis
    from netcheck.engine import Check, Observer
    from netcheck.world import World


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What to run, each time anew. `budget` in seconds."""

    world: World
    budget: float
    selection: Selection = field(default_factory=Selection)
    observers: Sequence[Observer] = ()
    checks: Sequence[Check] = CHECKS

    async def once(self) -> Diagnosis:
        """One run, diagnosed."""
        moment, began = datetime.now(UTC), self.world.clock()
        results = await engine.run(
            self.checks,
            self.world,
            selection=self.selection,
            budget=self.budget,
            observers=self.observers,
        )
        return diagnose(self.world, results, moment=moment, duration=self.world.clock() - began)


async def until_ready(
    once: Callable[[], Awaitable[Diagnosis]],
    *,
    seconds: float,
    pause: float,
    clock: Callable[[], float],
    told: Callable[[Diagnosis], None] = lambda _diagnosis: None,
) -> Diagnosis:
    """The first diagnosis that is READY, or the last after `seconds`; `told` hears of those before."""
    deadline = clock() + seconds
    while True:
        diagnosis = await once()
        left = deadline - clock()
        if diagnosis.verdict is Verdict.READY or left <= 0:
            return diagnosis
        told(diagnosis)
        await asyncio.sleep(min(pause, left))


async def watch(once: Callable[[], Awaitable[Diagnosis]], *, pause: float) -> AsyncIterator[Diagnosis]:
    """Diagnosis after diagnosis; after a good run it takes two bad ones in a row to turn red."""
    before: Diagnosis | None = None
    while True:
        now = await once()
        yield confirmed(before, now)
        before = now
        await asyncio.sleep(pause)


def confirmed(before: Diagnosis | None, now: Diagnosis) -> Diagnosis:
    """`now`, with its problems as warnings where the run before had none, whatever they are."""
    if before is None or before.problems:
        return now
    return replace(now, verdict=verdict_of(()), problems=(), warnings=(*now.problems, *now.warnings))
