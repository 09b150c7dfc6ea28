"""A time limit: who has not chosen in time is chosen for, so that a silent tablet holds nobody up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kiosk.models import Choice, Phase, Player, Room
from kiosk.models.room_rows import lock_rooms
from kiosk.services.closing import count_in
from kiosk.services.events import record
from kiosk.services.requests import Committed, Expired, ExpireRound
from kiosk.services.standing import RoomStanding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


def rounds_expire(requests: Sequence[ExpireRound]) -> Committed:
    """Let each player that has not chosen in time ask for its consumption good, which it never holds.

    Such a choice is marked as automatic. A round that is closed already stays as it is, and so does one whose
    time an operator has changed, or stopped, since the request was made.
    """
    with transaction.atomic():
        now = timezone.now()
        rooms = lock_rooms(request.room_id for request in requests)
        late: list[Choice] = []
        for request in set(requests):
            room = rooms[request.room_id]
            if room.t == request.t and RoomStanding.of(room).expires_at == request.expires_at:
                choices = choices_for_the_missing(room, now)
                record("round_expired", room=room, at=now, t=room.t, seats=seats_of(choices))
                late += choices
        Choice.objects.bulk_create(late)
        closed = count_in(rooms, [choice.player.room_id for choice in late])
    standings = {pk: RoomStanding.of(room) for pk, room in rooms.items()}
    return Committed([Expired() for _ in requests], standings, closed=closed)


def choices_for_the_missing(room: Room, now: datetime) -> list[Choice]:
    """For each player that has not chosen in the open round: its consumption good, marked as automatic."""
    chosen = Choice.objects.filter(player__room=room, phase=Phase.GAME, t=room.t)
    missing = Player.objects.filter(room=room).exclude(pk__in=chosen.values("player")).order_by("seat")
    return [
        Choice(
            player=player,
            t=room.t,
            good_in_hand=player.good_in_hand,
            desired_good=player.consumption_good,
            automatic=True,
            received_at=now,
        )
        for player in missing
    ]


def seats_of(choices: Iterable[Choice]) -> list[int]:
    """Whose choices they are."""
    return [choice.player.seat for choice in choices]
