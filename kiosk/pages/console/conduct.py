"""What an operator does to a session: each act is a form of its own, posted from the session's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kiosk.models.terms import LONGEST_TIME_LIMIT, SHORTEST_TIME_LIMIT
from kiosk.pages.console.find import room_or_404
from kiosk.pages.console.telling import tell
from kiosk.services.acting import Seen
from kiosk.services.advancing import barrier_advance
from kiosk.services.conduct import (
    LONGEST_TEXT,
    call_answer,
    message_send,
    room_close,
    session_end,
    session_pause,
    session_resume,
    session_start,
    time_limit_set,
)
from kiosk.services.handing import seat_hand_over
from kiosk.services.history import told
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from kiosk.models import Room
    from kiosk.pages.console.gate import Request
    from kiosk.services.requests import Committed


class PlainForm(forms.Form):
    """An act that needs to be told nothing more."""


class PauseForm(forms.Form):
    """What participants read meanwhile."""

    text = forms.CharField(
        label=_("What participants read"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Left empty: “A short break. The game goes on in a moment.”"),
    )


class TimeLimitForm(forms.Form):
    """How long a round may take."""

    seconds = forms.IntegerField(
        label=_("Seconds to choose"),
        min_value=SHORTEST_TIME_LIMIT,
        max_value=LONGEST_TIME_LIMIT,
        required=False,
        help_text=_(
            "Who has not chosen in time asks for what it wants, marked as automatic. Left empty: no limit."
        ),
    )


class MessageForm(forms.Form):
    """A message to one tablet, or to all."""

    text = forms.CharField(label=_("Message"), max_length=LONGEST_TEXT)
    tablet = forms.IntegerField(
        label=_("Tablet"),
        min_value=0,
        required=False,
        help_text=_("Left empty: all tablets of this session."),
    )


class HandOverForm(forms.Form):
    """Who plays a seat from now on."""

    seat = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    tablet = forms.IntegerField(label=_("Number of the other tablet"), min_value=0, required=False)
    robot = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The seat, and a tablet, or None where a robot is asked for in so many words."""
        cleaned = self.cleaned_data
        robot = cleaned.pop("robot", False)
        if not robot and cleaned.get("tablet") is None and "tablet" not in self.errors:
            self.add_error("tablet", gettext("Expected the number of a tablet, got none."))
        return cleaned | ({"tablet": None} if robot else {})


class SeatForm(forms.Form):
    """Which seat."""

    seat = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _act(
    name: str, service: Callable[..., Committed], form_class: type[forms.Form] = PlainForm
) -> Callable[..., HttpResponse]:
    """The view of an act: what the form holds goes to the service, and what it refuses is said."""

    @require_POST
    def view(request: Request, *, room: int) -> HttpResponse:
        found = room_or_404(room)
        form = form_class(request.POST)
        if not form.is_valid():
            for field, errors in form.errors.items():
                said = {"field": form.fields[field].label, "mistakes": " ".join(map(str, errors))}
                messages.error(request, gettext("{field}: {mistakes}").format_map(said))
            return _back(request, found)
        try:
            seen = Seen.parse(request.POST.get("seen", ""))
            committed = service(found, **form.cleaned_data, actor=request.user.username, seen=seen)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            tell(request, committed)
            done = found.events.filter(data__version=committed.rooms[found.pk].version).first()
            messages.success(request, told(done) if done else "")
        return _back(request, found)

    view.__name__ = name
    return view


start = _act("start", session_start)
pause = _act("pause", session_pause, PauseForm)
resume = _act("resume", session_resume)
advance = _act("advance", barrier_advance)
limit = _act("limit", time_limit_set, TimeLimitForm)
message = _act("message", message_send, MessageForm)
end = _act("end", session_end)
close = _act("close", room_close)
hand_over = _act("hand_over", seat_hand_over, HandOverForm)


@require_POST
def answer(request: Request, *, room: int) -> HttpResponse:
    """Somebody has come to the seat that called."""
    found = room_or_404(room)
    form = SeatForm(request.POST)
    if form.is_valid():
        call_answer(found, seat=form.cleaned_data["seat"], actor=request.user.username)
    return _back(request, found)


def forms_of(room: Room) -> dict[str, Any]:
    """The forms on the page of a session."""
    return {
        "pause": PauseForm(),
        "limit": TimeLimitForm(initial={"seconds": room.time_limit}),
        "message": MessageForm(),
    }


def _back(request: Request, room: Room) -> HttpResponse:
    """To the page of the session, or of the seat, from which it was posted."""
    seat = request.POST.get("back", "")
    if seat.isdecimal():
        return redirect("console:seat", room=room.pk, seat=int(seat))
    return redirect("console:session", room=room.pk)
