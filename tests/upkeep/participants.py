"""Tablets of a session that goes on whatever becomes of its servers: robots, and one that a test plays."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from kiosk.archive.files import read_recording
from kiosk.bots.client import TabletClient
from kiosk.bots.robot import Robot

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.archive.recording import ChoiceRow
    from tests import servers

ROBOTS, ROUNDS = 8, 10
"""Of the treatment `demo`, which has a seat for one more."""


class Whim:
    """A mind that asks for any good that it does not hold."""

    def __init__(self, n_goods: int, chance: random.Random) -> None:
        self._n_goods = n_goods
        self._chance = chance

    def choose(self, good_in_hand: int) -> int:
        return self._chance.choice([good for good in range(self._n_goods) if good != good_in_hand])

    def learn(self, *_outcome: int) -> None:
        pass


class Evening:
    """A room in which robots wait, round after round, for the test's own tablet."""

    def __init__(self, url: str) -> None:
        self.me = tablet(url, 0)
        self._url = url
        self._robots: asyncio.Future[list[int]] | None = None

    async def begin(self, site: servers.Site) -> None:
        """Open the room, and let everybody come."""
        await asyncio.to_thread(site.manage, "room", "open", "demo")
        await asyncio.to_thread(site.manage, "enrolment", "open")
        self._robots = asyncio.gather(*(play(self._url, number) for number in range(1, 1 + ROBOTS)))
        await self.me.enrol(0)

    async def go_on(self, *, until: int) -> dict[str, Any]:
        """Play from where the own tablet stands up to a round; returns where it stood."""
        me = self.me
        place = await me.ask("init", deviceId=me.device_id)
        user = place["userId"]
        if place["step"] == "survey":
            await me.ask("survey", userId=user, age=30, sex="female")
            place = await me.ask("init", deviceId=me.device_id)
        if place["step"] == "training":
            held = place["trainingGoodInHand"]
            for t in range(place["trainingT"], place["trainingTMax"]):
                held = (await me.ask("training_choice", userId=user, t=t, good=another(held)))["goodInHand"]
            await me.ask("training_done", userId=user)
            place = await me.ask("init", deviceId=me.device_id)
        held = place["goodInHand"]
        for t in range(place["t"], until):
            held = (await me.ask("choice", userId=user, t=t, good=another(held)))["goodInHand"]
        return place

    async def end(self) -> None:
        """Play the last rounds; everybody must come to the end."""
        await self.go_on(until=ROUNDS)
        assert self._robots is not None
        assert len(await self._robots) == ROBOTS
        assert (await self.me.ask("init", deviceId=self.me.device_id))["step"] == "end"
        await self.me.disconnect()


def tablet(url: str, number: int) -> TabletClient:
    chance = random.Random(number)
    return TabletClient(url, f"device-{number}", chance=chance, repeat_after=0.25, reconnect_after=0.05)


async def play(url: str, number: int) -> int:
    """A tablet that plays by itself, and is told nothing of what becomes of the servers."""
    client = tablet(url, number)
    await client.enrol(number)
    chance = random.Random(number)
    robot = Robot(client, lambda place: Whim(place["nGood"], chance), thinking=0.0, chance=chance)
    return await robot.play()


def another(held: int) -> int:
    """A good that may be asked for."""
    return 1 if held != 1 else 0


def choices(site: servers.Site, folder: Path) -> list[ChoiceRow]:
    """What the room's players have chosen, by a site's export into a folder."""
    site.manage("room", "export", "1", "--to", folder)
    return read_recording(folder).choices
