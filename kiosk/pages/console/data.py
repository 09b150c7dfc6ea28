"""The data of a room: taken away as a file, verified, and the pay list for the cashier."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kiosk.archive.bundle import Format, bundle, without_personal_fields
from kiosk.archive.store import recording_of
from kiosk.archive.verify import sentence, violations
from kiosk.pages.console.find import room_or_404
from kiosk.services.events import record
from kiosk.services.pay_list import pay_list

if TYPE_CHECKING:
    from kiosk.pages.console.gate import Request

FORMATS = [
    (Format.ZIP.value, _("CSV tables with a code book, in a zip")),
    (Format.JSON_LINES.value, _("JSON lines, a row a line")),
    (Format.SQLITE.value, _("an SQLite database")),
]
MOST_VIOLATIONS = 200
"""Shown on the page; what is broken more often than that is broken everywhere."""


class TakeForm(forms.Form):
    """Which file, and with how much of what participants said of themselves."""

    format = forms.ChoiceField(label=_("As"), choices=FORMATS, initial=Format.ZIP, widget=forms.RadioSelect)
    personal = forms.BooleanField(
        label=_("With age and gender"),
        required=False,
        help_text=_("Personal data: take them only where the study needs them, and keep them safe."),
    )


@require_safe
def data(request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/data`: what can be taken, read and checked of a room."""
    return _page(request, room, TakeForm())


@require_POST
def take(request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/take`: the file, of one moment, also while the room runs."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, room, form, status=400)
    found = room_or_404(room)
    kind, personal = Format(form.cleaned_data["format"]), form.cleaned_data["personal"]
    recording = recording_of(found)
    record("data_taken", room=found, actor=request.user.username, format=kind.value, personal=personal)
    file = bundle(recording if personal else without_personal_fields(recording), kind)
    return _attached(HttpResponse(file, content_type=kind.media_type), f"room-{room}.{kind.value}")


@require_safe
def verify(request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/verify`: every good, success, score and draw, derived again."""
    found = room_or_404(room)
    recording = recording_of(found)
    broken = violations(recording)
    context = {
        "room": found,
        "choices": len(recording.choices),
        "players": len(recording.players),
        "rounds": recording.rounds_closed,
        "count": len(broken),
        "sentences": [sentence(violation) for violation in broken[:MOST_VIOLATIONS]],
    }
    return render(request, "console/data/verify.html", context)


@require_safe
def pay(request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/pay`: the pay list, to print; `?format=csv` for a spreadsheet."""
    found = room_or_404(room)
    payable = pay_list(found)
    if request.GET.get("format") != "csv":
        return render(request, "console/data/pay.html", {"room": found, "list": payable})
    response = _attached(HttpResponse(content_type="text/csv; charset=utf-8"), f"pay-{room}.csv")
    table = csv.writer(response, lineterminator="\n")
    table.writerow(["tablet", "pseudo", "score", "amount", "currency"])
    table.writerows(
        [payee.tablet, payee.pseudo, payee.score, payee.amount, payable.currency] for payee in payable.payees
    )
    return response


def _page(request: Request, room: int, form: TakeForm, status: int = 200) -> HttpResponse:
    return render(request, "console/data/data.html", {"room": room_or_404(room), "form": form}, status=status)


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
