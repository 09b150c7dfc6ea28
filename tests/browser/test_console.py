"""An afternoon's session, run from the console in a real browser, with a full room."""

from __future__ import annotations

import asyncio
import csv
from typing import TYPE_CHECKING

import pytest

from tests.browser.operator import Operator
from tests.browser.participant import companions, every

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.chromium import Chromium, Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("console")]


async def open_full_room(operator: Operator) -> int:
    """Open it from a treatment, once its summary is confirmed; it waits for the operator's start."""
    await operator.open("sessions/open/crowd")
    await operator.press("button", "Go on to the summary")
    await operator.page.shows("104 (26/26/26/26)")
    await operator.press("button", "Open the session")
    return int((await operator.page.evaluate("location.pathname")).rpartition("/")[2])


def require_sound_data(kiosk: Kiosk, room: int, folder: Path) -> None:
    """The data say who played, and keep the rules."""
    assert "0 violations" in kiosk.manage("room", "verify", str(room))
    kiosk.manage("room", "export", str(room), "--to", str(folder))
    with (folder / "choices.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 104 * 4
    by_robots = {row["player"] for row in rows if row["robot"] == "1"}
    assert len(by_robots) == 1
    assert not any(row["automatic"] == "1" for row in rows)


async def test_a_full_room_is_run_from_the_console_whatever_happens(
    kiosk: Kiosk, wire: Wire, page: Page, tmp_path: Path
) -> None:
    operator = Operator(page, wire.url)
    await operator.sign_in(kiosk, "ada")

    room = await open_full_room(operator)
    one, dead, leaving = await companions(kiosk, 3, 12)
    (spare,) = await companions(kiosk, 1, 40)
    robots = kiosk.robots(room, 101)
    arrivals = [asyncio.create_task(each.arrive()) for each in (one, dead, leaving)]
    await page.shows("Everybody sits: start when you like.", patience=120)
    await operator.act("start")
    await every(arrivals)

    # A tablet dies: it is named, and its seat is handed to another.
    await dead.leave()
    answers = [asyncio.create_task(each.answer_survey()) for each in (one, leaving)]
    await page.shows("We wait for 1.", patience=60)
    await page.shows("tablet 13 — ")
    await operator.press('[data-key="t13"]')
    await operator.fill("[aria-labelledby=hand-over]", tablet="40")
    await operator.press("button", "Hand it to this tablet")
    await page.shows("gave the seat of tablet 13 to tablet 40")
    await spare.arrive()
    answers.append(asyncio.create_task(spare.answer_survey()))
    await every(answers)

    # Another one leaves: a robot of the server takes its seat.
    await leaving.leave()
    trainings = [asyncio.create_task(each.train()) for each in (one, spare)]
    await operator.press("a.button", f"Back to session {room}")
    await page.shows("tablet 14 — ", patience=60)
    await operator.press('[data-key="t14"]')
    await operator.press("button", "Hand it to a robot")
    await every(trainings)
    await operator.press("a.button", f"Back to session {room}")
    await page.until("document.querySelector('[data-step=game][aria-current=step]')", patience=60)

    # A pause, in which the network of the console is cut; what happens meanwhile is seen afterwards.
    await operator.act("pause", text="A tablet is replaced.")
    await page.shows("A tablet is replaced.")
    await wire.unplug()
    await page.shows("The connection is lost")
    await one.call()
    await wire.plug()
    await operator.shows("t12", "call")
    await page.until("document.querySelector('[data-live=lost]').hidden")
    await operator.act("resume")

    # Round after round on a page that nobody touches, to the end.
    await page.evaluate("window.untouched = true")
    await every([one.play(), spare.play()])
    await page.shows("The session is over.", patience=60)
    assert await page.evaluate("window.untouched")
    assert await asyncio.to_thread(robots.wait) == 0
    await operator.act("close")
    await page.shows("The session is closed.")

    require_sound_data(kiosk, room, tmp_path / "room")


async def test_a_room_that_stands_still_is_told_of_on_the_page_that_is_open(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    room = kiosk.open_room("trio-bare")
    operator = Operator(page, wire.url)
    await operator.sign_in(kiosk, "dan", "assistant")
    await operator.open(f"sessions/{room}")
    noticed = (
        "from datetime import datetime, UTC",
        "from kiosk.models import Room",
        "from kiosk.services.stalls import Place, stall_note",
        "now = datetime.now(UTC)",
        f"stall_note({room}, Place.of(Room.objects.get(pk={room})), since=now, now=now)",
    )
    await asyncio.to_thread(kiosk.manage, "shell", "-v0", "-c", "\n".join(noticed))
    await page.shows("Missing: 3 seats without a tablet (never connected).")


async def test_two_operators_see_the_same_and_do_not_undo_each_other(
    kiosk: Kiosk, wire: Wire, page: Page, browser: Chromium
) -> None:
    room = kiosk.open_room("trio-bare")
    bob = Operator(page, wire.url)
    await bob.sign_in(kiosk, "bob", "operator")
    await bob.open(f"sessions/{room}")
    await page.touch('[data-act="limit"] summary')  # what Bob sees now is what his form will say
    elsewhere = await browser.page()
    cleo = Operator(elsewhere, wire.url)
    await cleo.sign_in(kiosk, "cleo", "operator")
    await cleo.open(f"sessions/{room}")
    await cleo.act("pause", text="One moment")
    await page.shows("One moment")
    await bob.fill('[data-act="limit"]', seconds="60")
    await bob.press('[data-act="limit"] form .button-main')
    await page.shows("Meanwhile something has changed")
    await page.shows("cleo paused the session")
    await bob.act("resume")
    await elsewhere.until("document.querySelector('[data-live=paused]').hidden")
    await browser.forget(elsewhere)
