"""Who is measured: the bare consumer, and the kiosk as sites run it."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests import servers
from tests.bench.tables import FloorTable, RoomTable, Size, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FLOOR = "floor"
SQLITE = "sqlite"
PROCESSES = (1, 2, 4)
"""How many daphne processes share a PostgreSQL and a Redis."""


@dataclass(frozen=True)
class Contender:
    """A server under measurement, and the daphne processes that it is made of."""

    name: str
    pids: tuple[int, ...]
    seat: Callable[[Size], Table]
    """Opens rooms of so many players, and seats them."""


@contextmanager
def contenders(only: str = "") -> Iterator[list[Contender]]:
    """The bare consumer first, and every shape of the kiosk that this machine has the programs for.

    Of the kiosk's, only those whose name begins with `only` are started.
    """
    with ExitStack() as stack:
        found = [stack.enter_context(_floor())]
        if SQLITE.startswith(only):
            found.append(stack.enter_context(_sqlite()))
        several = [processes for processes in PROCESSES if _postgresql_name(processes).startswith(only)]
        if several and not servers.missing_programs("postgres", "initdb", "redis-server", "nginx"):
            cluster = stack.enter_context(servers.postgres())
            found += [stack.enter_context(_postgresql(cluster, processes)) for processes in several]
        yield found


def _postgresql_name(processes: int) -> str:
    return f"postgresql x{processes}"


@contextmanager
def _floor() -> Iterator[Contender]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "conf.settings"}
    with servers.daphne(environment, application="tests.bench.floor:application") as process:
        yield Contender(FLOOR, (process.process.pid,), lambda size: FloorTable(process.port, size))


@contextmanager
def _sqlite() -> Iterator[Contender]:
    with servers.site() as site, servers.daphne(site.environment) as process:
        yield Contender(SQLITE, (process.process.pid,), _rooms(site, process.port))


@contextmanager
def _postgresql(cluster: servers.Postgres, processes: int) -> Iterator[Contender]:
    with ExitStack() as stack:
        database = cluster.new_database(f"bench{processes}")
        redis = stack.enter_context(servers.redis())
        site = stack.enter_context(servers.site(database_url=database, redis_url=redis))
        running = [stack.enter_context(servers.daphne(site.environment)) for _ in range(processes)]
        url = stack.enter_context(servers.nginx(running))
        pids = tuple(process.process.pid for process in running)
        yield Contender(_postgresql_name(processes), pids, _rooms(site, urlsplit(url).port or 0))


def _rooms(site: servers.Site, port: int) -> Callable[[Size], Table]:
    def seat(size: Size) -> Table:
        return RoomTable(port, size, json.loads(site.python("-m", "tests.bench.rooms", str(size))))

    return seat
