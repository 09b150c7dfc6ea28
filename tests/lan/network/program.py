"""A program that runs on a machine other than the server, until it is stopped."""

from __future__ import annotations

import subprocess
import threading
from typing import IO, TYPE_CHECKING, Any

from tests.lan.network.host import CommandError

if TYPE_CHECKING:
    import signal

    from tests.lan.network.host import Host

STOP_TIME_OUT = 5.0


class Program:
    """Started and stopped any number of times, each time perhaps with other arguments."""

    def __init__(self, host: Host, *, ready: bytes = b"") -> None:
        """On a machine; it is there when it has said `ready` on its standard error, at once without that."""
        self._host = host
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str, **options: Any) -> None:
        """Start it, in place of the one that runs, and return when it is there.

        Raises:
            CommandError: it ended instead.
        """
        self.stop()
        said = subprocess.PIPE if self._ready else subprocess.DEVNULL
        self._process = self._host.start(*words, stdout=subprocess.DEVNULL, stderr=said, **options)
        if self._process.stderr:
            self._await(self._process.stderr, words)

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

    def _await(self, said: IO[bytes], words: tuple[str, ...]) -> None:
        lines = []
        for line in said:
            lines.append(line)
            if self._ready in line:
                threading.Thread(target=_swallow, args=(said,), daemon=True).start()
                return
        raise CommandError(f"{' '.join(words)} ended: {b''.join(lines).decode()}")


def _swallow(said: IO[bytes]) -> None:
    """Let it go on talking to nobody."""
    with said:
        for _line in said:
            pass
