"""What rooms have to know of a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kiosk.models import Room, Step
from kiosk.services.events import record

if TYPE_CHECKING:
    from datetime import datetime


def rooms_restore(*, backup_made_at: datetime, actor: str = "") -> list[Room]:
    """Note in every room that goes on that it came out of a backup; returns these rooms.

    A round with a time limit gets its whole time again: nobody could answer meanwhile.
    """
    with transaction.atomic():
        rooms = list(Room.objects.unfinished().defer("script").locked())
        now = timezone.now()
        for room in rooms:
            if room.step == Step.GAME and room.paused_at is None:
                room.clock_from = now
                room.save(update_fields=["clock_from"])
            facts = {"step": room.step, "t": room.t, "backup": backup_made_at.isoformat()}
            record("room_restored", room=room, at=now, actor=actor, **facts)
    return rooms
