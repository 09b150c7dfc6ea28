"""The robots of a room, playing side by side."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.bots.client import TabletClient
from kiosk.bots.robot import Robot
from kiosk.economy.agents import Agent, paper_agent, random_agent
from kiosk.models import Choice, Phase, Player

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.models import Room

POLICIES: dict[str, Callable[..., Agent]] = {"paper": paper_agent, "random": random_agent}
"""The minds a robot may have: the published artificial agent, or one that asks at random."""


class Crew:
    """All robots that have a seat in a room; each goes on where its seat stands, and remembers."""

    def __init__(
        self,
        url: str,
        room: Room,
        *,
        policy: str = "paper",
        thinking: float = 0.0,
        seed: int | None = None,
        finished: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        """The crew of `room` at the server `url` (``ws://…``); `finished` hears how many have ended."""
        self._url = url
        self._policy = POLICIES[policy]
        self._thinking = thinking
        self._seed = random.randrange(2**32) if seed is None else seed
        self._finished = finished
        robots = Player.objects.filter(room=room, robot=True).exclude(tablet=None)
        self.players = list(robots.select_related("tablet").order_by("seat"))
        self._memories = {player.pk: _memory(player) for player in self.players}

    async def play(self) -> dict[int, int]:
        """Play to the end of the session; seat → score."""
        scores: dict[int, int] = {}

        async def play_one(player: Player) -> None:
            scores[player.seat] = await self._robot(player).play()
            self._finished(len(scores), len(self.players))

        async with asyncio.TaskGroup() as group:
            for player in self.players:
                group.create_task(play_one(player))
        return scores

    def _robot(self, player: Player) -> Robot:
        if player.tablet is None or player.tablet.device_id is None:
            raise ValueError(f"expected a robot's tablet at seat {player.seat}")
        chance = random.Random(f"{self._seed}/{player.seat}")
        client = TabletClient(self._url, player.tablet.device_id, chance=chance)
        return Robot(client, lambda place: self._mind(place, player), thinking=self._thinking, chance=chance)

    def _mind(self, place: dict[str, Any], player: Player) -> Agent:
        agent = self._policy(
            production_good=place["productionGood"],
            consumption_good=place["consumptionGood"],
            n_goods=place["nGood"],
            rng=np.random.default_rng([self._seed, player.seat]),
        )
        for held, asked, success in self._memories[player.pk]:
            agent.learn(held, asked, success)
        return agent


def _memory(player: Player) -> list[tuple[int, int, bool]]:
    """The rounds it has played already, before the robots were started anew."""
    rows = Choice.objects.filter(player=player, phase=Phase.GAME, success__isnull=False).order_by("t")
    return [
        (held, asked, bool(success))
        for held, asked, success in rows.values_list("good_in_hand", "desired_good", "success")
    ]
