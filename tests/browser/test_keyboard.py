"""A whole session by keyboard alone, reading what a screen reader is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.participant import companions, every

if TYPE_CHECKING:
    from tests.browser.chromium import Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("keyboard")]
LONGEST_WAY = 30
"""Tabs to any control on any screen."""


class Keyboard:
    """Fingers that never touch the screen, and ears in place of eyes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def hears(self, name: str) -> None:
        """The focus comes to something that is announced with these words."""
        await self.page.until(f"document.activeElement.textContent.includes({name!r})")

    async def press(self, name: str) -> None:
        """Tab to the control that is announced with this name, and press it."""
        for _ in range(LONGEST_WAY):
            if await self._announced() == name:
                await self.page.press("Enter")
                return
            await self.page.press("Tab")
        raise AssertionError(f"{name} cannot be reached by Tab")

    async def _announced(self) -> str:
        """The accessible name of what has the focus, as the browser computes it for a screen reader."""
        found = await self.page.connection.send("Runtime.evaluate", expression="document.activeElement")
        answer = await self.page.connection.send(
            "Accessibility.getPartialAXTree", objectId=found["result"]["objectId"], fetchRelatives=False
        )
        node: dict[str, Any] = answer["nodes"][0]
        return str(node.get("name", {}).get("value", ""))


async def test_a_session_is_played_without_touching_the_screen(kiosk: Kiosk, wire: Wire, page: Page) -> None:
    await page.connection.send("Accessibility.enable")
    keys = Keyboard(page)
    await page.goto(wire.url)
    await keys.hears("numéro de cette tablette")
    for digit in "95":
        await keys.press(digit)
    await keys.press("Valider")
    await page.shows("Prête")
    kiosk.open_room("trio")
    others = await companions(kiosk, 2, 96)
    others_play = [asyncio.create_task(other.play()) for other in others]
    await keys.hears("Bienvenue")
    await keys.press("J’accepte de participer")
    await keys.hears("Deux questions")
    for digit in "33":
        await keys.press(digit)
    await keys.press("Une femme")
    await keys.press("Continuer")
    for title in ("Vous fabriquez", "Vous voulez", "Chacun veut autre chose."):
        await keys.hears(title)
        await keys.press("Suite")
    await keys.press("À l’entraînement")
    for _ in range(2):
        await _play_round(keys)
    await keys.press("Je suis prêt à jouer")
    for _ in range(3):
        await _play_round(keys)
    await keys.hears("Merci")
    await every(others_play)


async def _play_round(keys: Keyboard) -> None:
    await keys.hears("Que demandez-vous en échange")
    name = await keys.page.evaluate("document.querySelector('.offer').innerText.replace(/\\s+/g, ' ').trim()")
    await keys.press(name)
    await keys.page.until("document.querySelector('.offer[aria-pressed=true]')")
    await keys.press("Demander")
    await keys.page.until("document.activeElement.closest('.result')")
    await keys.press("Continuer")
