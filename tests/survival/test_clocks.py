from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.survival.evening import Evening
from tests.survival.house import House, small_house

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path

JUMPS = ("+3600", "-3600", "+86400", "-86400", "+31536000", "+0")
"""Seconds that the clock is off: somebody sets it, or the laptop finds a time server."""

WITHIN = 150
DAY = 86_400
HOW_FAR = """
import django
django.setup()
from django.db.models import Max, Min
from kiosk.models import Choice
times = Choice.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
print((times["last"] - times["first"]).total_seconds(), Choice.objects.filter(automatic=True).count())
"""


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """A file that says how far the server's clock is off."""
    file = tmp_path / "clock"
    file.write_text("+0")
    return file


@pytest.fixture
def house(clock: Path) -> Iterator[House]:
    with small_house(module="tests.survival.jumping", CLOCK=str(clock)) as made:
        yield made


@pytest.mark.timeout(900)
async def test_a_clock_that_jumps_costs_nothing_and_holds_nobody_up(
    house: House, clock: Path, chance: random.Random, figures: Callable[[str], None]
) -> None:
    evening = Evening(house, chance, treatment="sixty-limited")

    async def disturb(evening: Evening) -> None:
        for jump in JUMPS:
            await evening.befall(f"clock set by {jump} s", partial(clock.write_text, jump), within=WITHIN)

    await evening.play(disturb)
    apart, automatic = map(float, house.site.python("-c", HOW_FAR).split())
    assert apart > DAY  # it has really jumped
    assert not automatic  # and no round's time was over for that
    assert not evening.ledger.refusals
    assert "Traceback" not in house.log
    figures(f"{evening.figures()}; the first and the last choice are {apart / DAY:.0f} days apart")
