"""A host of the kiosk dies without a word, in the middle of a transaction: nobody closes its connections."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from tests.servers import CHECKOUT, Process
from tests.survival.evening import Evening

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.survival.house import LargeHouse

WITHIN = 700
TIMES = 2
HOLDS_THE_ROOM = """
import signal
import django
django.setup()
from django.db import transaction
from kiosk.models.room_rows import lock_rooms
with transaction.atomic():
    lock_rooms([1])
    print("locked", flush=True)
    signal.pause()
"""


@pytest.mark.timeout(900)
async def test_a_host_that_dies_with_a_rooms_lock_in_its_hand_holds_nobody_up_for_long(
    large: LargeHouse, chance: random.Random, figures: Callable[[str], None]
) -> None:
    evening = Evening(large, chance)
    dead: list[Process] = []

    def die_with_the_lock() -> None:
        host = Process([sys.executable, "-c", HOLDS_THE_ROOM], cwd=CHECKOUT, env=large.site.environment)
        dead.append(host)
        host.await_line("locked")

    async def disturb(evening: Evening) -> None:
        for _ in range(TIMES):
            await evening.befall(
                "death of a host that holds the room's lock",
                lambda: asyncio.to_thread(die_with_the_lock),
                within=WITHIN,
            )

    try:
        await evening.play(disturb)
        assert all(host.lives for host in dead)  # it was the database that gave them up
    finally:
        for host in dead:
            host.kill()
    figures(evening.figures())
