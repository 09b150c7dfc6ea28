"""A program that runs on a machine other than the server, until it is stopped."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import signal

    from tests.lan.network.host import Host

STOP_TIME_OUT = 5.0


class Program:
    """Started and stopped any number of times, each time perhaps with other arguments."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str, **options: Any) -> None:
        """Start it, in place of the one that runs."""
        self.stop()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = self._host.start(*words, **quiet, **options)

    def signal(self, which: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self._process is not None:
            self._process.send_signal(which)

    def stop(self) -> None:
        """End it, if it runs, and return when it has ended."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIME_OUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
