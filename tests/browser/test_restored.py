"""The laptop is gone, and another goes on from the last backup: so does the page, from wherever it was."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.browser.participant import CHOOSING, WAITING_FOR_OTHERS, Companion, Participant, companions, every

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.chromium import Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("restored"),
    pytest.mark.timeout(600),
]
ROUNDS = 3
END = "document.querySelector('.ending')"


def choosing_in(number: int) -> str:
    """The condition of being asked for a good in that round."""
    return f"{CHOOSING} && /Tour {number} sur {ROUNDS}/.test(document.body.innerText)"


async def test_a_page_goes_back_with_its_room_from_a_later_round_and_from_the_end(
    kiosk: Kiosk, wire: Wire, page: Page, tmp_path: Path
) -> None:
    me = Participant(page)
    room = kiosk.open_room("trio-bare-three")
    await page.goto(wire.url)
    await me.enrol(50)
    others = await companions(kiosk, 2, 51)
    arriving = asyncio.gather(*(other.arrive() for other in others))
    await me.say("start")
    await me.read_story("play")
    await arriving
    await play(me, others, 1)
    await page.until(choosing_in(2))
    kiosk.manage("backup", "--to", str(tmp_path / "backups"))

    await play(me, others, 2)
    await page.until(choosing_in(3))
    await me.ask()
    await page.until(WAITING_FOR_OTHERS)
    await restore(kiosk, others, tmp_path / "backups")
    await page.until(choosing_in(2))

    for number in (2, 3):
        await play(me, others, number)
    await page.until(END)
    await restore(kiosk, others, tmp_path / "backups")
    await page.until(choosing_in(2))

    for number in (2, 3):
        await play(me, others, number)
    await page.until(END)
    assert f"{3 * ROUNDS} choices, 0 violations" in kiosk.manage("room", "verify", str(room))
    await every([other.leave() for other in others])


async def play(me: Participant, others: list[Companion], number: int) -> None:
    await me.page.until(choosing_in(number))
    await me.ask()
    await every([other.ask() for other in others])
    await me.see_result()


async def restore(kiosk: Kiosk, others: list[Companion], backups: Path) -> None:
    """The server dies, and one with the state of the backup takes its place."""
    kiosk.kill()
    kiosk.manage("restore", "--newest", "--from", str(backups), "--replace")
    await kiosk.start()
    await every([other.arrive() for other in others])
