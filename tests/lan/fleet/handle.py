"""The laboratory's handle on the process of the tablets."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conf.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable


LOG = Path("/var/log/fleet.log")


class FleetError(RuntimeError):
    """The tablets could not do what they were told."""


class FleetHandle:
    """One question at a time, from whichever thread."""

    def __init__(self) -> None:
        with LOG.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.lan.fleet"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
            )
        self._lock = threading.Lock()

    def tell(self, what: str, **details: Any) -> Any:
        """Have the fleet do something; its answer.

        Raises:
            FleetError: what went wrong.
        """
        with self._lock:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(json.dumps({"do": what, **details}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the process of the tablets has ended"}
        if "error" in answer:
            raise FleetError(f"tablets, {what}: {answer['error']}")
        return answer["said"]

    def wake(self, numbers: Iterable[int]) -> None:
        """Open the page on tablets, anew where it is open."""
        self.tell("wake", numbers=list(numbers))

    def sleep(self, numbers: Iterable[int]) -> None:
        """Switch tablets off."""
        self.tell("sleep", numbers=list(numbers))

    def change(self, numbers: Iterable[int], **facts: Any) -> None:
        """Change what tablets are, or know of themselves."""
        self.tell("change", numbers=list(numbers), **facts)

    def try_all(self) -> dict[int, str]:
        """Wait until every tablet has come to the game or failed to; what keeps each from it."""
        self.tell("try_all")
        return self.symptoms()

    def gather(self) -> None:
        """Wait until every tablet that is awake has come to the game."""
        self.tell("gather")

    def symptoms(self) -> dict[int, str]:
        """What keeps each tablet from the game; empty for those that are there."""
        return {int(number): symptom for number, symptom in self.tell("symptoms").items()}
