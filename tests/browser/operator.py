"""An operator at the console, in a real browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.chromium import Page
    from tests.browser.kiosk import Kiosk

_PASSWORD = re.compile(r"\w{4}(?:-\w{4}){3}")


class Operator:
    """Signs in, and does what the pages offer."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def open(self, path: str = "") -> None:
        """Open a page of the console."""
        await self.page.goto(f"{self._url}console/{path}")

    async def sign_in(self, kiosk: Kiosk, name: str, role: str = "administrator") -> None:
        """Come in as a new person."""
        found = _PASSWORD.search(kiosk.manage("operators", "add", name, "--role", role))
        assert found
        await self.open("sign-in")
        await self.fill("form", name=name, password=found[0])
        await self.press(".door-card .button-main")

    async def speak(self, language: str) -> None:
        """Read the console in a language."""
        await self.open()
        if await self.page.evaluate("document.documentElement.lang") != language:
            await self.press(f'[name="language"][value="{language}"]')

    async def fill(self, form: str, **fields: str) -> None:
        """Write into the fields of a form."""
        for name, value in fields.items():
            place = json.dumps(f'{form} [name="{name}"]')
            await self.page.evaluate(f"document.querySelector({place}).value = {json.dumps(value)}")

    async def press(self, selector: str, words: str | None = None) -> None:
        """Press what leads to another page, and wait until it is there."""
        async with self.page.leaving():
            await self.page.touch(selector, words)

    async def act(self, name: str, **fields: str) -> None:
        """Do something to the session whose page is open."""
        act = f'[data-act="{name}"]'
        await self.page.touch(f"{act} summary")
        await self.fill(act, **fields)
        await self.press(f"{act} form .button-main")

    async def shows(self, key: str, kind: str) -> None:
        """Wait until a cell of the map says something: ``busy``, ``done``, ``call``, ….."""
        await self.page.until(f"document.querySelector('[data-key=\"{key}\"].cell-{kind}')")
