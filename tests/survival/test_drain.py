from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.survival.evening import Evening

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.survival.house import House, LargeHouse

TERMINATIONS = 8
WITHIN = 100
SERVICE_RESTART = 1012


@pytest.fixture(params=["small", "large"])
def house(request: pytest.FixtureRequest) -> House | LargeHouse:
    found: House | LargeHouse = request.getfixturevalue(request.param)
    return found


@pytest.mark.timeout(900)
async def test_a_process_that_is_told_to_end_says_goodbye_and_no_tablet_sees_an_error(
    house: House, chance: random.Random, figures: Callable[[str], None]
) -> None:
    evening = Evening(house, chance, restless=False)

    async def disturb(evening: Evening) -> None:
        for _ in range(TERMINATIONS):
            process = chance.choice(house.processes)
            await evening.befall("SIGTERM", process.end_and_revive, within=WITHIN)

    await evening.play(disturb)
    assert not evening.ledger.refusals
    closes = {code for tablet in evening.tablets for code in tablet.closes}
    assert closes == {SERVICE_RESTART}
    assert not house.log
    figures(evening.figures())
