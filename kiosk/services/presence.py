"""Which devices have been heard, by whatever process."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from kiosk.models import Presence
from kiosk.models.bulk import insert_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
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
    left_at: datetime | None = None


def presence_note(devices: Sequence[Heard], left: Collection[str] = ()) -> None:
    """Write down how these devices were heard, each once; in one order, so that no two processes deadlock.

    And which have left a process: one that has only changed to another is heard there within a second.
    """
    insert_rows(Presence, sorted(devices, key=attrgetter("device_id")), key="device_id")
    if left:
        Presence.objects.filter(device_id__in=left).update(left_at=timezone.now())
