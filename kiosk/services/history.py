"""The log of a room told to people: one sentence an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext, gettext_noop

from kiosk.models import Step

if TYPE_CHECKING:
    from kiosk.models import Event

SENTENCES = {
    "room_opened": gettext_noop("{at} — {who} opened the session."),
    "room_imported": gettext_noop("{at} — {who} read the session in."),
    "room_closed": gettext_noop("{at} — {who} closed the session."),
    "robots_seated": gettext_noop("{at} — {who} gave seats to robots: {count}."),
    "barrier_opened": gettext_noop("{at} — All had arrived: {step}."),
    "operator_called": gettext_noop("{at} — Help is wanted at {holder}."),
    "call_answered": gettext_noop("{at} — {who} came to {holder}."),
    "round_expired": gettext_noop(
        "{at} — Time was over in round {t}: the server chose for the missing ({count})."
    ),
    "room_stalled": gettext_noop("{at} — Nobody moves: the session waits for {count}."),
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
    facts["at"] = time_format(timezone.localtime(event.at), "H:i:s")
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
    return gettext(template).format(**facts)


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
