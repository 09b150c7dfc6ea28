"""What a process counts for Prometheus; README.md lists every metric, and a test keeps the list.

On the way of a choice only whole batches are counted, a microsecond each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.services.standing import RoundClosed

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

ROUNDS = Counter("ganomics_rounds", "Rounds that this process has closed", registry=REGISTRY)
CHOICES = Counter("ganomics_choices", "Choices in the rounds that this process has closed", registry=REGISTRY)
COMMIT = Histogram(
    "ganomics_commit_seconds",
    "From the start of a batch of requests to its commit",
    ("request",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
    registry=REGISTRY,
)
BATCH = Histogram(
    "ganomics_batch_requests",
    "Requests that shared a transaction",
    ("request",),
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000),
    registry=REGISTRY,
)
UNSERVED = Counter(
    "ganomics_unserved", "Requests that failed for a fault of the server", ("request",), registry=REGISTRY
)
REFUSALS = Counter(
    "ganomics_refusals", "Demands that were refused, by their code", ("code",), registry=REGISTRY
)
SOCKETS = Gauge("ganomics_sockets", "Sockets of tablets that are open in this process", registry=REGISTRY)
LAG = Gauge(
    "ganomics_loop_lag_seconds",
    "How late the event loop was at its last look at the rooms",
    registry=REGISTRY,
)

ROOMS = Gauge("ganomics_rooms", "Rooms that are under way, by step", ("step",), registry=REGISTRY)
STALLED = Gauge("ganomics_stalled_rooms", "Rooms of the site that stand still", registry=REGISTRY)
MISSING = Gauge(
    "ganomics_missing_players",
    "Seats that stalled rooms wait for, by the kind of their silence",
    ("silence",),
    registry=REGISTRY,
)

LAST_BACKUP = Gauge(
    "ganomics_last_backup_timestamp_seconds", "When this process has last made a backup", registry=REGISTRY
)
BACKUP_SECONDS = Histogram(
    "ganomics_backup_seconds",
    "How long a backup took, its check included",
    buckets=(0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0),
    registry=REGISTRY,
)
BACKUP_FAILURES = Counter("ganomics_backup_failures", "Backups that could not be made", registry=REGISTRY)


def count_commit(request: type, size: int, seconds: float) -> None:
    """A batch of so many requests of a kind has been committed."""
    COMMIT.labels(request.__name__).observe(seconds)
    BATCH.labels(request.__name__).observe(size)


def count_rounds(closed: Collection[RoundClosed]) -> None:
    """These rounds have been closed."""
    ROUNDS.inc(len(closed))
    CHOICES.inc(sum(len(one.results) for one in closed))
