"""A room of sixty that is played to its end, whatever is done to its servers meanwhile."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from kiosk.bots.robot import Robot
from tests.survival.ledger import Ledger
from tests.survival.opening import PLAYERS
from tests.survival.tablet import SurvivingTablet

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.survival.house import House

N_GOODS = 4
QUIET_S = 120.0
"""Seconds in which a room that nothing befalls must go on; only a failure takes so long."""


class Whim:
    """A mind that asks for any good that it does not hold."""

    def __init__(self, n_goods: int, chance: random.Random) -> None:
        self._n_goods = n_goods
        self._chance = chance

    def choose(self, good_in_hand: int) -> int:
        return self._chance.choice([good for good in range(self._n_goods) if good != good_in_hand])

    def learn(self, *_outcome: int) -> None:
        """A whim learns nothing."""


class Evening:
    """Sixty tablets, what they were promised, and what has befallen the house."""

    def __init__(
        self,
        house: House,
        chance: random.Random,
        *,
        treatment: str = "sixty-short",
        restless: bool = True,
        thinking: float = 0.0,
        url: str = "",
    ) -> None:
        """A room under `treatment`, whose tablets reach the house over `url`, or its own address."""
        self.house = house
        self.chance = chance
        self.ledger = Ledger(house.connect, N_GOODS)
        self._thinking = thinking
        self.faults: list[str] = []
        """What was done, in order; shown when the evening fails."""
        house.site.python("-m", "tests.survival.opening", treatment)
        self.tablets = [
            SurvivingTablet(
                url or house.url,
                number,
                self.ledger,
                chance=random.Random(chance.random()),
                restless=restless,
            )
            for number in range(PLAYERS)
        ]

    async def play(self, *disturb: Callable[[Evening], Coroutine[Any, Any, None]]) -> None:
        """Play to the end while each `disturb` does its work.

        Raises:
            AssertionError: a promise was broken, the room is not sound, or it never ended.
        """
        async with asyncio.TaskGroup() as group:
            players = [self._play_one(tablet) for tablet in self.tablets]
            await self._await({group.create_task(each) for each in [*players, *(d(self) for d in disturb)]})
        self.require_sound()

    def require_sound(self) -> None:
        """Fail unless every promise was kept, and the room has ended by the rules."""
        self.ledger.require()
        rounds = sum(what == "game" for _tablet, what, _t, _value in self.ledger.promises)
        assert rounds % PLAYERS == 0
        verified = self.house.site.manage("room", "verify", "1")
        assert " 0 violations" in verified, verified
        assert self._step() == "end"

    async def befall(self, fault: str, act: Callable[[], Any], *, within: int) -> None:
        """Do something to the house, at a moment that chance names within so many promises; then look.

        The promises are counted, and not the seconds, so that it comes in the middle of the play on
        any machine; the milliseconds after decide where in a transaction it comes.
        """
        await self.ledger.more(self.chance.randint(1, within))
        await asyncio.sleep(self.chance.uniform(0.0, 0.03))
        self.faults.append(fault)
        acted = act()
        if asyncio.iscoroutine(acted):
            await acted
        self.ledger.require()

    async def _await(self, tasks: set[asyncio.Task[None]]) -> None:
        """Return when all have come to their end; nobody touches the room meanwhile."""
        while tasks:
            promised = len(self.ledger.promises)
            done, tasks = await asyncio.wait(tasks, timeout=QUIET_S, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
            assert not tasks or len(self.ledger.promises) > promised, (
                f"{len(tasks)} wait for ever, after {self.faults}; the log:\n{self.house.log}"
            )

    async def _play_one(self, tablet: SurvivingTablet) -> None:
        chance = random.Random(self.chance.random())
        robot = Robot(tablet, lambda _place: Whim(N_GOODS, chance), thinking=self._thinking, chance=chance)
        await robot.play()

    def _step(self) -> str:
        connection = self.house.connect()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT step FROM kiosk_room")
            ((step,),) = cursor.fetchall()
        finally:
            connection.close()
        return str(step)

    def figures(self) -> str:
        """The evening in a line."""
        counted = {fault: self.faults.count(fault) for fault in dict.fromkeys(self.faults)}
        faults = ", ".join(f"{count} × {fault}" for fault, count in counted.items())
        ledger = self.ledger
        return (
            f"{faults or 'no fault'}; {ledger.choices} choices acknowledged, {ledger.lost} lost, "
            f"{ledger.twice} twice, longest stall {ledger.longest_stall:.1f} s"
        )
