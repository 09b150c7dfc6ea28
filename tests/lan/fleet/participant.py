"""Somebody with a real Chromium at a tablet, who plays a session to its end: run on the tablet.

``participant.py NUMBER ROUNDS`` prints one line of JSON: what the page said at last, and pictures of it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import Page, chromium
from tests.browser.participant import CHOOSING, Participant
from tests.lan.site import NAME

TRAINING_ROUNDS = 2
PATIENCE = 120.0
"""Seconds for a page on a machine that runs a whole LAN beside."""
ADDRESS = "document.location.href"
SHOWN = "document.querySelector('main')?.innerText || document.body.innerText"


async def play(number: int, rounds: int) -> dict[str, object]:
    """From the address bar to the pay."""
    async with chromium() as browser:
        page = await browser.page()
        person = Participant(page)
        await page.goto(f"http://{NAME}/")
        await page.shows("Quel est le numéro de cette tablette", PATIENCE)
        await person.enrol(number)
        await person.say("accept")
        await person.answer_survey(27)
        await person.read_story()
        for _ in range(TRAINING_ROUNDS):
            await person.ask(1)
            await person.see_result()
        await person.say("ready")
        await page.until(CHOOSING, PATIENCE)
        round_ = await _picture(page)
        for _ in range(rounds):
            await page.until(CHOOSING, PATIENCE)
            await person.ask(1)
            await person.see_result()
        await page.shows("Vous recevez", PATIENCE)
        return {
            "address": await page.evaluate(ADDRESS),
            "shown": await page.evaluate(SHOWN),
            "pictures": {"round": round_, "end": await _picture(page)},
            "complaints": page.complaints,
        }


async def _picture(page: Page) -> str:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        await page.picture(Path(file.name))
        return base64.b64encode(file.read()).decode("ascii")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(play(*map(int, sys.argv[1:])))) + "\n")
