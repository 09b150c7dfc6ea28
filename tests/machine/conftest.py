from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.machine.authority import Authority
from tests.machine.base import cache, missing
from tests.machine.laptop import switched_on
from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.machine.machine import Machine


@pytest.fixture(scope="session")
def stick() -> Path:
    """What `make offline-bundle` makes; packages and wheels that are there from the last time stay."""
    if reason := missing():
        pytest.skip(reason)
    folder = cache() / "stick"
    made = subprocess.run(
        ["make", "offline-bundle", f"BUNDLE={folder}"],
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def laptop(stick: Path) -> Iterator[Machine]:
    """A bare Debian, its cable in the router, the stick in it, and the plan beside."""
    with switched_on(stick) as bare:
        yield bare


@pytest.fixture(scope="module")
def bare(laptop: Machine) -> dict[str, str]:
    """The machine before anybody touched it."""
    return laptop.differences()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Trusted by those who are told to, as one of the internet's is by everybody."""
    return Authority.found(tmp_path_factory.mktemp("authority"))
