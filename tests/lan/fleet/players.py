"""People at play: ``players.py NUMBER …`` plays a whole session at these tablets of the laboratory.

Each line that it prints is a list in JSON: ``["kept", tablet, round, good]`` when the server has said that it
keeps a choice, ``["lost", tablet]`` when a tablet has lost its socket, and ``["end", tablet, score]``.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.bots.client import TabletClient
from kiosk.bots.robot import Robot
from kiosk.economy.agents import Agent, random_agent
from tests.lan.fleet.browser import Browser
from tests.lan.fleet.dialling import Symptom
from tests.lan.site import NAME, tablet_host

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

MOST_SILENT = 4
"""Repetitions without an answer after which a page believes its socket lost."""
SEED = 2018


class Player(TabletClient):
    """A tablet's page, in the tablet's own network."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ws://{NAME}", f"tablet-{number:03}", chance=random.Random(f"{SEED}/{number}"))
        self._number = number
        self._browser = Browser(tablet_host(number), NAME)
        self._silent = 0
        self._kept = -1

    async def play(self) -> None:
        """Play to the end of the session."""
        robot = Robot(self, self._mind, thinking=0.0, chance=self._chance)
        tell("end", self._number, await robot.play())

    def _mind(self, place: dict[str, Any]) -> Agent:
        return random_agent(
            production_good=place["productionGood"],
            consumption_good=place["consumptionGood"],
            n_goods=place["nGood"],
            rng=np.random.default_rng([SEED, self._number]),
        )

    async def disconnect(self) -> None:
        """Forget the socket, without a goodbye to which nobody might answer."""
        if self._connection is not None:
            self._connection.transport.abort()
            self._connection, self._silent = None, 0
            tell("lost", self._number)

    async def _socket(self) -> ClientConnection:
        if self._connection is None:
            try:
                self._connection = await self._browser.open_socket("/ws/")
            except Symptom as symptom:
                raise OSError(str(symptom)) from symptom
        return self._connection

    async def _decision(self, socket: ClientConnection, request: dict[str, Any]) -> dict[str, Any] | None:
        heard = self.replies
        reply = await super()._decision(socket, request)
        self._silent = 0 if self.replies > heard else self._silent + 1
        if self._silent == MOST_SILENT:
            raise OSError("silence")
        return reply

    def _decides(self, reply: dict[str, Any], request: dict[str, Any]) -> bool:
        choice = request["demand"] == reply.get("demand") == "choice" and "error" not in reply
        if choice and reply["t"] == request["t"] > self._kept:
            self._kept = request["t"]
            tell("kept", self._number, request["t"], request["good"])
        return super()._decides(reply, request)


def tell(*what: object) -> None:
    """A line for whoever watches."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main(numbers: list[int]) -> None:
    """Everybody plays."""
    async with asyncio.TaskGroup() as group:
        for number in numbers:
            group.create_task(Player(number).play())


if __name__ == "__main__":
    asyncio.run(main([int(number) for number in sys.argv[1:]]))
