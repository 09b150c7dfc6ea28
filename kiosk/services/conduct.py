"""How an operator conducts a session: start, pause, resume, time limit, messages, end, close.

Each act is one transaction and one event, takes what its operator has `seen` (None for a terminal, which
shows nothing), and is refused where it makes no sense.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from kiosk.models import Event, Player, Room, Step
from kiosk.models.terms import LONGEST_TIME_LIMIT, SHORTEST_TIME_LIMIT
from kiosk.services.acting import acting, require_going_on
from kiosk.services.barriers import open_barrier
from kiosk.services.events import record
from kiosk.services.refusal import Refusal
from kiosk.services.standing import RoomStanding

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.services.acting import Seen
    from kiosk.services.requests import Committed

LONGEST_TEXT = 200

STILL_NEWS = timedelta(minutes=10)
"""For how long a tablet that comes back is shown what it has missed; later it would puzzle more than help."""


class Message(NamedTuple):
    """What an operator has written, to the tablet of that number or to all (None)."""

    number: int
    """Of its event."""
    room: int
    at: datetime
    tablet: int | None
    text: str


def possible_acts(room: Room) -> list[str]:
    """What makes sense in a room as it stands, of the acts that a page offers."""
    closed = room.closed_at is not None
    over = closed or room.step == Step.END
    paused = room.paused_at is not None
    sense = {
        "start": not over and room.held and room.arrived == room.size,
        "pause": not over and not paused,
        "resume": not over and paused,
        "advance": not over and not paused,
        "limit": not over,
        "message": not closed,
        "end": not over and room.step != Step.WELCOME,
        "close": not closed,
    }
    return [act for act, makes_sense in sense.items() if makes_sense]


def session_start(room: Room, *, actor: str = "", seen: Seen | None = None) -> Committed:
    """Let a room that was held go on to its first step.

    Raises:
        Refusal: ``not_held``, or ``seats_empty`` while somebody is missing.
    """
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        if not act.room.held:
            raise Refusal("not_held")
        if act.room.arrived < act.room.size:
            raise Refusal("seats_empty", missing=act.room.size - act.room.arrived, size=act.room.size)
        act.room.held = False
        act.note("session_started")
        open_barrier(act.room, act.at)
    return act.committed


def session_pause(room: Room, *, text: str = "", actor: str = "", seen: Seen | None = None) -> Committed:
    """Stop the session: no choice is taken and no time runs out; participants read the text.

    Raises:
        Refusal: ``paused_already``, or ``text_missing`` when it is too long.
    """
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        if act.room.paused_at:
            raise Refusal("paused_already")
        with translation.override(act.room.language):
            act.room.pause_text = _fit(text or gettext("A short break. The game goes on in a moment."))
        act.room.paused_at = act.at
        act.note("session_paused", text=act.room.pause_text)
    return act.committed


def session_resume(room: Room, *, actor: str = "", seen: Seen | None = None) -> Committed:
    """Let a paused session go on; the time to choose goes on where it stood.

    Where none was left, it begins anew: the time of day was set, or nobody was there whose time it was.

    Raises:
        Refusal: ``not_paused``.
    """
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        if act.room.paused_at is None:
            raise Refusal("not_paused")
        if RoomStanding.of(act.room).time_left(act.at) == timedelta():
            act.room.clock_from = act.at
        elif act.room.clock_from:
            act.room.clock_from += act.at - max(act.room.clock_from, act.room.paused_at)
        act.note("session_resumed", seconds=round((act.at - act.room.paused_at).total_seconds(), 3))
        act.room.paused_at, act.room.pause_text = None, ""
    return act.committed


def time_limit_set(
    room: Room, *, seconds: int | None, actor: str = "", seen: Seen | None = None
) -> Committed:
    """Set the time to choose, from now on also for the round that is open; None lifts it.

    Raises:
        Refusal: ``time_limit_out_of_range`` or ``time_limit_same``.
    """
    least, most = SHORTEST_TIME_LIMIT, LONGEST_TIME_LIMIT
    if seconds is not None and not least <= seconds <= most:
        raise Refusal("time_limit_out_of_range", least=least, most=most, got=seconds)
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        if act.room.time_limit == seconds:
            raise Refusal("time_limit_same")
        act.room.time_limit = seconds
        act.room.clock_from = act.room.paused_at or act.at
        act.note("time_limit_set", seconds=seconds)
    return act.committed


def message_send(
    room: Room, *, text: str, tablet: int | None = None, actor: str = "", seen: Seen | None = None
) -> Committed:
    """Write to the tablet of that number, or to all.

    Raises:
        Refusal: ``text_missing``, or ``tablet_unseated`` where it has no seat in this room.
    """
    with acting(room, actor=actor, seen=seen) as act:
        if act.room.closed_at is not None:
            raise Refusal("room_closed")
        if tablet is not None and not Player.objects.filter(room=act.room, tablet__number=tablet).exists():
            raise Refusal("tablet_unseated", number=tablet)
        act.note("message_sent", text=_fit(text), tablet=tablet)
    return act.committed


def messages_after(number: int, rooms: Collection[int]) -> list[Message]:
    """What was written in these rooms after the message of that number, and is still news; in its order."""
    since = timezone.now() - STILL_NEWS
    sent = Event.objects.filter(room__in=rooms, kind="message_sent", pk__gt=number, at__gt=since)
    rows = sent.order_by("pk").values_list("pk", "room", "at", "data__tablet", "data__text")
    return [Message(*row) for row in rows]


def session_end(room: Room, *, actor: str = "", seen: Seen | None = None) -> Committed:
    """End a session before its last round: everybody is shown its score, and its pay where there is one.

    Raises:
        Refusal: ``not_begun``, while nobody has passed the welcome.
    """
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        if act.room.step == Step.WELCOME:
            raise Refusal("not_begun")
        act.note("session_ended", step=act.room.step, t=act.room.t)
        Player.objects.filter(room=act.room).update(step=Step.END)
        act.room.step, act.room.arrived, act.room.paused_at = Step.END, 0, None
        act.room.round_opened_at = act.room.clock_from = act.at
    return act.committed


def room_close(room: Room, *, actor: str = "", seen: Seen | None = None) -> Committed:
    """Close a room: its session is over, wherever it stood, and its tablets are free; for good.

    Raises:
        Refusal: ``room_closed``: it is already.
    """
    with acting(room, actor=actor, seen=seen) as act:
        if act.room.closed_at is not None:
            raise Refusal("room_closed")
        act.room.closed_at = act.at
        act.note("room_closed", step=act.room.step, t=act.room.t)
    return act.committed


def call_answer(room: Room, *, seat: int, actor: str = "") -> None:
    """Note that somebody has come to the seat that called; nobody undoes that, so nothing need be seen."""
    with transaction.atomic():
        player = Player.objects.select_related("tablet").filter(room=room, seat=seat).first()
        number = player.tablet.number if player and player.tablet else None
        record("call_answered", room=room, actor=actor, seat=seat, tablet=number)


def _fit(text: str) -> str:
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST_TEXT:
        raise Refusal("text_missing", most=LONGEST_TEXT, got=len(text))
    return text
