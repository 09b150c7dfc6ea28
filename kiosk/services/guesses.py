"""Who guesses at secrets, for the operator to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from kiosk.services.events import record

if TYPE_CHECKING:
    from collections.abc import Sequence


class Guessed(NamedTuple):
    """An address that has said a secret wrong so many times."""

    address: str
    secret: str
    times: int


def guesses_note(guesses: Sequence[Guessed]) -> None:
    """Write down who has guessed, in the log of events."""
    with transaction.atomic():
        for address, secret, times in guesses:
            record("secret_guessed", address=address, secret=secret, times=times)
