"""What the server has promised: every reply that acknowledges something, and whether the database has it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from kiosk.economy.goods import relative

if TYPE_CHECKING:
    from collections.abc import Callable

Promise: TypeAlias = tuple[int, str, int, int]
"""(tablet, what, round, value): a choice and its good, a survey and its age, an arrival and its userId."""

PHASES = {"choice": "game", "training_choice": "training"}
_CHOICES = """
    SELECT tablet.number, choice.phase, choice.t, choice.desired_good,
           player.production_good, player.consumption_good
    FROM kiosk_choice AS choice
    JOIN kiosk_player AS player ON player.id = choice.player_id
    JOIN kiosk_tablet AS tablet ON tablet.id = player.tablet_id
    WHERE NOT choice.automatic
"""
_PLAYERS = """
    SELECT tablet.number, player.user_id, player.age
    FROM kiosk_player AS player JOIN kiosk_tablet AS tablet ON tablet.id = player.tablet_id
"""


@dataclass
class Ledger:
    """Promises as the tablets hear them; `lost` and `twice` are of choices, over all looks."""

    connect: Callable[[], Any]
    """Opens a connection to the database, beside the server's."""
    n_goods: int
    promises: set[Promise] = field(default_factory=set)
    lost: int = 0
    twice: int = 0
    longest_stall: float = 0.0
    """Seconds in which nobody was promised anything new."""
    refusals: Counter[str] = field(default_factory=Counter)
    """The codes of the errors that tablets were sent."""
    _latest: float | None = None
    _awaited: list[tuple[int, asyncio.Future[None]]] = field(default_factory=list)
    _refusal: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def choices(self) -> int:
        """How many choices were acknowledged, in the training and in the game."""
        return sum(what in PHASES.values() for _tablet, what, _t, _value in self.promises)

    def hear(self, tablet: int, request: dict[str, Any], reply: dict[str, Any]) -> None:
        """A reply without an error, and what it answers."""
        demand = request["demand"]
        if demand in PHASES:
            if reply["t"] == request["t"]:
                self._write((tablet, PHASES[demand], request["t"], request["good"]))
        elif demand == "survey":
            self._write((tablet, demand, 0, request["age"]))
        elif demand == "init":
            self._write((tablet, demand, 0, reply["userId"]))

    async def more(self, count: int) -> None:
        """Return when so many more promises were made."""
        made = asyncio.get_running_loop().create_future()
        self._awaited.append((len(self.promises) + count, made))
        await made

    def refuse(self, code: str) -> None:
        """An error that a tablet was sent."""
        self.refusals[code] += 1
        self._refusal.set()

    async def refusal(self) -> None:
        """Return when the next error was sent."""
        self._refusal.clear()
        await self._refusal.wait()

    def require(self) -> None:
        """Fail unless everything that was promised is in the database, and once.

        Raises:
            AssertionError: what was lost, or was there twice.
        """
        kept = self._kept()
        lost = self.promises - kept.keys()
        twice = [promise for promise, count in kept.items() if count > 1]
        self.lost += len(lost)
        self.twice += len(twice)
        assert not lost, f"acknowledged, and lost: {sorted(lost)[:10]}"
        assert not twice, f"acknowledged, and there twice: {sorted(twice)[:10]}"

    def _write(self, promise: Promise) -> None:
        if promise in self.promises:
            return
        self.promises.add(promise)
        now = time.monotonic()
        if self._latest is not None:
            self.longest_stall = max(self.longest_stall, now - self._latest)
        self._latest = now
        for awaited in [each for each in self._awaited if each[0] <= len(self.promises)]:
            self._awaited.remove(awaited)
            if not awaited[1].done():
                awaited[1].set_result(None)

    def _kept(self) -> Counter[Promise]:
        connection = self.connect()
        try:
            cursor = connection.cursor()
            cursor.execute(_CHOICES)
            kept: Counter[Promise] = Counter(
                (tablet, phase, t, int(relative(asked, production, consumption, self.n_goods)))
                for tablet, phase, t, asked, production, consumption in cursor.fetchall()
            )
            cursor.execute(_PLAYERS)
            for tablet, user_id, age in cursor.fetchall():
                kept[tablet, "init", 0, user_id] += 1
                kept[tablet, "survey", 0, age] += 1
        finally:
            connection.close()
        return kept
