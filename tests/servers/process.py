"""A process of ours, what it prints, and the folders and programs that processes need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

START_TIME_OUT = 60.0
STOP_TIME_OUT = 20.0


class ServerError(RuntimeError):
    """A server could not be started: the sentence says why, or what it printed."""


def missing_programs(*names: str) -> list[str]:
    """Which of these programs this machine does not have."""
    return [name for name in names if _program(name) is None]


def _program(name: str) -> str | None:
    """Where a program is; Debian keeps PostgreSQL's, and an ordinary user's PATH leaves nginx out."""
    debian = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *debian, "/usr/sbin"]))


def required(name: str) -> str:
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
