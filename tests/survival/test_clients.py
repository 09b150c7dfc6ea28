from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from websockets.asyncio.client import connect

from tests.survival.evening import Evening
from tests.survival.opening import device

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.survival.house import House

DEAF, FLOODERS = 10, 10
NEVER = 1000
"""A round that no room has: a flooder takes no choice away from the tablet whose secrets it knows."""

CROWD = 100
"""Frames that a flooder sends at once."""


async def say_and_never_read(evening: Evening, number: int) -> None:
    """Ask where a tablet stands, over and over, and hear nothing of it."""
    async with connect(
        f"{evening.house.url}/ws/", max_queue=1, ping_interval=None, close_timeout=0.1
    ) as socket:
        socket.transport.pause_reading()
        request = json.dumps({"demand": "init", "deviceId": device(number), "padding": "x" * 2000})
        try:
            while True:
                await socket.send(request)
                await asyncio.sleep(0)  # sending alone lets nobody else run, until every buffer is full
        finally:
            socket.transport.abort()


async def flood(evening: Evening, number: int) -> None:
    """Say everything that a tablet may say as fast as the server takes it."""
    async with connect(f"{evening.house.url}/ws/", ping_interval=None) as socket:
        await socket.send(json.dumps({"demand": "init", "deviceId": device(number)}))
        user_id = json.loads(await socket.recv())["userId"]
        requests = [
            json.dumps(
                {"demand": demand, "userId": user_id, "deviceId": device(number), "t": NEVER, "good": 1}
            )
            for demand in ("ping", "choice", "training_choice", "init", "nonsense")
        ]
        while True:
            for _ in range(CROWD // len(requests)):
                for request in requests:
                    await socket.send(request)
            for _ in range(CROWD):
                await socket.recv()


@pytest.mark.timeout(900)
async def test_clients_that_never_read_and_clients_that_flood_hold_nobody_up(
    small: House, chance: random.Random, figures: Callable[[str], None]
) -> None:
    evening = Evening(small, chance)
    deaf = [asyncio.create_task(say_and_never_read(evening, number)) for number in range(DEAF)]
    flooders = [asyncio.create_task(flood(evening, number)) for number in range(DEAF, DEAF + FLOODERS)]
    try:
        await evening.play()
        for each in flooders:
            assert not each.done(), each.exception()  # it is slowed, and not cut off
    finally:
        for each in (*deaf, *flooders):
            each.cancel()
        await asyncio.gather(*deaf, *flooders, return_exceptions=True)
    assert "Traceback" not in small.log
    figures(f"{DEAF} clients that never read, {FLOODERS} that flood; {evening.figures()}")
