"""The measurement: all contenders play the same rounds in turn, so that whatever slows one slows all."""

from __future__ import annotations

import gc
import statistics
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tests.bench.tables import Size, Table
from tests.bench.usage import cpu_seconds, resident_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.contenders import Contender

ROUNDS: dict[str, Callable[[Table], float]] = {
    "last choice": Table.last_choice,
    "all at once": Table.all_at_once,
}
RETURNS: dict[str, Callable[[Table], float]] = {"all return": Table.all_return}
MEASURES = (*ROUNDS, *RETURNS)
WARM_UP = 2
"""Rounds that are played before the first that counts."""

ENOUGH = 60.0
"""Seconds after which, on a machine that is slow or busy, no further repetition of a size begins ..."""

LEAST = 3
"""... once there are so many."""

BREATH = 5.0
"""Seconds; a server pings who has been silent for twenty, and waits thirty for an answer."""


@dataclass
class Samples:
    """What one contender needed for one kind of round at one size: a number a round."""

    seconds: list[float] = field(default_factory=list)
    server_cpu: list[float | None] = field(default_factory=list)
    generator_cpu: list[float] = field(default_factory=list)

    def median(self, which: str = "seconds") -> float | None:
        """The median of a column, where there is one."""
        column = [value for value in getattr(self, which) if value is not None]
        return statistics.median(column) if column else None


@dataclass
class Results:
    """Samples by size, measure and contender; bytes a connected tablet by contender."""

    samples: dict[Size, dict[str, dict[str, Samples]]] = field(default_factory=dict)
    memory: dict[str, float | None] = field(default_factory=dict)


def compete(
    contenders: Sequence[Contender],
    sizes: Sequence[Size],
    repetitions: Callable[[Size], tuple[int, int]],
    progress: Callable[[str], None],
) -> Results:
    """Let all play so many rounds of each kind at each size, and return so many times.

    Memory is measured at the largest size.
    """
    results = Results()
    for size in sizes:
        before = {each.name: resident_bytes(each.pids) for each in contenders}
        _say(progress, size, "open their sockets")
        tables = _seated(contenders, size)
        for table in tables.values():
            for _ in range(WARM_UP):
                table.all_at_once()
        if size == max(sizes, key=lambda one: one.total):
            results.memory = {
                each.name: _difference(resident_bytes(each.pids), before[each.name], size.total)
                for each in contenders
            }
        rounds, returns = repetitions(size)
        say = partial(_say, progress, size)
        played = _repeat(ROUNDS, rounds, contenders, tables, say)
        returned = _repeat(RETURNS, returns, contenders, tables, say)
        results.samples[size] = played | returned
        for table in tables.values():
            table.leave()
    return results


def _seated(contenders: Sequence[Contender], size: Size) -> dict[str, Table]:
    """All tables of a size; on a busy machine it takes longer than a server waits for a pong."""
    tables: dict[str, Table] = {}
    done = threading.Event()

    def keep_awake() -> None:
        while not done.wait(BREATH):
            for table in list(tables.values()):
                table.breathe()

    keeper = threading.Thread(target=keep_awake)
    keeper.start()
    try:
        for each in contenders:
            tables[each.name] = each.seat(size)
    finally:
        done.set()
        keeper.join()
    return tables


def _say(progress: Callable[[str], None], size: Size, said: str) -> None:
    progress(f"{size} players: {said}")


def _repeat(
    measures: dict[str, Callable[[Table], float]],
    repetitions: int,
    contenders: Sequence[Contender],
    tables: dict[str, Table],
    progress: Callable[[str], None],
) -> dict[str, dict[str, Samples]]:
    samples: dict[str, dict[str, Samples]] = {name: defaultdict(Samples) for name in measures}
    end = time.monotonic() + ENOUGH
    gc.disable()
    try:
        for repetition in range(repetitions):
            if repetition >= LEAST and time.monotonic() > end:
                break
            progress(f"{' and '.join(measures)}, {repetition + 1} of {repetitions}")
            for name, measure in measures.items():
                for each in contenders:
                    for table in tables.values():
                        table.breathe()
                    _measure(each, tables[each.name], measure, samples[name][each.name])
            gc.collect()
    finally:
        gc.enable()
    return samples


def _measure(contender: Contender, table: Table, measure: Callable[[Table], float], samples: Samples) -> None:
    server, generator = cpu_seconds(contender.pids), time.process_time()
    samples.seconds.append(measure(table))
    samples.generator_cpu.append(time.process_time() - generator)
    after = cpu_seconds(contender.pids)
    samples.server_cpu.append(None if server is None or after is None else after - server)


def _difference(after: int | None, before: int | None, size: int) -> float | None:
    return None if after is None or before is None else (after - before) / size
