"""What was measured, as a table for people and as JSON."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from typing import TYPE_CHECKING, Any

from tests.bench.contenders import FLOOR
from tests.bench.contest import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.contest import Results, Samples
    from tests.bench.tables import Size

COLUMNS = ("N", "measure", "server", "10 % ms", "median ms", "95 % ms", "x floor", "CPU ms", "x floor's")
WIDTHS = (6, 12, 14, 9, 10, 9, 8, 8, 10)


def table(results: Results) -> str:
    """A line for each size, measure and contender; times in milliseconds, CPU a round."""
    lines = [_line(COLUMNS)]
    for size, measure, name, samples, ratio in _rows(results):
        cells = (
            str(size),
            measure,
            name,
            _ms(_percentile(samples.seconds, 10)),
            _ms(samples.median()),
            _ms(_percentile(samples.seconds, 95)),
            f"{ratio:.2f}",
            _ms(samples.median("server_cpu")),
            _ratio(samples.median("server_cpu"), results.samples[size][measure][FLOOR].median("server_cpu")),
        )
        lines.append(_line(cells))
    lines += ["", "Memory a connected tablet, at the largest N:"]
    lines += [f"  {name:<14} {_kilobytes(memory)}" for name, memory in results.memory.items()]
    return "\n".join(lines)


def as_json(results: Results) -> dict[str, Any]:
    """Every sample, in seconds and bytes, and the machine it was taken on."""
    return {
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "architecture": platform.machine(),
            "load": os.getloadavg() if sys.platform != "win32" else None,
        },
        "measures": [
            {
                "players": size.players,
                "rooms": size.rooms,
                "measure": measure,
                "server": name,
                "median": samples.median(),
                "percentile10": _percentile(samples.seconds, 10),
                "percentile95": _percentile(samples.seconds, 95),
                "ratio": ratio,
                "seconds": samples.seconds,
                "server_cpu": samples.server_cpu,
                "generator_cpu": samples.generator_cpu,
            }
            for size, measure, name, samples, ratio in _rows(results)
        ],
        "memory_a_tablet": results.memory,
    }


def _rows(results: Results) -> Iterator[tuple[Size, str, str, Samples, float]]:
    for size in sorted(results.samples, key=lambda one: (one.rooms, one.players)):
        for measure in MEASURES:
            by_name = results.samples[size][measure]
            floor = statistics.median(by_name[FLOOR].seconds)
            for name, samples in by_name.items():
                yield size, measure, name, samples, statistics.median(samples.seconds) / floor


def _percentile(values: list[float], percent: int) -> float:
    """The value below which so many of them lie; the 10th is what a busy machine has disturbed least."""
    return sorted(values)[min(len(values) - 1, percent * len(values) // 100)]


def _ratio(value: float | None, floor: float | None) -> str:
    return "-" if value is None or not floor else f"{value / floor:.2f}"


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{1000 * seconds:.1f}"


def _kilobytes(size: float | None) -> str:
    return "not told by this system" if size is None else f"{size / 1000:.0f} kB"


def _line(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))
