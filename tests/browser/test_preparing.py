"""An operator prepares tablets: what the page shows, a camera reads, and the tablet is let in."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.kiosk import Kiosk
from tests.servers import missing_programs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.browser.chromium import Chromium, Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("preparing")]
WIFIS_WORDS = 'a "secret"; of the laboratory\\'
WIFIS_WORDS_READ = WIFIS_WORDS.replace("\\", r"\\").replace(";", r"\;").replace('"', r"\"")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kiosk]:
    """A server that knows the Wi-Fi's password, and whose door is closed."""
    if missing := missing_programs("zbarimg"):
        pytest.skip(f"{missing[0]} is not on this machine: install zbar-tools")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANOMICS_WIFI_PASSWORD", WIFIS_WORDS)
        server = Kiosk(tmp_path_factory.mktemp("state"))
    await server.start()
    yield server
    server.kill()


def read_by_a_camera(picture: Path) -> set[str]:
    """The codes that are on a picture."""
    words = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    return set(subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines())


async def sign_in(page: Page, kiosk: Kiosk) -> None:
    said = kiosk.manage("operators", "add", "ada", "--role", "operator")
    password = re.findall(r"\S{16,}", said)[-1]
    await page.goto(f"http://127.0.0.1:{kiosk.port}/console/tablets/prepare")
    await page.evaluate("document.querySelector('[name=name]').value = 'ada'")
    await page.evaluate(f"document.querySelector('[name=password]').value = {password!r}")
    await page.evaluate("document.querySelector('main form').submit()")
    await page.until("document.querySelector('.qr')")


async def test_a_tablet_scans_its_way_from_the_wifi_to_its_number(
    browser: Chromium, kiosk: Kiosk, page: Page, tmp_path: Path
) -> None:
    await page.size(1280, 2200)
    await sign_in(page, kiosk)
    await page.picture(tmp_path / "prepare.png")
    codes = read_by_a_camera(tmp_path / "prepare.png")
    assert f"WIFI:T:WPA;S:NETGEAR54-5G;P:{WIFIS_WORDS_READ};;" in codes
    assert any(re.fullmatch(r"http://localhost:\d+/", code) for code in codes)
    assert "laboratory" not in await page.evaluate("document.documentElement.outerHTML")

    await page.evaluate("document.querySelector('[name=numbers]').value = '7,40'")
    await page.evaluate("document.querySelector('main form').submit()")
    await page.until("document.querySelectorAll('.stickers .qr').length === 2")
    await page.picture(tmp_path / "stickers.png")
    links = sorted(read_by_a_camera(tmp_path / "stickers.png"))
    assert len(links) == 2

    _page, _, invitation = next(link for link in links if "#invitation=7." in link).partition("#")
    tablet = await browser.page()
    await tablet.goto(f"http://127.0.0.1:{kiosk.port}/#{invitation}")
    await tablet.until("JSON.parse(localStorage.getItem('ganomics') || '{}').tablet === 7")
    assert await tablet.evaluate("/\\b7\\b/.test(document.querySelector('.screen').innerText)")
    assert "invitation" not in await tablet.evaluate("location.href")
    await browser.forget(tablet)

    stranger = await browser.page()
    await stranger.goto(f"http://127.0.0.1:{kiosk.port}/#{invitation}")
    await stranger.shows("invitation")
    await browser.forget(stranger)


async def test_the_kiosk_browsers_settings_open_this_site_and_nothing_else(page: Page, kiosk: Kiosk) -> None:
    await page.goto(f"http://127.0.0.1:{kiosk.port}/console/tablets/fully-settings.json")
    assert await page.evaluate("!!document.querySelector('[name=password]')")  # only for those signed in
