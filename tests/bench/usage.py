"""What processes use, as Linux counts it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def cpu_seconds(pids: Iterable[int]) -> float | None:
    """CPU time of these processes and all their threads; None where the system does not tell."""
    times = [_of_threads(pid) for pid in pids]
    return None if None in times else sum(time for time in times if time is not None) / 1e9


def resident_bytes(pids: Iterable[int]) -> int | None:
    """Memory that these processes hold, each page by its share; None where the system does not tell."""
    try:
        return sum(_proportional(Path(f"/proc/{pid}/smaps_rollup")) for pid in pids)
    except OSError:
        return None


def _of_threads(pid: int) -> int | None:
    """Nanoseconds, which /proc/PID/stat would round to hundredths of a second."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads)
    except OSError:
        return None


def _proportional(file: Path) -> int:
    lines = (line.split() for line in file.read_text().splitlines())
    return next(int(fields[1]) * 1024 for fields in lines if fields[0] == "Pss:")
