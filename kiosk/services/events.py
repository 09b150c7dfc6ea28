"""The log of a room: what happened, in the past tense, with who made it happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from kiosk.models import Event
from kiosk.models.bulk import insert_rows

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.models import Room

KINDS = {
    "room_opened": "A room was opened under some terms.",
    "room_imported": "A recorded room was read in.",
    "room_closed": "The operator closed the room.",
    "session_started": "The operator let the session begin.",
    "session_paused": "The operator stopped the session for a while; participants read `text`.",
    "session_resumed": "The operator let the session go on after `seconds`.",
    "session_ended": "The operator ended the session before its last round: everybody sees its score.",
    "barrier_advanced": "The operator went on without the missing `seats`; the server acted for them.",
    "time_limit_set": "The operator set the time to choose to `seconds`, or lifted it.",
    "seat_handed_over": "The operator gave a seat to tablet `to`; null: to a robot of the server.",
    "message_sent": "The operator wrote to a tablet, or to all.",
    "site_checked": "The operator let netcheck look at the site.",
    "call_answered": "The operator has come to whoever called.",
    "robots_seated": "Robots were given seats.",
    "tablet_enrolled": "A device became the tablet of a number.",
    "enrolment_opened": "New devices were let in.",
    "enrolment_closed": "No new devices were let in any more.",
    "tablet_renumbered": "A tablet got another number.",
    "tablet_retired": "A tablet was taken out of use: its device is forgotten.",
    "treatment_saved": "A treatment was made, or its terms were changed.",
    "treatment_deleted": "A treatment was thrown away.",
    "data_taken": "Somebody took the data of the room away.",
    "backup_taken": "Somebody took a backup away, with everything that participants said of themselves.",
    "invitations_issued": "Links were made, each of which lets one device in.",
    "seat_taken": "A tablet took a seat.",
    "barrier_opened": "Every player had arrived: the room went on to a step.",
    "room_restored": "The room came out of a backup: what was played after it was made is lost.",
    "room_stalled": "The server noticed that nobody moved the room any more, and for whom it waited.",
    "operator_called": "A participant asked for the operator.",
    "round_expired": "The time to choose was over: the server chose for the seats that had not.",
    "round_closed": "Every player had chosen: the round was resolved.",
    "operator_added": "A person was given a role at the console.",
    "role_set": "A person was given another role at the console, or none any more.",
    "password_set": "A person was given another password.",
    "signed_in": "A person signed in at the console.",
    "sign_in_failed": "Somebody tried to sign in and could not.",
    "secret_guessed": "From an address came many wrong userIds or PINs: guesses, or an old session.",
}
"""Every kind of event there is, for the code book."""


def record(
    kind: str, *, room: Room | None = None, actor: str = "", at: datetime | None = None, **data: object
) -> None:
    """Write an event down, in the transaction that makes it true."""
    if kind not in KINDS:
        raise ValueError(f"expected one of {', '.join(KINDS)}, got {kind!r}")
    event = _NewEvent(kind, None if room is None else room.pk, actor, at or timezone.now(), data)
    insert_rows(Event, [event])


class _NewEvent(NamedTuple):
    kind: str
    room_id: int | None
    actor: str
    at: datetime
    data: dict[str, object]
