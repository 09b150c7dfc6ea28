"""The servers of an evening, each of which may fall and comes back as its supervisor would bring it back."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Daphne:
    """A daphne on one port, started again whenever it falls."""

    def __init__(self, environment: dict[str, str], module: str = servers.KIOSK) -> None:
        self.environment = environment
        self.module = module
        self.logs: list[str] = []
        self._running = servers.start_daphne(environment, module=module)
        self.port = self._running.port

    @property
    def log(self) -> str:
        """Everything that every process here has printed."""
        return "".join([*self.logs, self._running.process.log])

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._running.process.lives

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end, and return when it has."""
        self._end(signal.SIGTERM)

    def revive(self) -> None:
        """Start it again on its port; clients that come before it is ready wait."""
        self._running = servers.start_daphne(self.environment, module=self.module, port=self.port)

    def kill_and_revive(self) -> None:
        """What systemd does when it falls, without the pause."""
        self.kill()
        self.revive()

    async def end_and_revive(self) -> None:
        """A restart during a session; meanwhile its clients can answer."""
        await asyncio.to_thread(self.terminate)
        self.revive()

    def _end(self, how: signal.Signals) -> None:
        self._running.process.stop(how)
        self.logs.append(self._running.process.log)


@dataclass(frozen=True)
class House:
    """A site that runs: where it is reached, its daphne processes, and a way to its database."""

    site: servers.Site
    url: str
    processes: list[Daphne]
    connect: Callable[[], Any]

    @property
    def log(self) -> str:
        """Everything that its daphne processes have printed."""
        return "".join(process.log for process in self.processes)


@contextmanager
def running(
    environment: dict[str, str], *, processes: int, module: str = servers.KIOSK
) -> Iterator[list[Daphne]]:
    """Daphne processes that end with the block."""
    started = [Daphne(environment, module) for _ in range(processes)]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()


@contextmanager
def small_house(
    *, folder: Path | None = None, module: str = servers.KIOSK, **environment: str
) -> Iterator[House]:
    """SQLite, and one daphne with these variables besides; its state in `folder`, where one is named."""
    with (
        servers.site(folder=folder) as site,
        running(site.environment | environment, processes=1, module=module) as processes,
    ):
        file = site.folder / "kiosk.sqlite3"
        yield House(
            site,
            f"ws://127.0.0.1:{processes[0].port}",
            processes,
            lambda: sqlite3.connect(file, timeout=servers.START_TIME_OUT),
        )


@dataclass(frozen=True)
class LargeHouse(House):
    """PostgreSQL and Redis, and two daphnes behind one nginx."""

    postgres: servers.Postgres
    redis: servers.Redis
    nginx: servers.Nginx
    database: str = "kiosk"


@contextmanager
def large_house() -> Iterator[LargeHouse]:
    """Everything that a large site has."""
    with ExitStack() as stack:
        postgres = stack.enter_context(servers.postgres())
        redis = stack.enter_context(servers.redis_server())
        url = postgres.new_database(LargeHouse.database)
        site = stack.enter_context(servers.site(database_url=url, redis_url=redis.url))
        processes = stack.enter_context(running(site.environment, processes=2))
        nginx = stack.enter_context(servers.nginx_server([process.port for process in processes]))
        yield LargeHouse(
            site,
            nginx.url,
            processes,
            lambda: postgres.connect(LargeHouse.database),
            postgres,
            redis,
            nginx,
        )
