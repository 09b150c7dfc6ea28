"""With TLS, the shell is there even while the server is not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import chromium
from tests.browser.kiosk import Kiosk, Wire
from tests.browser.participant import Participant

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("service_worker")]
KEPT = """caches.keys()
  .then(([name]) => caches.open(name))
  .then((cache) => cache.keys())
  .then((requests) => requests.length)"""


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: apt install openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *request, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_tablet_reloaded_while_the_server_is_away_shows_its_card_and_comes_back(
    kiosk: Kiosk, tls: ssl.SSLContext
) -> None:
    wire = await Wire(kiosk.port, tls).plug()
    async with chromium(None, "--ignore-certificate-errors") as browser:
        page = await browser.page()
        await page.goto(wire.url)
        await Participant(page).enrol(99)
        await page.shows("Prête")
        await page.until("navigator.serviceWorker.controller")
        assert await page.evaluate(KEPT) > 40
        await wire.unplug()
        await page.reload()
        await page.shows("Serveur injoignable")
        assert await page.evaluate("document.querySelector('.card-number').textContent") == "99"
        await wire.plug()
        await page.shows("Prête")
        await browser.forget(page)
    await wire.remove()
