"""A hundred thousand frames of clients that mean no good, against a real server with a real room."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.hostile.grammar import Grammar
from tests.survival.opening import PLAYERS, device

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable

    from tests.survival.house import House

FRAMES = 90_000
SOCKETS = 100
"""Those of the room's tablets, and of strangers; each comes from an address of its own."""

BATCH = 30
"""Frames that are sent before their answers are read."""


class Villain:
    """A socket that is told something for everything it says."""

    def __init__(self, number: int, socket: ClientConnection, chance: random.Random) -> None:
        self._number = number
        self._socket = socket
        self._chance = chance

    async def attack(self, frames: int, codes: Counter[str]) -> None:
        """Send frames in batches; each must be answered, and with nothing unheard of."""
        user_id = await self._sit_down() if self._number < PLAYERS else None
        grammar = Grammar(self._chance, device=device(self._number), user_id=user_id)
        while frames:
            batch = [grammar.frame() for _ in range(min(BATCH, frames))]
            frames -= len(batch)
            for frame in batch:
                await self._socket.send(frame)
            await self._hear(batch, codes)

    async def _sit_down(self) -> int:
        await self._socket.send(json.dumps({"demand": "init", "deviceId": device(self._number)}))
        place: dict[str, Any] = json.loads(await self._socket.recv())
        return int(place["userId"])

    async def _hear(self, batch: list[str], codes: Counter[str]) -> None:
        """Hear an answer to each; what is pushed comes besides, so an echo tells where they end."""
        token = f"end-{self._chance.random()}"
        await self._socket.send(json.dumps({"demand": "echo", "token": token}))
        answers = 0
        while True:
            said = await self._socket.recv()
            assert isinstance(said, str)
            reply = None if said == "pong" else json.loads(said)
            if reply is not None and reply.get("token") == token:
                break
            answers += 1
            codes[require_answer(reply, batch)] += 1
        assert answers >= len(batch), batch


def require_answer(reply: dict[str, Any] | None, batch: list[str]) -> str:
    """What kind of answer it is: an error has a code that the client can act upon, and a sentence."""
    if reply is None:
        return "pong"
    assert reply["wait"] in (True, False), batch
    if "error" not in reply:
        return "answer"
    assert reply["error"]["message"].strip(), batch
    assert reply["error"]["code"] != "unavailable", batch
    return str(reply["error"]["code"])


@pytest.mark.timeout(900)
async def test_every_frame_is_answered_and_none_is_an_error_of_the_server(
    house: House, chance: random.Random, kinds: Counter[str], figures: Callable[[str], None]
) -> None:
    async def attack(number: int, seed: float) -> None:
        origin = {"X-Forwarded-For": f"192.0.2.{number}"}
        async with connect(f"{house.url}/ws/", additional_headers=origin, open_timeout=60) as socket:
            await Villain(number, socket, random.Random(seed)).attack(FRAMES // SOCKETS, kinds)

    await asyncio.gather(*(attack(number, chance.random()) for number in range(SOCKETS)))
    assert kinds.total() >= FRAMES
    assert " 0 violations" in house.site.manage("room", "verify", "1")
    figures(f"{kinds.total()} answers to {FRAMES} frames: {dict(kinds.most_common())}")
