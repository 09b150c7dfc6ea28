"""Redis and PostgreSQL. They listen on Unix sockets, so that no port can be taken twice."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg2

from tests.servers.process import Process, ServerError, private_folder, required

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg2.extensions import connection as PostgresConnection  # noqa: N812  what it is


@dataclass(frozen=True)
class Redis:
    """A Redis that keeps nothing on disk."""

    process: Process
    url: str

    def revive(self) -> None:
        """Start it again; it remembers nothing."""
        self.process.restart(_REDIS_IS_READY)


_REDIS_IS_READY = "eady to accept connections"


@contextmanager
def redis_server() -> Iterator[Redis]:
    """A Redis of our own."""
    with private_folder() as folder:
        path = folder / "redis.sock"
        process = Process(
            [required("redis-server"), "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
        )
        try:
            process.await_line(_REDIS_IS_READY)
            yield Redis(process, f"unix://{path}")
        finally:
            process.stop()


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis of our own."""
    with redis_server() as running:
        yield running.url


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server of our own, which promises to disk what it says."""

    folder: Path
    process: Process

    def crash(self) -> None:
        """End it as a crash would: its own word is an immediate shutdown, without a checkpoint."""
        self.process.stop(signal.SIGQUIT)

    def revive(self) -> None:
        """Start it again; it recovers from its log."""
        self.process.restart(_POSTGRES_IS_READY)

    def connect(self, database: str = "postgres") -> PostgresConnection:
        """A connection as the superuser."""
        return psycopg2.connect(host=str(self.folder), user=_SUPERUSER, dbname=database)

    def protect(self, database: str) -> None:
        """Let nobody write to a database, and nobody stay connected who could."""
        self._execute(
            f'ALTER DATABASE "{database}" SET default_transaction_read_only = on',
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'",  # noqa: S608  ours
        )

    def free(self, database: str) -> None:
        """Let who connects from now on write again."""
        self._execute(f'ALTER DATABASE "{database}" RESET default_transaction_read_only')

    def _execute(self, *statements: str) -> None:
        connection = self.connect()
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def new_database(self, name: str) -> str:
        """The URL of a new, empty database."""
        self._execute(f'CREATE DATABASE "{name}"')
        host = str(self.folder).replace("/", "%2F")
        return f"postgres://{_SUPERUSER}@{host}/{name}"


_SUPERUSER = "kiosk"
_POSTGRES_IS_READY = "ready to accept connections"


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A new PostgreSQL cluster with its own settings, `fsync` among them."""
    whose = _unprivileged_user()
    with private_folder(owner=whose.get("user")) as folder:
        data = folder / "data"
        made = subprocess.run(
            [
                *(required("initdb"), "--pgdata", data, "--username", _SUPERUSER, "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C"),
            ],
            check=False,
            cwd=folder,
            capture_output=True,
            text=True,
            **whose,
        )
        if made.returncode:
            raise ServerError(f"initdb failed:\n{made.stdout}{made.stderr}")
        options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}")
        process = Process([required("postgres"), "-D", data, *options], cwd=folder, **whose)
        try:
            process.await_line(_POSTGRES_IS_READY)
            yield Postgres(folder, process)
        finally:
            process.stop(signal.SIGINT)  # its own word for: end now, and end the connections


def _unprivileged_user() -> dict[str, Any]:
    """Who runs PostgreSQL, which root may not, as arguments of a subprocess."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
