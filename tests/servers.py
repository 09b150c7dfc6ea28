"""Real servers for tests, each on loopback, in a folder of its own, and gone with the block that started it.

A server is there when it says so, or when it answers; nothing waits for a while. PostgreSQL and Redis
listen on Unix sockets, so that no port can be taken twice.
"""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg2.extensions import connection as PostgresConnection  # noqa: N812  what it is

CHECKOUT = Path(__file__).resolve().parents[1]
START_TIME_OUT = 60.0
STOP_TIME_OUT = 20.0
BACKLOG = 4096
KIOSK = "conf.manage"
FIXTURES = ("access_points", "pseudonyms", "training", "treatments")


class ServerError(RuntimeError):
    """A server could not be started: the sentence says why, or what it printed."""


def missing_programs(*names: str) -> list[str]:
    """Which of these programs this machine does not have."""
    return [name for name in names if _program(name) is None]


def _program(name: str) -> str | None:
    """Where a program is; Debian keeps PostgreSQL's, and an ordinary user's PATH leaves nginx out."""
    debian = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *debian, "/usr/sbin"]))


def _required(name: str) -> str:
    program = _program(name)
    if program is None:
        raise ServerError(f"expected the program {name} on this machine, found none")
    return program


class Process:
    """A server of ours, and what it has printed so far."""

    def __init__(self, command: Sequence[str | Path], **options: Any) -> None:
        self.name = Path(command[0]).name
        self.lines: list[str] = []
        self._command = command
        self._options = options
        self._news = threading.Condition()
        self._start()

    def _start(self) -> None:
        self._ended = False
        self._popen = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **self._options,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._popen.pid

    @property
    def log(self) -> str:
        """Everything it has printed."""
        return "".join(self.lines)

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._popen.poll() is None

    def await_line(self, text: str) -> None:
        """Return when it has printed a line with this text.

        Raises:
            ServerError: it ended instead, or said nothing of the kind in a minute.
        """
        with self._news:
            self._news.wait_for(lambda: self._ended or self._has_said(text), START_TIME_OUT)
            if not self._has_said(text):
                raise ServerError(f"expected {self.name} to say {text!r}, it said:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and return when it has ended."""
        self._popen.send_signal(how)
        try:
            self._popen.wait(STOP_TIME_OUT)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._reader.join()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.stop(signal.SIGKILL)

    def restart(self, ready: str) -> None:
        """Start it again once it has ended, and return when it says that it is ready."""
        self.lines.clear()
        self._start()
        self.await_line(ready)

    def _has_said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as printed:
            for line in printed:
                with self._news:
                    self.lines.append(line)
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()


@contextmanager
def private_folder(owner: int | None = None) -> Iterator[Path]:
    """A folder that is nobody else's; its short name leaves room for the name of a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="ganomics-", ignore_cleanup_errors=True) as name:
        if owner is not None:
            shutil.chown(name, owner)
        yield Path(name)


@dataclass(frozen=True)
class Site:
    """A kiosk's state folder and environment: what all its processes share."""

    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str | Path) -> str:
        """Run a command of manage.py, and return what it printed.

        Raises:
            ServerError: it failed.
        """
        return self.python(CHECKOUT / "manage.py", *arguments)

    def python(self, *arguments: str | Path) -> str:
        """Run Python in the site's environment, and return what it printed.

        Raises:
            ServerError: it failed.
        """
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise ServerError(f"{' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def bare_site(*, database_url: str = "", redis_url: str = "", folder: Path | None = None) -> Iterator[Site]:
    """A site without a database yet, in a folder of its own."""
    with nullcontext(folder) if folder else private_folder() as state:
        own = {"GANOMICS_STATE": str(state), "DATABASE_URL": database_url, "REDIS_URL": redis_url}
        inherited = {name: value for name, value in os.environ.items() if name not in _OF_A_SITE}
        environment = inherited | {name: value for name, value in own.items() if value}
        yield Site(state, environment | {"LC_ALL": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "conf.settings"})


@contextmanager
def site(*, database_url: str = "", redis_url: str = "", folder: Path | None = None) -> Iterator[Site]:
    """A migrated site with its fixtures; SQLite in its folder, in-process fan-out, unless URLs are given."""
    with bare_site(database_url=database_url, redis_url=redis_url, folder=folder) as made:
        made.manage("migrate", "--verbosity", "0")
        made.manage("loaddata", *FIXTURES, "--verbosity", "0")
        yield made


_OF_A_SITE = {
    "DATABASE_URL",
    "GANOMICS_ACCESS_POINTS",
    "GANOMICS_SITE",
    "GANOMICS_STATE",
    "LANGUAGE",
    "REDIS_URL",
    "SECRET_KEY",
}


@dataclass(frozen=True)
class Daphne:
    """A daphne process, and where it listens."""

    process: Process
    port: int
    address: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """The address for clients of the protocol."""
        return f"ws://{self.address}:{self.port}"


@contextmanager
def daphne(
    environment: dict[str, str], *, application: str = "", port: int = 0, address: str = "127.0.0.1"
) -> Iterator[Daphne]:
    """One daphne process, on a free port unless one is named; back when it answers.

    It serves the kiosk as sites do, unless another application is named.
    """
    started = start_daphne(environment, application=application, port=port, address=address)
    try:
        _await_answer(started.process, started.address, started.port)
        yield started
    finally:
        started.process.stop()


def start_daphne(
    environment: dict[str, str],
    *,
    application: str = "",
    module: str = KIOSK,
    port: int = 0,
    address: str = "127.0.0.1",
) -> Daphne:
    """Start a daphne process, for the caller to stop; clients that come before it is ready wait.

    Where no application is named, the command line of the kiosk serves, or of a `module` like it.
    It inherits a socket that listens already, so that no other process can take its port in between.
    """
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(BACKLOG)
        descriptor = ["--fd", str(listening.fileno())]
        process = Process(
            [sys.executable, "-m", "daphne", *descriptor, "-v", "0", application]
            if application
            else [sys.executable, "-m", module, "serve", *descriptor],
            cwd=CHECKOUT,
            env=environment,
            pass_fds=(listening.fileno(),),
        )
        return Daphne(process, listening.getsockname()[1], address)


def _await_answer(process: Process, address: str, port: int) -> None:
    """Return when the first page is answered; until then the request waits in the socket's queue."""
    connection = http.client.HTTPConnection(address, port, timeout=START_TIME_OUT)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException) as error:
        process.stop()
        raise ServerError(f"daphne does not answer ({error}); it said:\n{process.log}") from error
    finally:
        connection.close()


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
            [_required("redis-server"), "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
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
                *(_required("initdb"), "--pgdata", data, "--username", _SUPERUSER, "--auth", "trust"),
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
        process = Process([_required("postgres"), "-D", data, *options], cwd=folder, **whose)
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


@dataclass(frozen=True)
class Nginx:
    """An nginx of our own."""

    url: str
    """The address for clients of the protocol."""
    command: list[str | Path]

    def signal(self, word: str) -> None:
        """Say ``reload`` or ``stop`` to it."""
        subprocess.run([*self.command, "-s", word], check=True)


@contextmanager
def nginx_server(ports: Sequence[int]) -> Iterator[Nginx]:
    """One address in front of several daphne processes."""
    with private_folder() as folder, _reserved_port() as port:
        servers = "\n".join(f"server 127.0.0.1:{each} max_fails=0;" for each in ports)
        config = folder / "nginx.conf"
        config.write_text(_NGINX.format(folder=folder, port=port, servers=servers))
        command: list[str | Path] = [_required("nginx"), "-c", config, "-e", folder / "error.log"]
        # As a daemon it returns once it listens; in the foreground nothing would tell.
        started = subprocess.run(command, check=False, capture_output=True, text=True)
        if started.returncode:
            raise ServerError(f"nginx did not start:\n{started.stderr}")
        running = Nginx(f"ws://127.0.0.1:{port}", command)
        try:
            yield running
        finally:
            running.signal("stop")


@contextmanager
def nginx(upstreams: Sequence[Daphne]) -> Iterator[str]:
    """The URL of one address in front of several daphne processes, for clients of the protocol."""
    with nginx_server([each.port for each in upstreams]) as running:
        yield running.url


@contextmanager
def _reserved_port() -> Iterator[int]:
    """A port that is bound, but not listened on, until the block is left: nobody else gets it."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


_NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream daphne {{
        {servers}
    }}
    server {{
        listen 127.0.0.1:{port} reuseport;
        location / {{
            proxy_pass http://daphne;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }}
    }}
}}
"""
