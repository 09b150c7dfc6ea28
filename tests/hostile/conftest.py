from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.survival.conftest import chance
from tests.survival.house import House, small_house

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["chance"]

EXPECTED = re.compile(r"WARNING (kiosk\.wire\.guesses|django\.request|django\.security\.\w+) ")
"""What a server may say of clients that do what they may not."""


@pytest.fixture
def house() -> Iterator[House]:
    """A site with a room of sixty, whose server says nothing but what is expected, and lives."""
    with small_house() as made:
        made.site.python("-m", "tests.survival.opening", "sixty-short")
        yield made
        unexpected = [line for line in made.log.splitlines() if not EXPECTED.search(line)]
        assert not unexpected, "\n".join(unexpected[:60])
        assert made.processes[0].lives


@pytest.fixture
def kinds() -> Counter[str]:
    """How the server has answered."""
    return Counter()
