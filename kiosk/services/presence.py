"""Which devices have been heard, by whatever process."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk.models import Presence
from kiosk.models.bulk import insert_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Heard(NamedTuple):
    """A device as a process has heard it; `rtt_ms` is measured by the device."""

    device_id: str
    heard_at: datetime
    host: str
    address: str
    sockets: int
    rtt_ms: float | None
    loss: float | None
    number: int | None
    voices: int
    report: dict[str, Any]


def presence_note(devices: Sequence[Heard]) -> None:
    """Write down how these devices were heard, each once; in one order, so that no two processes deadlock."""
    insert_rows(Presence, sorted(devices, key=attrgetter("device_id")), key="device_id")
