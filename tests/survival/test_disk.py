from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.servers import CHECKOUT
from tests.survival.on_small_disk import FAULTS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

UNSHARE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


@pytest.fixture
def private_mounts() -> list[str]:
    """A command that runs another where it may mount what nobody else sees."""
    tried = subprocess.run([*UNSHARE, "true"], check=False, capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this machine lets us make no mount namespace: {tried.stderr.strip()}")
    return UNSHARE


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_takes_nothing_costs_nothing_that_was_acknowledged_and_the_room_goes_on_afterwards(
    fault: str, private_mounts: list[str], chance: random.Random, figures: Callable[[str], None]
) -> None:
    command = [sys.executable, "-m", "tests.survival.on_small_disk", fault, str(chance.randrange(2**32))]
    played = subprocess.run(
        [*private_mounts, *command], check=False, cwd=CHECKOUT, capture_output=True, text=True
    )
    assert played.returncode == 0, played.stdout + played.stderr
    figures(played.stdout)
