"""A service of the server: started as its unit says, watched, and started again when it falls."""

from __future__ import annotations

import os
import pwd
import resource
import select
import shutil
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lan.requirements import PATH
from tests.lan.services.unit import Unit, UnitError

if TYPE_CHECKING:
    from tests.lan.network.host import Host

JOURNAL = Path("/var/log/journal")
_START_TIME_OUT = 60.0
_STOP_TIME_OUT = 10.0
_LAST_LINES = 5


class Service:
    """One service on a machine; its threads share it under a lock."""

    def __init__(self, name: str, host: Host) -> None:
        self.name = name
        self._host = host
        self._pid = 0
        self._wanted = threading.Event()
        self._given_up = threading.Event()
        self._lock = threading.RLock()

    @property
    def pid(self) -> int:
        """Its main process, or 0."""
        return self._pid

    def start(self) -> None:
        """Start it, unless it runs; back when it says that it is ready.

        Raises:
            UnitError: it did not start.
        """
        with self._lock:
            if self._pid:
                return
            self._wanted.set()
            self._given_up.clear()
            self._launch(Unit.read(self.name))

    def stop(self) -> None:
        """End it, and return when it has ended."""
        with self._lock:
            self._wanted.clear()
            self._given_up.set()
            if not self._pid:
                return
            unit, pid = Unit.read(self.name), self._pid
            ended = os.pidfd_open(pid)
            self.signal(signal.Signals[unit.last("KillSignal", "SIGTERM")])
            self.signal(signal.SIGCONT)
            if not _readable(ended, unit.seconds("TimeoutStopSec", _STOP_TIME_OUT)):
                self.signal(signal.SIGKILL)
                _readable(ended, _STOP_TIME_OUT)
            os.close(ended)
            self._pid = 0

    def reload(self) -> None:
        """Let it read its configuration again.

        Raises:
            UnitError: it does not run, or refuses.
        """
        for words in Unit.read(self.name).words("ExecReload"):
            done = subprocess.run(self._host.command(*words), check=False, capture_output=True, text=True)
            if done.returncode:
                raise UnitError(f"{self.name} did not reload: {done.stderr}")

    def signal(self, which: signal.Signals) -> None:
        """Send its main process a signal."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, which)

    def _launch(self, unit: Unit) -> None:
        _prepare(unit)
        JOURNAL.mkdir(exist_ok=True)
        with (JOURNAL / f"{self.name}.log").open("ab") as journal, _notices(self.name) as notices:
            user = unit.last("User")
            whose = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []
            process = subprocess.Popen(
                self._host.command(*_limits(unit), *whose, *unit.words("ExecStart")[-1]),
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=journal,
                env={
                    "PATH": PATH,
                    "LANG": "C.UTF-8",
                    "NOTIFY_SOCKET": _address(self.name),
                    **unit.environment,
                },
                cwd=unit.last("WorkingDirectory", "/"),
                start_new_session=True,
            )
            self._pid = _ready(unit, process, notices)
        threading.Thread(target=self._watch, args=(process, self._pid), daemon=True, name=self.name).start()

    def _watch(self, process: subprocess.Popen[bytes], pid: int) -> None:
        """Wait until it has ended, and start it again if it should run."""
        with suppress(ProcessLookupError):
            descriptor = os.pidfd_open(pid)
            _readable(descriptor, None)
            os.close(descriptor)
        process.wait()
        with self._lock:
            if self._pid != pid:
                return
            self._pid = 0
        unit = Unit.read(self.name)
        if unit.last("Restart") != "always" or self._given_up.wait(unit.seconds("RestartSec", 0.1)):
            return
        with self._lock, suppress(UnitError):
            if self._wanted.is_set() and not self._pid:
                self._launch(unit)


def _prepare(unit: Unit) -> None:
    user = unit.last("User") or "root"
    for name in unit.all("StateDirectory"):
        folder = Path("/var/lib", name)
        folder.mkdir(exist_ok=True, mode=int(unit.last("StateDirectoryMode", "0755"), 8))
        if folder.owner() != user:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, user, pwd.getpwnam(user).pw_gid)


def _limits(unit: Unit) -> list[str]:
    """What lets a program run with the open files that its unit grants it."""
    files = unit.last("LimitNOFILE")
    if not files:
        return []
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return ["prlimit", f"--nofile={min(int(files), hard)}:{hard}", "--"]


def _ready(unit: Unit, process: subprocess.Popen[bytes], notices: socket.socket) -> int:
    """Wait until it is there, in the way of its type; its main process."""
    match unit.last("Type", "simple"):
        case "forking":
            if process.wait(_START_TIME_OUT):
                raise _failure(unit)
            return int(Path(unit.last("PIDFile")).read_text(encoding="ascii").split()[0])
        case "notify":
            ended = os.pidfd_open(process.pid)
            readable, _, _ = select.select([notices.fileno(), ended], [], [], _START_TIME_OUT)
            os.close(ended)
            if notices.fileno() not in readable:
                raise _failure(unit)
    return process.pid


def _failure(unit: Unit) -> UnitError:
    journal = (JOURNAL / f"{unit.name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return UnitError(f"Job for {unit.name} failed: {' | '.join(journal[-_LAST_LINES:]) or 'it said nothing'}")


def _address(name: str) -> str:
    return f"/run/notify/{name}"


def _notices(name: str) -> socket.socket:
    """Where it may say that it is ready."""
    path = Path(_address(name))
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notices.bind(str(path))
    path.chmod(0o777)
    return notices


def _readable(descriptor: int, seconds: float | None) -> bool:
    return bool(select.select([descriptor], [], [], seconds)[0])
