"""Every page of the console, in both languages, wide and narrow: accessible, and nothing lies beside it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.chromium import REST
from tests.browser.operator import Operator
from tests.browser.participant import companions
from tests.browser.test_screens import AXE, AXE_RUN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.browser.chromium import Chromium, Page
    from tests.browser.kiosk import Kiosk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("console-pages")]

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
PAGES = (
    "",
    "password",
    "roll-call",
    "sessions/open",
    "sessions/open/trio",
    "sessions/{room}",
    "sessions/{room}/seats/0",
    "sessions/{room}/plots",
    "sessions/{room}/data",
    "sessions/{room}/pay",
    "sessions/{room}/summary",
    "tablets",
    "treatments",
    "treatments/new",
    "treatments/1",
    "people",
    "settings",
    "backups",
    "backups/{backup}",
)
FOR_TABLETS = ("treatments/1/preview",)
"""What shows a tablet's screen is as wide as a tablet."""

OFFERED = (
    ("start", "pause", "advance", "limit", "message", "close"),
    ("pause", "advance", "limit", "message", "end", "close"),
    ("resume", "limit", "message", "end", "close"),
    ("message", "close"),
)
"""What can be done to a session: before it starts, while it is played, while it is paused, at its end."""

BESIDE = """(offered => {
  const acts = Array.from(document.querySelectorAll('[data-act]'));
  for (const act of acts) act.hidden = !offered.includes(act.dataset.act);
  return acts.filter(act => !act.hidden).filter(act => {
    act.open = true;
    const { left, right } = act.querySelector('form').getBoundingClientRect();
    act.open = false;
    return left < 0 || right > document.documentElement.clientWidth;
  }).map(act => act.dataset.act);
})(%s)"""
"""Which acts open beside the screen, out of anybody's reach."""

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def operator(browser: Chromium, kiosk: Kiosk) -> AsyncIterator[Operator]:
    """An administrator, with a session under way."""
    tab = await browser.page()
    person = Operator(tab, f"http://127.0.0.1:{kiosk.port}/")
    await person.sign_in(kiosk, "ada")
    yield person
    complaints = tab.complaints
    await browser.forget(tab)
    kiosk.close_rooms()
    assert complaints == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(kiosk: Kiosk, operator: Operator) -> AsyncIterator[int]:
    """Two sit there, and wait for the third."""
    number = kiosk.open_room("trio")
    waiting = [asyncio.create_task(each.arrive()) for each in await companions(kiosk, 2, 30)]
    await operator.open(f"sessions/{number}")
    await operator.page.until("document.querySelectorAll('[data-key].cell-done').length === 2")
    yield number
    for each in waiting:
        each.cancel()


@pytest.fixture(scope="module")
def backup(kiosk: Kiosk, room: int) -> str:
    """The name of a backup in which the session is under way."""
    del room
    return kiosk.manage("backup").partition(":")[0].rpartition("/")[2]


async def violations(page: Page) -> object:
    """What axe finds; it must have looked at something."""
    passes, found = await page.evaluate(AXE_RUN)
    assert passes > 10, "axe has looked at next to nothing"
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_page_is_accessible_and_as_wide_as_the_screen(
    operator: Operator, room: int, backup: str, language: str, size: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in tests/js")
    await operator.page.size(*SIZES[size])
    await operator.speak(language)
    wrong = {}
    for path in PAGES if size == "phone" else PAGES + FOR_TABLETS:
        await operator.open(path.format(room=room, backup=backup))
        assert await operator.page.evaluate("document.documentElement.lang") == language
        await operator.page.evaluate(AXE.read_text())
        await operator.page.evaluate(REST)  # what comes in has come in
        found = await violations(operator.page)
        wider = await operator.page.evaluate(WIDER)
        if found or wider:
            wrong[path] = [found, f"wider than the screen by {wider} px"]
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)


async def test_what_was_done_is_said_accessibly(operator: Operator, room: int) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in tests/js")
    await operator.open(f"sessions/{room}")
    await operator.act("message", text="Restez assis.")
    await operator.page.until("document.querySelector('.note')")
    await operator.page.evaluate(AXE.read_text())
    assert await violations(operator.page) == []


@pytest.mark.parametrize("offered", OFFERED, ids=lambda offered: offered[0])
@pytest.mark.parametrize("width", [390, 1100, 1280, 1920])
async def test_whatever_can_be_done_opens_on_the_screen(
    operator: Operator, room: int, width: int, offered: tuple[str, ...]
) -> None:
    await operator.page.size(width, 800)
    await operator.speak("fr")
    await operator.open(f"sessions/{room}")
    assert await operator.page.evaluate(BESIDE % json.dumps(offered)) == []


async def test_what_is_open_is_closed_by_a_touch_beside_it_and_keeps_what_was_typed(
    operator: Operator, room: int
) -> None:
    page = operator.page
    await page.size(*SIZES["desktop"])
    await operator.open(f"sessions/{room}")
    await page.touch("[data-act=message] summary")
    await operator.fill("[data-act=message]", text="Restez")
    await page.touch("[data-act=message] [name=text]")
    assert await page.evaluate("document.querySelector('[data-act=message]').open")
    await page.touch("h1")
    await page.until("!document.querySelector('[data-act=message]').open")
    assert await page.evaluate("document.querySelector('[data-act=message] [name=text]').value") == "Restez"


async def test_what_can_be_done_to_a_session_is_done_by_keyboard_alone(operator: Operator, room: int) -> None:
    page = operator.page
    await page.size(*SIZES["desktop"])
    await operator.open(f"sessions/{room}")
    await page.evaluate("document.querySelector('[data-act=pause] summary').focus()")
    await page.press("Enter")
    await page.press("Tab")
    assert await page.evaluate("document.activeElement.name") == "text"
    await page.press("Escape")
    assert not await page.evaluate("document.querySelector('[data-act=pause]').open")
    await page.press("Enter")  # the focus is where it was
    await page.press("Tab")
    assert await page.evaluate("document.activeElement.name") == "text"
    await page.press("Tab")
    async with page.leaving():
        await page.press("Enter")
    await page.until("!document.querySelector('[data-live=paused]').hidden")
    await page.evaluate("document.querySelector('[data-act=resume] summary').focus()")
    await page.press("Enter")
    await page.press("Tab")
    async with page.leaving():
        await page.press("Enter")
    await page.until("document.querySelector('[data-live=paused]').hidden")
