"""The thread that keeps a process in order, whatever its event loop does: one chore after the other."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections

from kiosk.upkeep.backups import BackupError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

logger = logging.getLogger(__name__)

EXPECTED = (DatabaseError, sqlite3.Error, OSError, BackupError)
"""What can be away or full; of anything else the log shows where it happened."""


@dataclass(frozen=True, slots=True, eq=False)
class Chore:
    """What is done again and again, as in "cannot …"; `period` in seconds."""

    name: str
    period: float
    do: Callable[[], object]


class Keeper:
    """Does each chore at once, and again whenever its time has come, until it is stopped."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._failing: set[Chore] = set()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the chore that is under way, and end."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        due = dict.fromkeys(self._chores, time.monotonic())
        while not self._stopped.wait(max(0.0, min(due.values()) - time.monotonic())):
            chore = min(due, key=lambda each: due[each])
            self._do(chore)
            due[chore] = time.monotonic() + chore.period
        connections.close_all()

    def _do(self, chore: Chore) -> None:
        """Do a chore; of failures in a row only the first is told, for the next is likely the same."""
        try:
            chore.do()
        except Exception as error:
            if chore not in self._failing:
                is_expected = isinstance(error, EXPECTED)
                logger.warning(
                    "Cannot %s: %s; trying again every %g s",
                    chore.name,
                    str(error).strip(),
                    chore.period,
                    exc_info=not is_expected,
                )
            self._failing.add(chore)
            connections.close_all()  # the next try starts with a new one
        else:
            self._failing.discard(chore)
