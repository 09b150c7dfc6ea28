"""The log of a room told to people: one sentence an event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext, gettext_noop, ngettext

from conf.numbers import TabletNumbers
from kiosk.models import Step
from kiosk.services.stalls import Silence

if TYPE_CHECKING:
    from kiosk.models import Event

MOST_RANGES = 8
"""Of tablets that a line names for one reason; the others are counted."""

SENTENCES = {
    "room_opened": gettext_noop("{at} — {who} opened the session."),
    "room_imported": gettext_noop("{at} — {who} read the session in."),
    "room_closed": gettext_noop("{at} — {who} closed the session."),
    "robots_seated": gettext_noop("{at} — {who} gave seats to robots: {count}."),
    "barrier_opened": gettext_noop("{at} — The session went on to the next step: {step}."),
    "operator_called": gettext_noop("{at} — Help is wanted at {holder}."),
    "call_answered": gettext_noop("{at} — {who} came to {holder}."),
    "round_expired": gettext_noop(
        "{at} — Time was over in round {t}: the server chose for the missing ({count})."
    ),
    "room_stalled": gettext_noop("{at} — Nobody has moved since {since}. Missing: {missing}."),
    "room_restored": gettext_noop("{at} — {who} brought the session back from a backup."),
    "site_checked": gettext_noop("{at} — {who} started netcheck."),
    "session_started": gettext_noop("{at} — {who} started the session."),
    "session_paused": gettext_noop("{at} — {who} paused the session: “{text}”"),
    "session_resumed": gettext_noop("{at} — {who} let the session go on."),
    "session_ended": gettext_noop("{at} — {who} ended the session."),
    "barrier_advanced": gettext_noop("{at} — {who} went on without the missing ({step}, {count})."),
    "time_limit_set": gettext_noop("{at} — {who} set the time limit: {seconds} s."),
    "time_limit_lifted": gettext_noop("{at} — {who} lifted the time limit."),
    "seat_handed_over": gettext_noop("{at} — {who} gave the seat of {holder} to tablet {to}."),
    "seat_handed_to_robot": gettext_noop("{at} — {who} gave the seat of {holder} to a robot."),
    "message_sent": gettext_noop("{at} — {who} wrote to all: “{text}”"),
    "message_sent_to_one": gettext_noop("{at} — {who} wrote to tablet {tablet}: “{text}”"),
}
"""Kind of event → sentence; rounds and seats that closed or were taken one by one are too many to tell."""


def told(event: Event) -> str:
    """The event in the language that is active; empty where it is none of those that are told."""
    template = SENTENCES.get(_variant(event))
    if template is None:
        return ""
    facts = {**event.data}
    facts["at"] = _time(event.at)
    facts["who"] = event.actor or gettext("The server")
    facts["count"] = len(facts.get("seats", facts.get("missing", ())))
    number = facts.get("tablet", facts.get("from"))
    facts["holder"] = (
        gettext("the robot") if number is None else gettext("tablet {number}").format(number=number)
    )
    if "step" in facts:
        facts["step"] = Step(facts["step"]).label
    if "t" in facts:
        facts["t"] = facts["t"] + 1  # people count from one
    if event.kind == "room_stalled":
        facts["since"] = _time(datetime.fromisoformat(facts["since"]))
        facts["missing"] = _missing(facts["missing"])
    return gettext(template).format(**facts)


def _time(moment: datetime) -> str:
    return time_format(timezone.localtime(moment), "H:i:s")


def _missing(seats: list[dict[str, Any]]) -> str:
    """Who is missing and why, as ``tablets 3, 7–9 (disconnected) · tablet 5 (never connected)``."""
    kinds: dict[str, list[int | None]] = {}
    for seat in seats:
        kinds.setdefault(seat["silence"], []).append(seat["tablet"])
    return " · ".join(f"{_holders(tablets)} ({Silence(kind).label})" for kind, tablets in kinds.items())


def _holders(tablets: list[int | None]) -> str:
    """Tablets by their numbers, as many ranges as a line bears; seats that none has taken are counted."""
    numbers = TabletNumbers.of(tablet for tablet in tablets if tablet is not None)
    parts = []
    if numbers:
        ranges = [
            str(first) if first == last else f"{first}–{last}" for first, last in numbers.ranges[:MOST_RANGES]
        ]
        named = ngettext("tablet {numbers}", "tablets {numbers}", len(numbers))
        parts.append(named.format(numbers=", ".join(ranges)))
    if more := sum(last - first + 1 for first, last in numbers.ranges[MOST_RANGES:]):
        parts.append(ngettext("{count} more", "{count} more", more).format(count=more))
    if empty := tablets.count(None):
        parts.append(
            ngettext("{count} seat without a tablet", "{count} seats without a tablet", empty).format(
                count=empty
            )
        )
    return ", ".join(parts)


def _variant(event: Event) -> str:
    """Events of a kind that read differently by what they say."""
    match event.kind:
        case "time_limit_set" if event.data["seconds"] is None:
            return "time_limit_lifted"
        case "seat_handed_over" if event.data["to"] is None:
            return "seat_handed_to_robot"
        case "message_sent" if event.data["tablet"] is not None:
            return "message_sent_to_one"
        case kind:
            return str(kind)
