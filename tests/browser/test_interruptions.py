"""It never loses its place: whatever is interrupted, at whatever step, comes back where it was."""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.browser.participant import (
    CHOOSING,
    WAITING_FOR_OTHERS,
    Companion,
    Participant,
    companions,
    every,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.browser.chromium import Chromium, Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("interruptions"),
    pytest.mark.timeout(900),  # some forty moments of silence, each of seconds
]
LOST = "/Reconnexion|Serveur injoignable/.test(document.body.innerText)"
FOUND = f"!{LOST}"
ROUNDS = 3
tablets = itertools.count(30)


def pointing_in_round(number: int, total: int) -> str:
    """The condition of having pointed at a good in that round."""
    in_round = f"document.querySelector('.bar-round').textContent === 'Tour {number} sur {total}'"
    return f"document.querySelector('[aria-pressed=true]') && {in_round}"


@dataclass
class Scene:
    """What an interruption can touch."""

    kiosk: Kiosk
    wire: Wire
    browser: Chromium
    page: Page


async def reload(scene: Scene) -> None:
    await scene.page.reload()


async def battery(scene: Scene) -> None:
    await scene.browser.kill(scene.page)
    await scene.browser.revive(scene.page)
    await scene.page.goto(scene.wire.url)


async def wire_cut(scene: Scene) -> None:
    await scene.wire.unplug()
    await scene.page.until(LOST)
    await scene.wire.plug()
    await scene.page.until(FOUND)


async def half_open_socket(scene: Scene) -> None:
    scene.wire.hold()
    await scene.page.until(LOST, patience=7)
    scene.wire.release()
    await scene.page.until(FOUND)


async def other_access_point(scene: Scene) -> None:
    scene.wire.lead_elsewhere()
    await scene.page.until(LOST, patience=7)
    await scene.page.until(FOUND)


async def server_restart(scene: Scene) -> None:
    scene.kiosk.kill()
    await scene.page.until(LOST)
    await scene.kiosk.start()
    await scene.page.until(FOUND)


@pytest.mark.parametrize(
    "interrupt", [reload, battery, wire_cut, half_open_socket, other_access_point, server_restart]
)
async def test_a_session_interrupted_at_every_step_is_played_as_if_nothing_had_been(
    interrupt: Callable[[Scene], Awaitable[None]],
    kiosk: Kiosk,
    wire: Wire,
    browser: Chromium,
    page: Page,
    tmp_path: Path,
) -> None:
    scene = Scene(kiosk, wire, browser, page)
    me = Participant(page)

    async def stays(condition: str) -> None:
        await page.until(condition)
        await interrupt(scene)
        await page.until(condition)

    await page.goto(wire.url)
    await stays("document.body.innerText.includes('Quel est le numéro')")
    await me.enrol(next(tablets))
    await stays("document.body.innerText.includes('Prête')")
    room = kiosk.open_room("trio")
    await stays("document.body.innerText.includes('Bienvenue')")
    others = await companions(kiosk, 2, 10)
    await me.say("accept")
    await stays("document.body.innerText.includes('Il manque 2 personnes')")
    await every([other.arrive() for other in others])
    await page.until("document.querySelector('.page-survey')")
    await page.touch(".key", "4")
    await stays("document.querySelector('.typed') && document.querySelector('.typed').textContent === '4'")
    await me.answer_survey(1)
    await stays("document.body.innerText.includes('Il manque 2 personnes')")
    await every([other.answer_survey() for other in others])
    await me.say("next")
    await stays("document.body.innerText.includes('Vous voulez')")
    for _ in range(2):
        await me.say("next")
    await me.say("train")
    for t in range(2):
        await me.point(2)
        await stays(pointing_in_round(t + 1, 2))
        await me.say("ask")
        await me.see_result()
    await stays("document.body.innerText.includes('L’entraînement est fini')")
    await me.say("ready")
    await stays("document.body.innerText.includes('Il manque 2 personnes')")
    await every([other.train() for other in others])
    await _play_rounds(me, others, stays)
    await stays("document.body.innerText.includes('Vous recevez')")

    kiosk.manage("room", "verify", str(room))
    kiosk.manage("room", "export", str(room), "--to", str(tmp_path))
    choices = csv.DictReader((tmp_path / "choices.csv").read_text().splitlines())
    assert Counter(choice["player"] for choice in choices) == {"0": ROUNDS, "1": ROUNDS, "2": ROUNDS}
    await every([other.leave() for other in others])


async def _play_rounds(
    me: Participant, others: list[Companion], stays: Callable[[str], Awaitable[None]]
) -> None:
    for t in range(ROUNDS):
        await me.point(1)
        await stays(pointing_in_round(t + 1, ROUNDS))
        await me.say("ask")
        await stays(WAITING_FOR_OTHERS)
        await every([other.ask() for other in others])
        await me.see_result()


async def test_a_choice_made_offline_is_kept_shown_as_kept_and_sent_as_it_was(
    kiosk: Kiosk, wire: Wire, browser: Chromium, page: Page, tmp_path: Path
) -> None:
    scene = Scene(kiosk, wire, browser, page)
    me, others, room = await _first_round(scene)
    await wire.unplug()
    await page.until(LOST)
    await me.ask(1)
    await page.shows("Votre choix est gardé sur la tablette.")
    await page.touch("button", "Annuler ce choix")
    await me.ask(2)
    await page.shows("Votre choix est gardé ici et partira tout seul.")
    kept = json.loads(await page.evaluate("localStorage.ganomics"))["progress"]["round"]
    answered = datetime.fromtimestamp(kept["answeredAt"] / 1000, tz=UTC)
    await browser.kill(page)
    await wire.plug()
    await browser.revive(page)
    await page.goto(wire.url)
    await page.until(WAITING_FOR_OTHERS)
    await every([other.ask() for other in others])
    await me.see_result()
    kiosk.manage("room", "export", str(room), "--to", str(tmp_path))
    rows = list(csv.DictReader((tmp_path / "choices.csv").read_text().splitlines()))
    assert len(rows) == len(others) + 1
    assert answered.isoformat() in {row["answered_at"] for row in rows}
    await every([other.leave() for other in others])


async def test_a_result_that_came_while_the_tablet_was_away_is_shown_when_it_is_back(
    kiosk: Kiosk, wire: Wire, browser: Chromium, page: Page
) -> None:
    scene = Scene(kiosk, wire, browser, page)
    me, others, _room = await _first_round(scene)
    await me.ask(1)
    await page.until(WAITING_FOR_OTHERS)
    await wire.unplug()
    await every([other.ask() for other in others])
    await page.until(LOST)
    await wire.plug()
    assert await me.see_result() in {"Un point !", "Pas d’échange"}
    await page.until(f"{CHOOSING} && /Tour 2 sur {ROUNDS}/.test(document.body.innerText)")
    await every([other.leave() for other in others])


async def _first_round(scene: Scene) -> tuple[Participant, list[Companion], int]:
    """Up to the first round of a game without a survey and a training."""
    me = Participant(scene.page)
    room = scene.kiosk.open_room("trio-bare-three")
    await scene.page.goto(scene.wire.url)
    await me.enrol(next(tablets))
    others = await companions(scene.kiosk, 2, 71)
    arriving = [asyncio.create_task(other.arrive()) for other in others]
    await me.say("start")
    await me.read_story("play")
    await every(arriving)
    await scene.page.until(CHOOSING)
    return me, others, room
