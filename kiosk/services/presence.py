"""Which devices have been heard, by whatever process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from kiosk.models import Presence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Heard:
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
    """Write down, in one statement, how these devices were heard."""
    Presence.objects.bulk_create(
        [Presence(**asdict(heard)) for heard in devices],
        update_conflicts=True,
        unique_fields=["device_id"],
        update_fields=[*(field.name for field in fields(Heard) if field.name != "device_id")],
    )
