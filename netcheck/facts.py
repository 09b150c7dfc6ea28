"""Facts: what probes learn about the world, each probe run once, at the latest when first asked for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from netcheck.timeouts import Timeout
    from netcheck.world import World

Fact = TypeVar("Fact")

_GRACE = 0.5
"""A probe ends by its own time-outs; this much later it is cut off."""


@dataclass(frozen=True)
class Probe(Generic[Fact]):
    """A look at the world that returns a fact, also when what it looked at is broken."""

    name: str
    look: Callable[[World, Facts], Awaitable[Fact]]
    timeout: Timeout


class Facts:
    """The facts of one run: typed by the probe that brings them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    def begin(self, probe: Probe[Fact]) -> asyncio.Task[Fact]:
        """Start the probe unless it runs or has run."""
        if probe.name not in self._tasks:
            self._tasks[probe.name] = asyncio.create_task(self._look(probe), name=f"probe {probe.name}")
        return self._tasks[probe.name]

    async def get(self, probe: Probe[Fact]) -> Fact:
        """The fact, as soon as it is known."""
        return await asyncio.shield(self.begin(probe))

    def __getitem__(self, probe: Probe[Fact]) -> Fact:
        """The fact of a probe that has finished."""
        fact: Fact = self._tasks[probe.name].result()
        return fact

    async def settle(self, probes: Iterable[Probe[Any]]) -> list[asyncio.Task[Any]]:
        """Wait until the probes have ended, however they ended."""
        tasks = [self.begin(probe) for probe in probes]
        if tasks:
            await asyncio.wait(tasks)
        return tasks

    def cut_off(self) -> None:
        """Cancel every probe that still runs."""
        for task in self._tasks.values():
            task.cancel()

    async def close(self) -> None:
        """Cut off what still runs, and wait until it has gone."""
        self.cut_off()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _look(self, probe: Probe[Fact]) -> Fact:
        async with asyncio.timeout(probe.timeout.seconds + _GRACE):
            return await probe.look(self._world, self)
