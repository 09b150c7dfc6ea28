"""Which devices have been heard, by whatever process."""

from __future__ import annotations

from datetime import timedelta
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
    """What it says of itself; with the `process` that heard it, and for how many seconds it has been
    `speaking` there over one and the same socket."""
    left_at: datetime | None = None


STEADY_S = 2.5
"""Longer than the seconds between two notes: by then who has moved is heard by its new process alone."""


def presence_note(devices: Sequence[Heard], left: Collection[str] = ()) -> None:
    """Write down how these devices were heard, each once; in one order, so that no two processes deadlock.

    And which have left a process: one that has only changed to another is heard there within a second.
    A device that has long been speaking here, and that another process has just heard, is two tablets.
    """
    twice = _heard_elsewhere(devices)
    noted = [heard._replace(voices=2) if heard.device_id in twice else heard for heard in devices]
    insert_rows(Presence, sorted(noted, key=attrgetter("device_id")), key="device_id")
    if left:
        Presence.objects.filter(device_id__in=left).update(left_at=timezone.now())


def _heard_elsewhere(devices: Sequence[Heard]) -> set[str]:
    steady = {heard.device_id: heard for heard in devices if heard.report.get("speaking", 0.0) >= STEADY_S}
    rows = Presence.objects.filter(device_id__in=steady).values_list("device_id", "heard_at", "report")
    return {
        device_id
        for device_id, heard_at, report in rows
        if report.get("process") != steady[device_id].report["process"]
        and abs(steady[device_id].heard_at - heard_at) < timedelta(seconds=STEADY_S)
    }
