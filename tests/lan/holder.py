"""The holder: process 1 of the laboratory's namespaces. When it ends, nothing of the laboratory is left."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.lan import disk
from tests.lan.control import HERE, Listener
from tests.lan.faults import injection
from tests.lan.lan import Lan
from tests.lan.network.host import CommandError, run
from tests.lan.requirements import PATH
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Callable

READY = "ready"
FAILED = "failed: "
_GOODBYE_S = 0.1


def be_process_one() -> None:
    """Bury the orphans of all others, and end when the child that does the work ends."""
    worker = os.fork()
    if not worker:
        return
    while True:
        buried, status = os.wait()
        if buried == worker:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class Holder:
    """Builds the LAN, and answers what is asked of it."""

    def __init__(self, layout: Layout, tablets: int) -> None:
        self._lan = Lan(layout, tablets)
        self._faults = injection.Injection(self._lan)
        self._end = threading.Event()

    def run(self, outside: socket.socket) -> None:
        """Build, say so, and hold until told to end."""
        inside = Path(HERE)
        inside.parent.mkdir(parents=True)
        listeners = [Listener(str(inside), self.answer), Listener(outside, self.answer)]
        for listener in listeners:
            threading.Thread(target=listener.serve_forever, daemon=True).start()
        self._lan.build(say)
        say(READY)
        _talk_to(Path("/var/log/holder.log"))
        self._end.wait()

    def answer(self, what: str, **details: Any) -> Any:
        """One question."""
        answers: dict[str, Callable[..., Any]] = {
            "systemctl": self._lan.server.init.systemctl,
            "kill": self._kill,
            "status": self._status,
            "inject": self._faults.inject,
            "heal": self._faults.heal,
            "morning": self._lan.morning,
            "fleet": self._fleet,
            "down": self._down,
        }
        return answers[what](**details)

    def _status(self) -> dict[str, object]:
        return {**self._lan.status(), "faults": self._faults.names}

    def _kill(self, *, name: str) -> None:
        """Let a service die without a word."""
        self._lan.server.init.signal(name, signal.SIGKILL)

    def _fleet(self, *, tell: str, **details: Any) -> Any:
        """What a tablet, or all of them, should do."""
        return self._lan.fleet.tell(tell, **details)

    def _down(self) -> None:
        """End, once this has been answered."""
        threading.Timer(_GOODBYE_S, self._end.set).start()


def say(step: str) -> None:
    """Tell whoever brings the laboratory up."""
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


def _talk_to(log: Path) -> None:
    """Nobody listens any more to what is said on the way up."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(descriptor, standard)


def watch_lifeline(descriptor: int) -> None:
    """End with the process that holds the other end of this pipe."""
    os.read(descriptor, 1)
    os._exit(0)


def main(layout: str, tablets: str, control: str, lifeline: str) -> None:
    """The layout, how many tablets, and the descriptors of the control socket and of the lifeline, or -1."""
    be_process_one()
    os.environ["PATH"] = PATH
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    if int(lifeline) >= 0:
        threading.Thread(target=watch_lifeline, args=(int(lifeline),), daemon=True).start()
    try:
        run("ip", "link", "set", "lo", "up")
        disk.move_onto_it()
        Holder(Layout(layout), int(tablets)).run(socket.socket(fileno=int(control)))
    except (CommandError, OSError, RuntimeError, ValueError) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        say(f"{FAILED}{error} ({place.filename}:{place.lineno}, {place.line})".replace("\n", " "))
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
