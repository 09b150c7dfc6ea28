from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack
from typing import TYPE_CHECKING

from kiosk.archive.files import read_recording
from kiosk.bots.robot import Robot
from kiosk.economy.goods import relative
from tests import servers
from tests.replay.restless import RestlessTablet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.replay.conftest import Arena

TREATMENT, PLAYERS, ROUNDS, TRAINING_ROUNDS = "9-9-18", 36, 50, 10
KILLS = (10, 30)
"""The rounds in which a process dies."""


class Whim:
    """A mind that asks for any good that it does not hold."""

    def __init__(self, n_goods: int, chance: random.Random, reached: list[asyncio.Event]) -> None:
        self._n_goods = n_goods
        self._chance = chance
        self._reached = reached
        self._t = 0

    def choose(self, good_in_hand: int) -> int:
        self._reached[self._t].set()
        return self._chance.choice([good for good in range(self._n_goods) if good != good_in_hand])

    def learn(self, *_outcome: int) -> None:
        self._t += 1


class Evening:
    """A room that is played while its processes die."""

    def __init__(self, arena: Arena, folder: Path, chance: random.Random) -> None:
        self.arena = arena
        self.folder = folder
        self.reached = [asyncio.Event() for _ in range(ROUNDS)]
        self.tablets = [
            RestlessTablet(arena.url, f"device-{number}", chance=random.Random(chance.random()))
            for number in range(PLAYERS)
        ]
        self._chance = chance

    async def play(self) -> None:
        self.arena.site.manage("room", "open", TREATMENT)
        self.arena.site.manage("enrolment", "open")
        with ExitStack() as reborn:
            async with asyncio.TaskGroup() as group:
                for number, tablet in enumerate(self.tablets):
                    group.create_task(self._play_one(tablet, number))
                group.create_task(self._die_and_return(reborn))

    async def _play_one(self, tablet: RestlessTablet, number: int) -> None:
        await tablet.enrol(number)
        chance = random.Random(self._chance.random())
        robot = Robot(
            tablet, lambda place: Whim(place["nGood"], chance, self.reached), thinking=0.0, chance=chance
        )
        await robot.play()

    async def _die_and_return(self, reborn: ExitStack) -> None:
        processes = list(self.arena.processes)
        for t in KILLS:
            await self.reached[t].wait()
            victim = processes.pop(0)
            victim.process.kill()
            self.require_what_was_acknowledged()  # no tablet can say it again meanwhile
            again = servers.daphne(self.arena.site.environment, port=victim.port)
            processes.append(await asyncio.to_thread(reborn.enter_context, again))

    def require_what_was_acknowledged(self) -> None:
        self.arena.site.manage("room", "export", "1", "--to", self.folder)
        recording = read_recording(self.folder)
        roles = {
            player.tablet_id: (player.production_good, player.consumption_good, recording.room.n_type)
            for player in recording.players
        }
        seats = {player.player: player.tablet_id for player in recording.players}
        kept = [
            (seats[row.player], row.t, relative(row.desired_good, *roles[seats[row.player]]))
            for row in recording.choices
        ]
        acknowledged = {
            (number, t, good)
            for number, tablet in enumerate(self.tablets)
            for t, good in tablet.acknowledged.items()
        }
        assert acknowledged <= set(kept)
        assert len(kept) == len(set(kept))


async def test_processes_that_are_killed_lose_no_acknowledged_choice_and_the_room_ends(
    arena: Arena, tmp_path: Path, seed: int
) -> None:
    evening = Evening(arena, tmp_path / "room", random.Random(seed))
    await evening.play()
    evening.require_what_was_acknowledged()
    assert sum(len(tablet.acknowledged) for tablet in evening.tablets) == PLAYERS * ROUNDS
    assert " 0 violations" in arena.site.manage("room", "verify", "1")
    assert read_recording(evening.folder).room.state == "end"
