"""What the server refuses, each reason once: a stable code and a sentence for people."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

REASONS = {
    # These two are for whoever writes a client: what was expected is in the protocol's own words, in English.
    "malformed": gettext_noop("The message could not be read: expected {expected}, got {got}."),
    "unknown_demand": gettext_noop("There is no demand called {got}; expected one of {expected}."),
    "unavailable": gettext_noop("The server cannot answer at the moment; please ask again."),
    "not_enrolled": gettext_noop("This device has no tablet number yet."),
    "enrolment_closed": gettext_noop("Enrolment is closed: ask the operator to open it."),
    "wrong_pin": gettext_noop("This is not the operator's PIN."),
    "invitation_needed": gettext_noop("Here a device needs an invitation: ask the operator for a link."),
    "wrong_invitation": gettext_noop("This invitation is not one of this server's: ask for a new link."),
    "invitation_expired": gettext_noop("This invitation has expired: ask the operator for a new link."),
    "invitation_used": gettext_noop("Another device has used this invitation for number {number}."),
    "unknown_tablet": gettext_noop("There is no tablet number {number}: expected one of {expected}."),
    "no_room": gettext_noop("No session is open for tablet {number} yet; it will start by itself."),
    "room_closed": gettext_noop("This session has been closed by the operator."),
    "unknown_user": gettext_noop("Nobody here has this userId."),
    "wrong_step": gettext_noop("Expected {expected} at this point of the session, got {got}."),
    "good_out_of_range": gettext_noop("Expected a good from 0 to {most}, got {got}."),
    "good_in_hand": gettext_noop("Expected another good than the one in hand, got {got}."),
    "past_round": gettext_noop("Round {got} is over; expected round {expected}."),
    "future_round": gettext_noop("Round {got} has not begun; expected round {expected}."),
    "already_chosen": gettext_noop("Good {expected} was chosen already in round {t}; got good {got}."),
    "training_unfinished": gettext_noop("Expected {expected} training rounds before the end, got {got}."),
    "too_many_robots": gettext_noop("Expected at most {expected} robots, one for each free seat, got {got}."),
    "tablets_taken": gettext_noop(
        "Room {room} is not over and claims the same tablets ({tablets}): close it, or name others."
    ),
    "too_few_tablets": gettext_noop("Expected at least {expected} tablets, one for each seat, got {got}."),
    "odds_missing": gettext_noop("The training lacks its odds: load the fixture training.toml first."),
    "stale": gettext_noop("Meanwhile something has changed; look again. {changes}"),
    "moved_on": gettext_noop("The session has gone on by itself: it is at {got} now."),
    "session_over": gettext_noop("This session is over."),
    "not_held": gettext_noop("This session has been started already."),
    "seats_empty": gettext_noop("{missing} of {size} seats are still empty."),
    "paused": gettext_noop("The session is paused."),
    "paused_already": gettext_noop("The session is paused already."),
    "not_paused": gettext_noop("The session is not paused."),
    "not_begun": gettext_noop("Nobody has played yet: close the session instead."),
    "nobody_missing": gettext_noop("Nobody is missing."),
    "time_limit_out_of_range": gettext_noop("Expected from {least} to {most} seconds, got {got}."),
    "time_limit_same": gettext_noop("That is the time limit already."),
    "no_such_seat": gettext_noop("There is no seat {got} in this session, or nobody has taken it yet."),
    "seat_same": gettext_noop("That is who sits there already."),
    "tablet_unknown": gettext_noop("Tablet {number} is not enrolled."),
    "tablet_unseated": gettext_noop("Tablet {number} has no seat in this session."),
    "tablet_seated": gettext_noop("Tablet {number} has a seat already, in session {room}."),
    "text_missing": gettext_noop("Expected a text of at most {most} characters, got {got}."),
    "check_running": gettext_noop("netcheck is at it already."),
    "wrong_password": gettext_noop("There is nobody here with this name and password."),
    "too_many_attempts": gettext_noop("Too many failed attempts: wait {minutes} minutes, then try again."),
    "name_taken": gettext_noop("There is somebody called {got} already."),
    "last_administrator": gettext_noop("{got} is the last administrator: make another one first."),
    "number_taken": gettext_noop("Tablet {number} exists already; expected a free number."),
    "in_session": gettext_noop("Tablet {number} is in a session that is not over: hand its seat over first."),
    "treatment_used": gettext_noop(
        "A session was opened under {got}: it stays, so that its data can be read."
    ),
    "answer_missing": gettext_noop("Expected an answer to the question about {expected}."),
}
"""Code → sentence, with named places for what was expected and what came.

A fact in words is a lazy translation, so that the whole sentence is in one language.
"""


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """A request that changes nothing, with the reason why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def message(self) -> str:
        """The sentence, in the language that is active."""
        return gettext(REASONS[self.code]).format(**self.facts)

    def __str__(self) -> str:
        return self.message
