from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.survival.evening import Evening

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from tests.survival.house import LargeHouse

TIMES = 6
WITHIN = 70
"""Promises between two faults, at most; the room makes some 5,500, which is far more than they use up."""


async def redis_is_killed(evening: Evening, house: LargeHouse) -> None:
    def kill_and_revive() -> None:
        house.redis.process.kill()
        house.redis.revive()

    await evening.befall("SIGKILL of Redis", kill_and_revive, within=WITHIN)


async def postgres_is_shut_down(evening: Evening, house: LargeHouse) -> None:
    def crash_and_revive() -> None:
        house.postgres.crash()
        house.postgres.revive()

    await evening.befall("immediate shutdown of PostgreSQL", crash_and_revive, within=WITHIN)


async def nginx_is_reloaded(evening: Evening, house: LargeHouse) -> None:
    await evening.befall("reload of nginx", lambda: house.nginx.signal("reload"), within=WITHIN)


async def the_database_is_read_only(evening: Evening, house: LargeHouse) -> None:
    """As after a failover to a replica; the servers find out by themselves when it is over."""

    async def protect_and_free() -> None:
        house.postgres.protect(house.database)
        await evening.ledger.refusal()
        house.postgres.free(house.database)

    await evening.befall("read-only PostgreSQL", protect_and_free, within=WITHIN)


FAULTS = (redis_is_killed, postgres_is_shut_down, nginx_is_reloaded, the_database_is_read_only)


@pytest.mark.timeout(900)
async def test_what_stands_beside_the_kiosk_may_fall_in_any_order(
    large: LargeHouse, chance: random.Random, figures: Callable[[str], None]
) -> None:
    evening = Evening(large, chance, treatment="sixty")
    order: list[Callable[[Evening, LargeHouse], Awaitable[None]]] = list(FAULTS * TIMES)
    chance.shuffle(order)

    async def disturb(evening: Evening) -> None:
        for fault in order:
            await fault(evening, large)

    await evening.play(disturb)
    assert set(evening.ledger.refusals) == {"unavailable"}
    figures(evening.figures())
