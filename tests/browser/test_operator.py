"""What the operator does reaches the page wherever it is, and takes nothing from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.browser.participant import CHOOSING, Participant, companions, every

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium, Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("operator")]
PICKED = "document.querySelector('.offers [aria-pressed=true]')"


async def test_a_pause_and_a_message_take_the_stage_and_give_it_back_as_it_was(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    room = kiosk.open_room("trio")
    me = Participant(page)
    await page.goto(wire.url)
    await me.enrol(65)
    others = await companions(kiosk, 2, 66)
    others_play = [asyncio.create_task(companion.play()) for companion in others]
    await me.say("accept")
    await me.answer_survey(44)
    await me.read_story()
    await me.point(2)

    await kiosk.operate(room, "session_pause", text="Une tablette est remplacée.")
    await page.shows("Une tablette est remplacée.")
    assert await page.evaluate("document.querySelectorAll('main button').length") == 0
    assert await page.evaluate("document.activeElement.textContent") == "Pause"
    await page.reload()
    await page.shows("Une tablette est remplacée.")
    await kiosk.operate(room, "message_send", text="Restez assis.")
    await page.shows("Restez assis.")
    await page.touch("button", "J’ai compris")
    await page.shows("Une tablette est remplacée.")
    await kiosk.operate(room, "session_resume")
    await page.until(PICKED)

    await kiosk.operate(room, "message_send", text="Merci de ne pas parler.", tablet=65)
    await page.shows("Merci de ne pas parler.")
    await page.touch("button", "J’ai compris")
    await page.until(PICKED)
    await me.say("ask")
    await me.see_result()
    await me.ask(1)
    await me.see_result()
    await me.say("ready")
    for _ in range(3):
        await me.ask(1)
        await me.see_result()
    await page.shows("Vous recevez")
    await every(others_play)
    kiosk.manage("room", "verify", str(room))


async def test_a_message_that_was_written_while_the_network_was_away_is_read_afterwards_and_once(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    room = kiosk.open_room("trio-bare")
    await page.goto(wire.url)
    await Participant(page).enrol(64)
    await page.until("document.querySelector('.bar-pseudo').textContent")
    await wire.unplug()
    await kiosk.operate(room, "message_send", text="Le réseau revient.")
    await kiosk.operate(room, "message_send", text="Restez assis.")
    await wire.plug()
    await page.shows("Le réseau revient.")
    await page.touch("button", "J’ai compris")
    await page.reload()
    await page.shows("Restez assis.")
    await page.touch("button", "J’ai compris")
    await page.until("!document.querySelector('.page-notice')")


async def test_a_seat_that_is_handed_over_leaves_one_tablet_with_its_card_and_the_other_in_its_place(
    kiosk: Kiosk, wire: Wire, page: Page, browser: Chromium
) -> None:
    room = kiosk.open_room("trio-bare")
    me = Participant(page)
    await page.goto(wire.url)
    await me.enrol(68)
    pseudonym = await page.until("document.querySelector('.bar-pseudo').textContent")  # on the first seat
    others = await companions(kiosk, 2, 69)
    arriving = [asyncio.create_task(companion.arrive()) for companion in others]
    await me.say("start")
    await me.read_story("play")
    await every(arriving)
    await page.until(CHOOSING)

    spare = await browser.page()
    await spare.goto(wire.url)
    await Participant(spare).enrol(71)
    await spare.shows("Prête")
    await kiosk.operate(room, "seat_hand_over", seat=0, tablet=71)
    await page.shows("Prête")
    assert await page.evaluate("document.querySelector('.bar-pseudo').textContent") == ""
    await spare.shows(pseudonym)
    assert spare.complaints == []
    await browser.forget(spare)
    await every([other.leave() for other in others])
