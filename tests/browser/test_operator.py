"""What the operator says reaches the page wherever it is, and takes nothing from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browser.participant import CHOOSING, Participant

if TYPE_CHECKING:
    from tests.browser.chromium import Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("operator")]
LISTEN = """const Socket = WebSocket;
window.WebSocket = class extends Socket {
  constructor(url) {
    super(url);
    if (url.endsWith('/ws/')) window.toTheServer = this;
  }
};"""
"""Lets a test put a frame beside those of the server, on the very socket on which they come."""


async def say(page: Page, **frame: object) -> None:
    """Push a frame to the page."""
    words = json.dumps(json.dumps(frame))
    await page.evaluate(f"toTheServer.onmessage({{ data: {words} }})")


async def test_a_pause_and_a_message_take_the_stage_and_give_it_back_as_it_was(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    kiosk.open_room("trio-bare")
    await page.connection.send("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)
    await page.goto(wire.url)
    me = Participant(page)
    await me.enrol(65)
    await page.shows("Bienvenue au marché")

    await say(page, demand="pause", wait=False, paused="Une tablette est remplacée.")
    await page.shows("Une tablette est remplacée.")
    assert await page.evaluate("document.querySelectorAll('main button').length") == 0
    assert await page.evaluate("document.activeElement.textContent") == "Pause"
    await say(page, demand="notice", wait=False, text="Restez assis.")
    await page.shows("Restez assis.")
    await page.touch("button", "J’ai compris")
    await page.shows("Une tablette est remplacée.")
    await say(page, demand="pause", wait=False, paused=None)
    await page.shows("Bienvenue au marché")

    await say(page, demand="notice", wait=False, text="Merci de ne pas parler.")
    await page.shows("Merci de ne pas parler.")
    await say(page, demand="notice", wait=False, text="")
    await me.say("start")
    await page.shows("Il manque 2 personnes")
    assert not await page.evaluate(CHOOSING)
