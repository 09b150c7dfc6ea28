from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.survival.evening import Evening

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.survival.house import House, LargeHouse

KILLS_OF_ONE, KILLS_OF_TWO = 110, 100
WITHIN = 40
"""Promises between two kills, at most; after each come those at once who wait, so a kill uses up some forty
of the 5,500 that the room makes."""

THINKING = 0.1
"""Seconds, on average: most kills find some tablets answered, some asking, and some thinking."""

AGAIN_WHILE_IT_STARTS = 0.2
LONGEST_START = 1.2
KILL = "SIGKILL of daphne"


@pytest.mark.timeout(1800)
async def test_a_process_that_is_killed_at_any_moment_loses_nothing(
    small: House, chance: random.Random, figures: Callable[[str], None]
) -> None:
    (process,) = small.processes
    evening = Evening(small, chance, treatment="sixty", thinking=THINKING)

    async def disturb(evening: Evening) -> None:
        while len(evening.faults) < KILLS_OF_ONE:
            await evening.befall(KILL, process.kill, within=WITHIN)
            process.revive()
            if chance.random() < AGAIN_WHILE_IT_STARTS:
                await asyncio.sleep(chance.uniform(0.0, LONGEST_START))
                evening.faults.append(KILL)
                process.kill_and_revive()

    await evening.play(disturb)
    figures(evening.figures())


@pytest.mark.timeout(1800)
async def test_one_of_two_processes_that_is_killed_at_any_moment_loses_nothing(
    large: LargeHouse, chance: random.Random, figures: Callable[[str], None]
) -> None:
    evening = Evening(large, chance, treatment="sixty", thinking=THINKING)

    async def disturb(evening: Evening) -> None:
        for _ in range(KILLS_OF_TWO):
            victim = chance.choice(large.processes)
            await evening.befall(KILL, victim.kill_and_revive, within=WITHIN)

    await evening.play(disturb)
    figures(evening.figures())
