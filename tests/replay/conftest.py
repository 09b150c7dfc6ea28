"""Where rooms are replayed: one process on SQLite, and two on PostgreSQL and Redis behind one address."""

from __future__ import annotations

import os
import random
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

_numbers = count()


@dataclass(frozen=True)
class Arena:
    """A site that runs: its address, and its daphne processes."""

    site: servers.Site
    url: str
    processes: list[servers.Daphne]

    def require_no_faults(self) -> None:
        """Fail where a process has logged anything at all: on a normal evening it has nothing to say."""
        for process in self.processes:
            assert not process.process.log, process.process.log


@pytest.fixture
def seed() -> int:
    """A new one each time, or that of REPLAY_SEED; pytest shows it when the test fails."""
    drawn = int(os.environ.get("REPLAY_SEED") or random.SystemRandom().randrange(2**32))
    print(f"REPLAY_SEED={drawn}")  # noqa: T201  with it the failure comes again
    return drawn


@pytest.fixture(scope="session")
def cluster() -> Iterator[servers.Postgres]:
    _require("postgres", "initdb")
    with servers.postgres() as running:
        yield running


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    _require("redis-server")
    with servers.redis() as url:
        yield url


@pytest.fixture
def one_process() -> Iterator[Arena]:
    """SQLite, and one daphne."""
    with servers.site() as site, servers.daphne(site.environment) as process:
        yield Arena(site, process.url, [process])


@pytest.fixture
def two_processes(cluster: servers.Postgres, broker: str) -> Iterator[Arena]:
    """PostgreSQL and Redis, and two daphnes behind one nginx."""
    _require("nginx")
    database_url = cluster.new_database(f"replay{next(_numbers)}")
    with ExitStack() as stack:
        site = stack.enter_context(servers.site(database_url=database_url, redis_url=broker))
        processes = [stack.enter_context(servers.daphne(site.environment)) for _ in range(2)]
        url = stack.enter_context(servers.nginx(processes))
        yield Arena(site, url, processes)


@pytest.fixture(params=["one_process", "two_processes"])
def arena(request: pytest.FixtureRequest) -> Arena:
    found: Arena = request.getfixturevalue(request.param)
    return found


def _require(*programs: str) -> None:
    missing = servers.missing_programs(*programs)
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}, which this machine does not have")
