"""What the log says of a room that stands still: who is missing, why, and since when."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import cycle
from typing import Any

from django.utils import timezone, translation

from kiosk.models import Event
from kiosk.services.history import told
from kiosk.services.stalls import Silence

SINCE = datetime(2026, 11, 27, 14, 1, 5, tzinfo=UTC)
LONGEST = 700
"""Characters of a line that is read while a hundred participants wait."""


def stalled(missing: list[dict[str, Any]]) -> str:
    """The sentence of a stall."""
    data = {"step": "game", "t": 3, "arrived": 1, "since": SINCE.isoformat(), "missing": missing}
    return told(Event(kind="room_stalled", at=timezone.now(), data=data)).partition(" — ")[2]


def missing(silence: Silence, *tablets: int | None) -> list[dict[str, Any]]:
    return [{"seat": 0, "tablet": tablet, "silence": str(silence)} for tablet in tablets]


def test_the_missing_are_named_by_the_kind_of_their_silence() -> None:
    seats = [
        *missing(Silence.DISCONNECTED, 3, 9, 8, 7),
        *missing(Silence.NEVER_CONNECTED, 5),
        *missing(Silence.DISCONNECTED, 20),
    ]
    since = timezone.localtime(SINCE).strftime("%H:%M:%S")
    with translation.override("en"):
        assert stalled(seats) == (
            f"Nobody has moved since {since}. "
            "Missing: tablets 3, 7–9, 20 (disconnected) · tablet 5 (never connected)."
        )
    with translation.override("fr"):
        assert stalled(seats) == (
            f"Plus rien n’avance depuis {since}. "
            "Il manque\xa0: tablettes 3, 7–9, 20 (connexion fermée) · tablette 5 (jamais de connexion)."
        )


def test_seats_that_nobody_has_taken_are_counted() -> None:
    with translation.override("en"):
        line = stalled(missing(Silence.NEVER_CONNECTED, None, 4, None))
    assert "tablet 4, 2 seats without a tablet (never connected)" in line


def test_a_hundred_missing_leave_the_line_short_and_all_are_counted() -> None:
    silences = cycle(Silence)
    scattered = [seat for tablet in range(0, 300, 3) for seat in missing(next(silences), tablet)]
    for language in ("en", "fr"):
        with translation.override(language):
            assert len(stalled(scattered)) < LONGEST
    with translation.override("en"):
        assert "12 more (silent" in stalled(scattered)
        assert "tablets 0–99 (silent" in stalled(missing(Silence.SILENT, *range(100)))
