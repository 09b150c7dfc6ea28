"""A participant wants the operator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kiosk.models import Event, Player
from kiosk.services.events import record
from kiosk.services.requests import Called, CallOperator, Committed

if TYPE_CHECKING:
    from collections.abc import Sequence


SAME_CALL = timedelta(seconds=10)
"""A call repeated within this time is the same one: a client repeats until it is answered."""


def operator_call(requests: Sequence[CallOperator]) -> Committed:
    """Note each call in its room's log, where the operator sees it."""
    with transaction.atomic():
        players = Player.objects.select_related("room", "tablet").in_bulk(
            [request.player_id for request in requests]
        )
        for player in players.values():
            if not _has_just_called(player):
                number = player.tablet.number if player.tablet else None
                record("operator_called", room=player.room, seat=player.seat, tablet=number)
    return Committed([Called() for _request in requests])


def _has_just_called(player: Player) -> bool:
    since = timezone.now() - SAME_CALL
    calls = Event.objects.filter(room=player.room, kind="operator_called", at__gt=since)
    return calls.filter(data__seat=player.seat).exists()
