"""Pictures of the console, by ``python -m tests.browser.afternoon [FOLDER]``: a full room in its game."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.chromium import chromium
from tests.browser.kiosk import Kiosk
from tests.browser.operator import Operator
from tests.browser.participant import Companion, companions, every

if TYPE_CHECKING:
    from collections.abc import Coroutine

PICTURES = Path(__file__).with_name("pictures")
BLOCKS = ((0, 86), (90, 14))
"""Tablets of the laboratory: first number, how many. The four seats that remain go to robots."""

ROUNDS = 2
"""That are over when the picture is taken."""

HEARTBEAT = 1.0


async def main(folder: Path) -> None:
    """Play into the third round, and take the pictures there."""
    with tempfile.TemporaryDirectory() as state:
        kiosk = Kiosk(Path(state))
        kiosk.manage("enrolment", "open")
        await kiosk.start()
        try:
            async with chromium() as browser:
                operator = Operator(await browser.page(), f"http://127.0.0.1:{kiosk.port}/")
                await operator.sign_in(kiosk, "ada")
                await _play(kiosk, operator, folder)
        finally:
            kiosk.kill()


async def _play(kiosk: Kiosk, operator: Operator, folder: Path) -> None:
    room = kiosk.open_room("crowd")
    seated = [each for first, count in BLOCKS for each in await companions(kiosk, count, first)]
    arrivals = [asyncio.create_task(each.arrive()) for each in seated]
    await operator.open(f"sessions/{room}")
    await operator.page.until(
        "document.querySelectorAll('[data-key].cell-done').length === 100", patience=120
    )
    await operator.act("advance")
    await every(arrivals)
    await every([each.answer_survey() for each in seated])
    await every([each.train() for each in seated])
    for _ in range(ROUNDS):
        await every([each.ask() for each in seated])
    await _third_round(seated, operator, folder)


async def _third_round(seated: list[Companion], operator: Operator, folder: Path) -> None:
    """Most have chosen; one is silent, one wants help."""
    chance = random.Random(7)
    silent, calling, *rest = chance.sample(seated, len(seated))
    await silent.leave()
    await calling.call()
    quick, slow = rest[:84], [calling, *rest[84:]]
    doing: list[Coroutine[None, None, None]] = [each.ask() for each in quick]
    doing += [_think(each) for each in slow]
    tasks = [asyncio.create_task(each) for each in doing]
    await operator.page.until("document.querySelector('[data-key].cell-absent')")
    await operator.page.until("document.querySelector('[data-live=missing]').textContent.includes('silent')")
    await operator.page.size(1280, 960)
    await operator.page.picture(folder / "console.png")
    await operator.page.size(390, 844)
    if folder != PICTURES:  # the README shows one
        await operator.page.picture(folder / "console-phone.png")
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _think(companion: Companion) -> None:
    """Be there, and choose nothing."""
    while True:
        await companion.arrive()
        await asyncio.sleep(HEARTBEAT)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES))
