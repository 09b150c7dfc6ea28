"""Rooms are opened under a treatment's terms."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conf.numbers import TabletNumbers
from kiosk.economy import training
from kiosk.models import Room, Terms, TrainingOdds, Treatment
from kiosk.services.events import record
from kiosk.services.refusal import Refusal

HIGHEST_SEED = 2**63 - 1


def room_open(
    treatment: Treatment,
    *,
    terms: Terms | None = None,
    tablets: str = "",
    seed: int | None = None,
    held: bool = False,
    actor: str = "",
) -> Room:
    """Open a room under a copy of the treatment's terms, for these tablets (``"0-35"``; "" for any).

    Args:
        treatment: what the room is an instance of.
        terms: other terms than the treatment's, where they have been changed for this one room.
        tablets: the numbers that are admitted.
        seed: of all draws; a new one unless it is given.
        held: whether the session waits for an operator's start once all seats are taken.
        actor: who opens it.

    Raises:
        Refusal: ``tablets_taken`` when an unfinished room claims one of them, ``too_few_tablets``
            when there are fewer than seats, ``odds_missing`` when the training lacks some of its odds.
    """
    agreed = terms or treatment
    copied = {field.name: getattr(agreed, field.name) for field in Terms._meta.fields}  # noqa: SLF001  Django's documented API
    with transaction.atomic():
        _wait_for_turn()
        numbers = TabletNumbers.parse(tablets)
        _require_free(numbers)
        require_enough(numbers, agreed)
        if agreed.training_rounds:
            _require_odds()
        return room_create(
            treatment=treatment,
            tablets=str(numbers),
            seed=secrets.randbelow(HIGHEST_SEED) if seed is None else seed,
            held=held,
            actor=actor,
            **copied,
        )


def require_enough(tablets: TabletNumbers, terms: Terms) -> None:
    """Refuse fewer tablets than seats; where none is named, any may come.

    Raises:
        Refusal: ``too_few_tablets``.
    """
    size = terms.economy.n_players
    if tablets and len(tablets) < size:
        raise Refusal("too_few_tablets", expected=size, got=len(tablets))


def room_create(*, actor: str = "", **values: Any) -> Room:
    """Write a room down as it is given, with the odds of the day; in a transaction."""
    room = Room(
        opened_at=timezone.now(),
        odds=training_odds(),
        **values,
    )
    room.size = room.economy.n_players
    room.full_clean()
    room.save()
    record("room_opened", room=room, actor=actor, tablets=room.tablets, distribution=room.distribution)
    return room


def training_odds() -> dict[str, float]:
    """The odds that are loaded, by ``"good in hand>good asked"``."""
    return {f"{odds.in_hand}>{odds.asked}": odds.probability for odds in TrainingOdds.objects.all()}


def _wait_for_turn() -> None:
    """One room is opened at a time, so that no two claim a tablet: who opens holds the first treatment."""
    Treatment.objects.select_for_update().order_by("pk").first()


def _require_odds() -> None:
    try:
        training.TrainingOdds.from_mapping(training_odds())
    except ValueError as error:
        raise Refusal("odds_missing") from error


def _require_free(numbers: TabletNumbers) -> None:
    for other in Room.objects.unfinished().defer("script"):
        if other.overlaps(numbers):
            raise Refusal("tablets_taken", room=other.pk, tablets=other.tablets or _("any"))
