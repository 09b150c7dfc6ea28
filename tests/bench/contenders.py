"""Who is measured: the bare consumer, and the kiosk as sites run it."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests import servers
from tests.bench.tables import FloorTable, RoomTable, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FLOOR = "floor"


@dataclass(frozen=True)
class Contender:
    """A server under measurement, and the daphne processes that it is made of."""

    name: str
    pids: tuple[int, ...]
    seat: Callable[[int], Table]
    """Opens a table of so many."""


@contextmanager
def contenders() -> Iterator[list[Contender]]:
    """The bare consumer first, and every shape of the kiosk that this machine has the programs for."""
    with ExitStack() as stack:
        found = [stack.enter_context(_floor()), stack.enter_context(_sqlite())]
        if not servers.missing_programs("postgres", "initdb", "redis-server", "nginx"):
            found.append(stack.enter_context(_postgresql(processes=2)))
        yield found


@contextmanager
def _floor() -> Iterator[Contender]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "conf.settings"}
    with servers.daphne(environment, application="tests.bench.floor:application") as process:
        yield Contender(FLOOR, (process.process.pid,), lambda size: FloorTable(process.port, size))


@contextmanager
def _sqlite() -> Iterator[Contender]:
    with servers.site() as site, servers.daphne(site.environment) as process:
        yield Contender("sqlite", (process.process.pid,), _rooms(site, process.port))


@contextmanager
def _postgresql(*, processes: int) -> Iterator[Contender]:
    with ExitStack() as stack:
        database = stack.enter_context(servers.postgres()).new_database("bench")
        redis = stack.enter_context(servers.redis())
        site = stack.enter_context(servers.site(database_url=database, redis_url=redis))
        running = [stack.enter_context(servers.daphne(site.environment)) for _ in range(processes)]
        url = stack.enter_context(servers.nginx(running))
        pids = tuple(process.process.pid for process in running)
        yield Contender(f"postgresql x{processes}", pids, _rooms(site, urlsplit(url).port or 0))


def _rooms(site: servers.Site, port: int) -> Callable[[int], Table]:
    def seat(size: int) -> Table:
        return RoomTable(port, json.loads(site.python("-m", "tests.bench.rooms", str(size))))

    return seat
