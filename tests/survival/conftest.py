from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from tests import servers
from tests.survival.house import House, LargeHouse, large_house, small_house

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def chance() -> random.Random:
    """Seeded anew each time, or with SURVIVAL_SEED; pytest shows the seed when the test fails."""
    seed = int(os.environ.get("SURVIVAL_SEED") or random.SystemRandom().randrange(2**32))
    print(f"SURVIVAL_SEED={seed}")  # noqa: T201  with it the same faults come again
    return random.Random(seed)


@pytest.fixture
def small() -> Iterator[House]:
    with small_house() as house:
        yield house


@pytest.fixture
def large() -> Iterator[LargeHouse]:
    missing = servers.missing_programs("postgres", "initdb", "redis-server", "nginx")
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}, which this machine does not have")
    with large_house() as house:
        yield house
