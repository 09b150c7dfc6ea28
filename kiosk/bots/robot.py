"""A robot: sits at a tablet of its own and plays a whole session over the real socket."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from kiosk.bots.client import OUT_OF_STEP, Refused
from kiosk.economy.goods import absolute, relative

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from kiosk.bots.client import TabletClient
    from kiosk.economy.agents import Agent

YOUNGEST, OLDEST = 18, 80

NOTHING_MORE = frozenset({"room_closed", "unknown_user"})
"""The operator has closed the session, or has handed the seat to somebody else."""


class Robot:
    """Plays for its seat until the end, from wherever the seat stands."""

    def __init__(
        self,
        client: TabletClient,
        make_agent: Callable[[dict[str, Any]], Agent],
        *,
        thinking: float,
        chance: random.Random,
    ) -> None:
        """A robot at `client`; `make_agent` makes its mind from the reply to `init`.

        Args:
            client: its socket.
            make_agent: from a reply to `init` to an agent of the rules, which speaks in absolute goods.
            thinking: seconds before a choice, on average (exponential).
            chance: draws everything that is neither the game's nor the agent's.
        """
        self._client = client
        self._make_agent = make_agent
        self._thinking = thinking
        self._chance = chance

    async def play(self) -> int:
        """Play to the end, or until there is nothing more to play; returns the score that was told last."""
        place: dict[str, Any] = {"score": 0}
        try:
            place = await self._arrive()
            agent = self._make_agent(place)
            while place["step"] != "end":
                await self._play_on(place, agent)
                place = await self._arrive()
        except Refused as refused:
            if refused.code not in NOTHING_MORE:
                raise
        await self._client.disconnect()
        return int(place["score"])

    async def _play_on(self, place: dict[str, Any], agent: Agent) -> None:
        """Play a step, as far as the session waits for it."""
        try:
            await self._play_step(place, agent)
        except Refused as refused:
            if refused.code not in OUT_OF_STEP:
                raise

    async def _play_step(self, place: dict[str, Any], agent: Agent) -> None:
        match place["step"]:
            case "survey":
                await self._answer_survey(place)
            case "training":
                await self._train(place)
            case "game":
                await self._play_game(place, agent)

    async def _arrive(self) -> dict[str, Any]:
        return await self._client.ask("init", deviceId=self._client.device_id)

    async def _answer_survey(self, place: dict[str, Any]) -> None:
        await self._think()
        age = self._chance.randint(YOUNGEST, OLDEST)
        sex = self._chance.choice(["female", "male"])
        await self._client.ask("survey", userId=place["userId"], age=age, sex=sex)

    async def _train(self, place: dict[str, Any]) -> None:
        """Try every kind of exchange, as a participant is meant to."""
        held = place["trainingGoodInHand"]
        for t in range(place["trainingT"], place["trainingTMax"]):
            shown = _now()
            await self._think()
            good = self._chance.choice([good for good in range(place["nGood"]) if good != held])
            reply = await self._ask("training_choice", place, t, good, shown)
            held = reply["goodInHand"]
        await self._client.ask("training_done", userId=place["userId"])

    async def _play_game(self, place: dict[str, Any], agent: Agent) -> None:
        roles = place["productionGood"], place["consumptionGood"], place["nGood"]
        held = absolute(place["goodInHand"], *roles)
        for t in range(place["t"], place["tMax"]):
            shown = _now()
            if place["choiceMade"] and t == place["t"]:
                asked = absolute(place["goodDesired"], *roles)
            else:
                await self._think()
                asked = agent.choose(held)
            reply = await self._ask("choice", place, t, relative(asked, *roles), shown)
            agent.learn(held, asked, reply["success"])
            held = absolute(reply["goodInHand"], *roles)

    async def _ask(self, demand: str, place: dict[str, Any], t: int, good: int, shown: int) -> dict[str, Any]:
        return await self._client.ask(
            demand, userId=place["userId"], t=t, good=good, shownAt=shown, answeredAt=_now()
        )

    async def _think(self) -> None:
        if self._thinking:
            await asyncio.sleep(self._chance.expovariate(1 / self._thinking))


def _now() -> int:
    return int(time.time() * 1000)
