"""The server's init: what `systemctl` speaks to. It reads systemd's unit files and runs what they say."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.lan.services.service import Service
from tests.lan.services.unit import Unit, UnitError

if TYPE_CHECKING:
    import signal
    from collections.abc import Sequence

    from tests.lan.network.host import Host


class Init:
    """All services of a machine."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._services: dict[str, Service] = {}
        self._lock = threading.Lock()

    def service(self, name: str) -> Service:
        """A service, by its name with or without the ending.

        Raises:
            UnitError: there is no such unit.
        """
        unit = Unit.read(name)
        with self._lock:
            return self._services.setdefault(unit.name, Service(unit.name, self._host))

    def start(self, *names: str) -> None:
        """Start units, and those that they want."""
        for name in names:
            for member in self._members(name):
                self.service(member).start()

    def stop(self, *names: str) -> None:
        """Stop units, and those that are part of them."""
        for name in names:
            for member in self._members(name):
                self.service(member).stop()

    def restart(self, *names: str) -> None:
        """Stop units and start them."""
        self.stop(*names)
        self.start(*names)

    def reload(self, *names: str) -> None:
        """Let units read their configuration again."""
        for name in names:
            self.service(name).reload()

    def systemctl(self, verb: str, names: Sequence[str]) -> str:
        """What `systemctl VERB NAMES` does; its output.

        Raises:
            UnitError: the sentence that systemctl would print.
        """
        verbs = {"start": self.start, "stop": self.stop, "restart": self.restart, "reload": self.reload}
        if verb in verbs:
            verbs[verb](*names)
            return ""
        if verb == "is-active":
            return "".join(f"{self._state(name)}\n" for name in names)
        raise UnitError(f"Unknown command verb '{verb}'.")

    def processes(self, name: str) -> list[int]:
        """The main processes of a unit, and of its parts."""
        return [self.service(member).pid for member in self._members(name)]

    def signal(self, name: str, which: signal.Signals) -> None:
        """Send the main processes of a unit, and of its parts, a signal."""
        for member in self._members(name):
            self.service(member).signal(which)

    def states(self) -> dict[str, str]:
        """Every service that was ever started, and how it is."""
        return {name: self._state(name) for name in sorted(self._services)}

    def _state(self, name: str) -> str:
        return "active" if all(self.processes(name)) else "inactive"

    def _members(self, name: str) -> list[str]:
        unit = Unit.read(name)
        if not unit.name.endswith(".target"):
            return [unit.name]
        return [member for wanted in unit.all("Wants") for member in wanted.split()]
