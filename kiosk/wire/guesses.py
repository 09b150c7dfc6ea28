"""Wrong guesses of what is secret: each costs its address time, and many of them are noticed.

A userId is one of 2,147,483,647. At the rate of the settings an address would need years to hit one of
a hundred players, and the console tells of it within a second of the twentieth guess.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from kiosk.services.guesses import Guessed

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.refusal import Refusal

logger = logging.getLogger(__name__)

SECRETS = {"unknown_user": "userId", "wrong_pin": "PIN"}
"""Refusals that tell that a secret was said wrong, and which."""

NOTICED = 20
"""Wrong guesses of an address; one tablet with an old page says a few before it asks where it stands."""

MEMORY = 60.0
"""Seconds until an address that has stopped is forgotten, and one that has not is told of again."""

MOST_ADDRESSES = 10_000
"""So that invented addresses fill no memory."""


@dataclass(slots=True)
class _Guesser:
    heard_at: float
    secret: str
    due: float = float("-inf")
    """When all its wrong guesses would have been allowed."""
    untold: int = 0
    told_at: float = float("-inf")


class Guesses:
    """The wrong guesses that this process has heard lately, by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guessers: dict[str, _Guesser] = {}

    async def weigh(self, refusal: Refusal, address: str) -> None:
        """Return when a refusal may be told: at once, unless it answers one of many wrong guesses."""
        secret = SECRETS.get(refusal.code)
        if secret is None:
            return
        now = self._clock()
        guesser = self._guesser(address, secret, now)
        guesser.untold += 1
        interval = 1 / settings.GUESSES_A_SECOND
        guesser.due = max(guesser.due, now - settings.GUESSES_AT_ONCE * interval) + interval
        if guesser.due > now:
            await asyncio.sleep(guesser.due - now)

    def changes(self) -> list[Guessed]:
        """Who has guessed often, or goes on to, since it was last told; to be written down."""
        now = self._clock()
        told = []
        for address, guesser in list(self._guessers.items()):
            if guesser.untold >= NOTICED and now - guesser.told_at > MEMORY:
                told.append(Guessed(address, guesser.secret, guesser.untold))
                guesser.untold, guesser.told_at = 0, now
            elif now > max(guesser.due, guesser.heard_at + MEMORY):
                del self._guessers[address]
        for guess in told:
            logger.warning("%s has said %d wrong %ss", guess.address, guess.times, guess.secret)
        return told

    def _guesser(self, address: str, secret: str, now: float) -> _Guesser:
        guesser = self._guessers.pop(address, None) or _Guesser(now, secret)
        guesser.heard_at, guesser.secret = now, secret
        self._guessers[address] = guesser  # at the end: the first is the one that was silent for longest
        if len(self._guessers) > MOST_ADDRESSES:
            del self._guessers[next(iter(self._guessers))]
        return guesser
