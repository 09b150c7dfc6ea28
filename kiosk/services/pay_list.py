"""What each participant of a room is paid: the list that the cashier works through. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kiosk.services.standing import Pay

if TYPE_CHECKING:
    from kiosk.models import Room


@dataclass(frozen=True, slots=True)
class Payee:
    """A participant: `amount` is None where the terms pay nothing."""

    tablet: int | None
    pseudo: str
    score: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class PayList:
    """All participants of a room, by tablet; robots are not paid."""

    payees: list[Payee]
    total: Decimal | None
    currency: str


def pay_list(room: Room) -> PayList:
    """The pay as the scores are now; a list is final when its room is at the end."""
    pay = Pay.of(room)
    players = room.players.filter(robot=False).select_related("tablet").order_by("tablet__number", "seat")
    payees = [
        Payee(
            tablet=player.tablet.number if player.tablet else None,
            pseudo=player.pseudo,
            score=player.score,
            amount=pay.amount(player.score) if pay else None,
        )
        for player in players
    ]
    total = sum((pay.amount(payee.score) for payee in payees), start=Decimal(0)) if pay else None
    return PayList(payees, total, room.currency)
