from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.chromium import DEBIANS, Chromium, Page, chromium
from tests.browser.kiosk import Kiosk, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Chromium]:
    if not DEBIANS.exists():
        pytest.skip(f"no Chromium at {DEBIANS}: apt install chromium")
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kiosk]:
    server = Kiosk(tmp_path_factory.mktemp("state"))
    server.manage("enrolment", "open")
    await server.start()
    yield server
    server.kill()


@pytest_asyncio.fixture(loop_scope="module")
async def wire(kiosk: Kiosk) -> AsyncIterator[Wire]:
    between = await Wire(kiosk.port).plug()
    yield between
    await between.remove()
    kiosk.close_rooms()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Chromium) -> AsyncIterator[Page]:
    """A tablet with nothing remembered; whatever its console complains of fails the test."""
    tab = await browser.page()
    yield tab
    complaints = [complaint for complaint in tab.complaints if not _is_about_the_network(complaint)]
    await browser.forget(tab)
    assert complaints == []


def _is_about_the_network(complaint: str) -> bool:
    """Tests cut the wire on purpose, and the browser notes each attempt to get through."""
    return "net::ERR_" in complaint or "WebSocket connection to" in complaint
