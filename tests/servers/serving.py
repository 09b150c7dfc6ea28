"""daphne, as sites run it."""

from __future__ import annotations

import http.client
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.process import START_TIME_OUT, Process, ServerError
from tests.servers.state import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKLOG = 4096
KIOSK = "conf.manage"


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
