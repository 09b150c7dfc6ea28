"""The page in the oldest Chromium that it promises to work in: 72, of January 2019."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import chromium
from tests.browser.gallery import faults, gallery, show, states
from tests.browser.participant import Participant, companions, every

if TYPE_CHECKING:
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("oldest")]
PACKED = (
    Path(__file__).parents[1]
    / "js"
    / "node_modules"
    / "chrome-aws-lambda"
    / "bin"
    / "chromium-72.0.3617.0.br"
)
UNPACK = """const [packed, binary] = process.argv.slice(1);
const unpacked = require('zlib').brotliDecompressSync(require('fs').readFileSync(packed));
require('fs').writeFileSync(binary, unpacked, { mode: 0o755 });"""
FLAGS = ("--disable-dev-shm-usage",)
"""It was built to run in a box without shared memory."""


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not PACKED.exists():
        pytest.skip("Chromium 72 is not installed: npm ci in tests/js")
    binary = tmp_path_factory.mktemp("oldest") / "chromium"
    subprocess.run(["node", "-e", UNPACK, str(PACKED), str(binary)], check=True)
    return binary


async def test_a_whole_session_is_played_in_chromium_72(oldest: Path, kiosk: Kiosk, wire: Wire) -> None:
    async with chromium(oldest, *FLAGS) as browser:
        page = await browser.page()
        assert "Chrome/72." in await page.evaluate("navigator.userAgent")
        me = Participant(page)
        await page.goto(wire.url)
        await me.enrol(90)
        await page.shows("Prête")
        kiosk.open_room("trio")
        others = await companions(kiosk, 2, 91)
        others_play = [asyncio.create_task(other.play()) for other in others]
        await me.say("accept")
        await me.answer_survey(70)
        await me.read_story()
        for _ in range(2):
            await me.ask(1)
            await me.see_result()
        await me.say("ready")
        await me.ask(1)
        await me.see_result()
        await wire.unplug()
        await page.shows("Reconnexion en cours")
        await me.ask(2)
        await page.shows("Votre choix est gardé ici")
        await wire.plug()
        await me.see_result()
        await me.ask(1)
        await me.see_result()
        await page.shows("Vous recevez")
        await every(others_play)
        complaints = [words for words in page.complaints if "ERR_" not in words and "WebSocket" not in words]
        assert complaints == []


async def test_every_screen_is_laid_out_there_as_it_is_today(oldest: Path) -> None:
    async with chromium(oldest, *FLAGS) as browser:
        page = await browser.page()
        with gallery() as address:
            await page.goto(address)
            for size in ((1280, 800), (600, 1024)):
                await page.size(*size)
                for state in await states(page):
                    await show(page, state, "fr")
                    assert await faults(page) == {}, state
