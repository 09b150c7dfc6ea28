"""The kiosk with a clock that somebody sets: `python -m tests.survival.jumping serve …`.

The file that CLOCK names says by how many seconds it is off, at any moment. Only the time of day
jumps, as the system's does; the monotonic clock stays as it is. (libfaketime 0.9.10 cannot do
that: with it, Python's `time.sleep` fails.)
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

from django.utils import timezone

from conf import manage


class Clock:
    """The time of day, off by what the file says."""

    def __init__(self, file: str) -> None:
        self._descriptor = os.open(file, os.O_RDONLY)
        self._off = 0.0
        self._time, self._now = time.time, timezone.now

    def time(self) -> float:
        return self._time() + self._look()

    def now(self) -> datetime:
        return self._now() + timedelta(seconds=self._look())

    def _look(self) -> float:
        said = os.pread(self._descriptor, 32, 0)
        if said:  # else it is just being written
            self._off = float(said)
        return self._off


if __name__ == "__main__":
    clock = Clock(os.environ["CLOCK"])
    time.time, timezone.now = clock.time, clock.now
    manage.main()
