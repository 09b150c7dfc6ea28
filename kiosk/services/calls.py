"""A participant wants the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kiosk.models import Player
from kiosk.services.events import record
from kiosk.services.requests import Called, CallOperator, Committed

if TYPE_CHECKING:
    from collections.abc import Sequence


def operator_call(requests: Sequence[CallOperator]) -> Committed:
    """Note each call in its room's log, where the operator sees it."""
    with transaction.atomic():
        players = Player.objects.select_related("room").in_bulk([request.player_id for request in requests])
        for player in players.values():
            record("operator_called", room=player.room, seat=player.seat)
    return Committed([Called() for _ in requests])
