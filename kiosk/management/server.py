"""A daphne of our own, started and stopped with whoever needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

START_TIME_OUT = 30.0
STOP_TIME_OUT = 10.0
LOOK_AGAIN = 0.05


class ServerError(RuntimeError):
    """The server could not be started: the sentence says why."""


@contextmanager
def daphne(port: int, address: str = "127.0.0.1") -> Iterator[subprocess.Popen[bytes]]:
    """Run daphne on that port until the block is left.

    Raises:
        ServerError: the port is taken, or daphne ended at once.
    """
    if _answers(address, port):
        raise ServerError(
            _("Port {port} is in use already: stop what uses it, or name another one.").format(port=port)
        )
    arguments = ["--bind", address, "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-m", "conf.manage", "serve", *arguments],
        env=os.environ
        | {"GANOMICS_PORT": str(port)},  # what it says of itself, and netcheck of it, is of this port
    )
    try:
        _await(process, address, port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIME_OUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], address: str, port: int) -> None:
    """Return when the port answers: a server says so in no other way."""
    deadline = time.monotonic() + START_TIME_OUT
    while not _answers(address, port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerError(
                _("daphne did not start on port {port}: see its message above.").format(port=port)
            )
        time.sleep(LOOK_AGAIN)


def _answers(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((address, port)) == 0
