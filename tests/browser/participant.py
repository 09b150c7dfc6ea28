"""A participant's hands: what is touched on the page, and the companions that play the other seats."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.bots.client import TabletClient
    from tests.browser.chromium import Page
    from tests.browser.kiosk import Kiosk

CHOOSING = "document.querySelector('.page-round .offers')"
RESULT = "document.querySelector('.result')"
WAITING_FOR_OTHERS = "document.querySelector('.page-round .deal-screen .progress')"
WORDS = {
    "fr": {
        "confirm": "Valider",
        "accept": "J’accepte de participer",
        "continue": "Continuer",
        "next": "Suite",
        "train": "À l’entraînement",
        "play": "Jouer",
        "ask": "Demander",
        "ready": "Je suis prêt à jouer",
        "start": "Commencer",
        "female": "Une femme",
    },
    "en": {
        "confirm": "Confirm",
        "accept": "I agree to take part",
        "continue": "Continue",
        "next": "Next",
        "train": "To the training",
        "play": "Play",
        "ask": "Ask",
        "ready": "I am ready to play",
        "start": "Begin",
        "female": "A woman",
    },
}
STORY_PAGES = 4
_numbers = itertools.count()


class Participant:
    """Someone at a tablet."""

    def __init__(self, page: Page, language: str = "fr") -> None:
        self.page = page
        self.words = WORDS[language]

    async def say(self, key: str) -> None:
        """Touch the button with these words."""
        await self.page.touch("button", self.words[key])

    async def enrol(self, number: int) -> None:
        """Type the tablet's number."""
        for digit in str(number):
            await self.page.touch(".key", digit)
        await self.page.touch("button", WORDS["fr"]["confirm"])

    async def answer_survey(self, age: int) -> None:
        """Say how old one is, and that one is a woman."""
        await self.page.until("document.querySelector('.page-survey')")
        for digit in str(age):
            await self.page.touch(".key", digit)
        await self.say("female")
        await self.say("continue")

    async def read_story(self, last: str = "train") -> None:
        """Turn the pages."""
        for _ in range(STORY_PAGES - 1):
            await self.say("next")
        await self.say(last)

    async def point(self, offer: int = 1) -> None:
        """Touch the n-th good on offer."""
        await self.page.until(CHOOSING)
        await self.page.touch(f".offers > :nth-child({offer})")

    async def ask(self, offer: int = 1) -> None:
        """Ask for the n-th good on offer."""
        await self.point(offer)
        await self.say("ask")

    async def see_result(self) -> str:
        """Wait for the result, read it, and go on, unless the page has gone on by itself meanwhile."""
        said = await self.page.until(f"{RESULT} && {RESULT}.querySelector('h1').textContent")
        await self.page.touch(".result button", self.words["continue"], unless=f"!{RESULT}")
        return str(said)

    async def score(self) -> int:
        """The score in the bar."""
        return int(
            await self.page.evaluate("document.querySelector('.bar-score').textContent.match(/\\d+/)[0]")
        )


class Companion:
    """Someone else at another tablet: asks for what it wants, whatever it holds."""

    def __init__(self, client: TabletClient) -> None:
        self._client = client
        self._place: dict[str, Any] = {}

    async def arrive(self) -> None:
        """Sit down, and find out where one stands."""
        self._place = await self._client.ask("init", deviceId=self._client.device_id)

    async def answer_survey(self) -> None:
        """Answer both questions."""
        await self._client.ask("survey", userId=self._place["userId"], age=30, sex="male")
        await self.arrive()

    async def train(self) -> None:
        """Do the whole training."""
        user = self._place["userId"]
        for t in range(self._place["trainingT"], self._place["trainingTMax"]):
            await self._client.ask("training_choice", userId=user, t=t, good=1)
        await self._client.ask("training_done", userId=user)
        await self.arrive()

    async def ask(self) -> None:
        """Ask for the wanted good in this round."""
        await self._client.ask("choice", userId=self._place["userId"], t=self._place["t"], good=1)
        await self.arrive()

    async def call(self) -> None:
        """Raise a hand."""
        await self._client.ask("call", userId=self._place["userId"])

    async def play(self) -> None:
        """Do whatever comes, to the end."""
        await self.arrive()
        steps = {"survey": self.answer_survey, "training": self.train, "game": self.ask}
        while self._place["step"] in steps:
            await steps[self._place["step"]]()
        await self.leave()

    async def leave(self) -> None:
        """Close the socket."""
        await self._client.disconnect()


async def companions(kiosk: Kiosk, count: int, first_tablet: int) -> list[Companion]:
    """As many enrolled companions."""
    found = []
    for number in range(first_tablet, first_tablet + count):
        client = kiosk.tablet(f"companion-{next(_numbers)}")
        await client.enrol(number)
        found.append(Companion(client))
    return found


async def every(actions: list[Any]) -> None:
    """Wait for all of them."""
    await asyncio.gather(*actions)
