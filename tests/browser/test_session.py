"""Whole sessions, on a real server, in a real browser, to the end."""

from __future__ import annotations

import asyncio
import csv
from typing import TYPE_CHECKING

import pytest

from tests.browser.participant import CHOOSING, Participant, companions, every

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.chromium import Chromium, Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("session")]
ROUNDS = 3


async def test_a_participant_plays_from_enrolment_to_pay_and_the_export_says_the_same(
    kiosk: Kiosk, wire: Wire, page: Page, tmp_path: Path
) -> None:
    me = Participant(page)
    await page.goto(wire.url)
    await page.shows("Quel est le numéro de cette tablette")
    await me.enrol(42)
    await page.shows("Prête")
    assert await page.evaluate("document.querySelector('.card-number').textContent") == "42"
    await page.shows("Borne 3")

    room = kiosk.open_room("trio")
    others = await companions(kiosk, 2, 10)
    await me.say("accept")
    await page.shows("Il manque 2 personnes.")
    others_play = [asyncio.create_task(companion.play()) for companion in others]
    await me.answer_survey(27)
    await me.read_story()
    for _ in range(2):
        assert "échange" in await page.evaluate("document.querySelector('.bar-score').textContent")
        await me.ask(1)
        assert await me.see_result() in {"Échange conclu", "Un point !", "Pas d’échange"}
    await me.say("ready")
    score = 0
    for _ in range(ROUNDS):
        await page.until(CHOOSING)
        assert await me.score() == score
        await me.ask(1)
        score += await me.see_result() == "Un point !"
    await page.shows("Vous recevez")
    await page.shows(f"{score} point")
    await page.shows(f"{10 + 0.2 * score:.2f}".replace(".", ","))
    await every(others_play)

    assert "0" in kiosk.manage("room", "verify", str(room))
    kiosk.manage("room", "export", str(room), "--to", str(tmp_path))
    players = list(csv.DictReader((tmp_path / "players.csv").read_text().splitlines()))
    mine = next(player for player in players if player["tablet_id"] == "42")
    assert int(mine["score"]) == score


async def test_three_tablets_play_together_in_english_and_a_touch_leads_to_the_next_session(
    kiosk: Kiosk, wire: Wire, browser: Chromium
) -> None:
    kiosk.open_room("trio-english")
    tabs = [await browser.page(*size) for size in ((1280, 800), (800, 1280), (1024, 600))]
    people = [Participant(tab, "en") for tab in tabs]
    for number, (tab, person) in enumerate(zip(tabs, people, strict=True), 20):
        await tab.goto(wire.url)
        await person.enrol(number)
    for person in people:
        await person.say("accept")
    for person in people:
        await person.page.shows("You may leave a question unanswered.")
        await person.say("continue")
    for person in people:
        await person.read_story()
        await person.ask(1)
        await person.see_result()
        await person.say("ready")
    await _play_together(people, rounds=2)
    for tab in tabs:
        await tab.shows("Thank you")
        await tab.touch("button", "For the operator: next session")
        await tab.shows("Ready")
    kiosk.open_room("trio-bare")
    for tab in tabs:
        await tab.touch("button", "Commencer")
    for tab in tabs:
        assert tab.complaints == []
        await browser.forget(tab)


async def _play_together(people: list[Participant], *, rounds: int) -> None:
    for _ in range(rounds):
        for person in people:
            await person.ask(1)
        for person in people:
            await person.see_result()


async def test_a_session_without_survey_training_or_consent_begins_with_its_rules(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    me = Participant(page)
    kiosk.open_room("trio-bare")
    await page.goto(wire.url)
    await me.enrol(50)
    others = await companions(kiosk, 2, 51)
    others_play = [asyncio.create_task(companion.play()) for companion in others]
    await me.say("start")
    await me.read_story("play")
    for _ in range(2):
        await me.ask(2)
        await me.see_result()
    await page.shows("Merci")
    await every(others_play)


async def test_whoever_lets_the_time_pass_sees_the_clock_run_down_and_what_was_asked_instead(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    me = Participant(page)
    kiosk.open_room("trio-hurried")
    await page.goto(wire.url)
    await me.enrol(55)
    others = await companions(kiosk, 2, 56)
    others_play = [asyncio.create_task(companion.play()) for companion in others]
    await me.say("accept")
    await me.read_story()
    await me.ask(1)
    await me.see_result()
    await me.say("ready")
    await page.until(f"{CHOOSING} && document.querySelector('.bar-clock')")
    await page.until("document.querySelector('.bar-clock-hurry')")
    await page.shows("Le temps était écoulé : le jeu a demandé un")
    await page.shows("Merci")
    await every(others_play)


async def test_the_language_switches_on_the_page_and_stays_switched(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    kiosk.open_room("trio")
    me = Participant(page)
    await page.goto(wire.url)
    await me.enrol(60)
    await page.shows("Bienvenue au marché")
    await page.touch("button", "English")
    await page.shows("Welcome to the market")
    assert await page.evaluate("document.documentElement.lang") == "en"
    await page.reload()
    await page.shows("Welcome to the market")
    kiosk.close_room()
    await page.shows("This session is closed")


async def test_the_operator_is_called_and_the_page_says_so(kiosk: Kiosk, wire: Wire, page: Page) -> None:
    kiosk.open_room("trio")
    me = Participant(page)
    await page.goto(wire.url)
    await me.enrol(61)
    await page.touch("[aria-label='Appeler l’opérateur']")
    await page.shows("L’opérateur est prévenu")


async def test_enrolment_says_in_words_why_it_is_refused(kiosk: Kiosk, wire: Wire, page: Page) -> None:
    me = Participant(page)
    await page.goto(wire.url)
    await me.enrol(300)
    await page.shows("Ce numéro n’existe pas sur ce site.")
    await page.shows("0–103")
    kiosk.manage("enrolment", "close")
    await me.enrol(44)
    await page.shows("L’enregistrement est fermé.")
    kiosk.manage("enrolment", "open", "--pin", "4711")
    await me.say("confirm")
    await page.shows("Le code de l’opérateur")
    await me.enrol(1)
    await page.shows("Ce n’est pas le bon code.")
    await me.enrol(4711)
    await page.shows("Prête")
    kiosk.manage("enrolment", "open")


async def test_an_interruption_while_the_pin_is_typed_costs_no_more_than_to_type_it_again(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    kiosk.manage("enrolment", "open", "--pin", "4711")
    me = Participant(page)
    await page.goto(wire.url)
    await me.enrol(45)
    await page.shows("Le code de l’opérateur")
    await wire.unplug()
    await me.enrol(4711)
    await page.shows("Le serveur ne répond pas. Essayez encore.")
    await wire.plug()
    await me.say("confirm")  # the number is still there
    await page.shows("Le code de l’opérateur")
    await page.reload()
    await me.enrol(45)  # nothing of a PIN is remembered
    await page.shows("Le code de l’opérateur")
    await me.enrol(4711)
    await page.shows("Prête")
    await page.shows("45")
    kiosk.manage("enrolment", "open")


async def test_two_tablets_and_seven_robots_play_a_session_that_verifies(
    kiosk: Kiosk, wire: Wire, browser: Chromium
) -> None:
    room = kiosk.open_room("demo")
    robots = kiosk.robots(room, 7)
    tabs = [await browser.page(1280, 800), await browser.page(600, 1024)]
    people = [Participant(tab) for tab in tabs]
    for number, person in enumerate(people, 80):
        await person.page.goto(wire.url)
        await person.enrol(number)
    for person in people:
        await person.say("accept")
        await person.answer_survey(52)
    for person in people:
        await person.read_story()
        for _ in range(3):
            await person.ask(2)
            await person.see_result()
        await person.say("ready")
    await _play_together(people, rounds=10)
    for tab in tabs:
        await tab.shows("Vous recevez")
        assert tab.complaints == []
        await browser.forget(tab)
    assert await asyncio.to_thread(robots.wait) == 0
    kiosk.manage("room", "verify", str(room))
