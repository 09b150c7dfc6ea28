"""The watch over rooms: notices one that nobody moves any more, and says who is missing and why.

Every process watches, every few seconds and off the way of the choices. Since when a room stands
still is what the watch itself has seen; what it notices is written down once, whoever is first.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from django.utils import timezone

from kiosk.models import Step
from kiosk.services.stalls import Place, Silence, Stall, last_training_choice, places_of_rooms, stall_note
from kiosk.upkeep.metrics import MISSING, ROOMS, STALLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

logger = logging.getLogger(__name__)

SLOWER = 5
"""To read the story, to answer the survey and to train takes so many times longer than a choice."""


class Watchdog:
    """Remembers since when each room has been where it is."""

    def __init__(self, patience: timedelta, clock: Callable[[], datetime] = timezone.now) -> None:
        self._patience = patience
        self._clock = clock
        self._since: dict[int, tuple[Place, datetime]] = {}

    def look(self) -> list[Stall]:
        """The rooms that are stalled now; those that were not before are written down and logged."""
        now = self._clock()
        rooms = places_of_rooms()
        self._since = {
            pk: self._since[pk] if pk in self._since and self._since[pk][0] == place else (place, now)
            for pk, place in rooms.items()
        }
        stalls = [stall for pk in rooms if (stall := self._stall(pk, now))]
        _tell(rooms.values(), stalls)
        return stalls

    def _stall(self, pk: int, now: datetime) -> Stall | None:
        place, since = self._since[pk]
        if place.step == Step.WELCOME and not place.arrived:
            return None  # nobody has come yet: it is not under way
        patience = self._patience * (1 if place.step == Step.GAME else SLOWER)
        if now - since < patience:
            return None
        if place.step == Step.TRAINING:
            since = max(since, last_training_choice(pk) or since)
            if now - since < patience:
                return None
        stall, is_news = stall_note(pk, place, since=since, now=now)
        if stall is not None and is_news:
            logger.warning("%s", sentence(stall), extra={"about": {"room": pk}})
        return stall


def sentence(stall: Stall) -> str:
    """A stall in a sentence, for the log."""
    place = f"round {stall.t} of the game" if stall.step == Step.GAME else f"the {stall.step}"
    since = timezone.localtime(stall.since).strftime("%H:%M:%S")
    kinds: dict[Silence, list[str]] = {}
    for one in stall.missing:
        kinds.setdefault(one.silence, []).append(
            f"seat {one.seat}" if one.tablet is None else f"tablet {one.tablet}"
        )
    who = "; ".join(
        f"{silence.name.lower().replace('_', ' ')}: {', '.join(of)}" for silence, of in kinds.items()
    )
    return f"Room {stall.room_id} stands still in {place} since {since}, {len(stall.missing)} missing: {who}"


def _tell(places: Iterable[Place], stalls: list[Stall]) -> None:
    steps = Counter(place.step for place in places)
    for step in Step:
        if step is not Step.END:
            ROOMS.labels(step).set(steps[step])
    STALLED.set(len(stalls))
    kinds = Counter(one.silence for stall in stalls for one in stall.missing)
    for silence in Silence:
        MISSING.labels(silence).set(kinds[silence])
