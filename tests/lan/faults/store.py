"""What the kiosk keeps its data in: PostgreSQL, Redis, the tables."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.lan.faults.fault import Registry, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("store")
fault = FAULTS.fault


@fault("Redis does not run", Verdict(cause="channel_layer_down"))
def redis_stopped(lan: Lan) -> Iterator[None]:
    lan.server.init.stop("redis-server")
    yield
    lan.server.init.start("redis-server")


@fault("Redis hangs", Verdict(cause="channel_layer_down"))
def redis_hangs(lan: Lan) -> Iterator[None]:
    lan.server.init.signal("redis-server", signal.SIGSTOP)
    yield
    lan.server.init.signal("redis-server", signal.SIGCONT)


@fault("PostgreSQL does not run", Verdict(cause="database_down"))
def postgresql_stopped(lan: Lan) -> Iterator[None]:
    lan.server.init.stop("postgresql")
    yield
    lan.server.init.start("postgresql")


@fault("the database is older than the kiosk", Verdict(cause="migrations_pending"))
def migrations_pending(lan: Lan) -> Iterator[None]:
    lan.server.manage("migrate", "sessions", "zero", "--verbosity", "0")
    yield
    lan.server.manage("migrate", "--verbosity", "0")
