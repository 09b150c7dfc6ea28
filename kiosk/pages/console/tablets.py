"""Tablets, and the door through which devices become one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from conf.numbers import TabletNumbers
from kiosk.models import Presence, Tablet
from kiosk.services.plan import access_point_of, planned_access_points
from kiosk.services.refusal import Refusal
from kiosk.services.tablets import (
    enrolment,
    enrolment_close,
    enrolment_open,
    numbers_of_the_site,
    tablet_renumber,
    tablet_retire,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

LONGEST_ENROLMENT = 12 * 60
"""Minutes; a door that is forgotten open closes by itself before the next day."""


class EnrolmentForm(forms.Form):
    """For how long, and with which PIN."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        initial=30,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ENROLMENT)],
    )
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        max_length=8,
        required=False,
        validators=[RegexValidator(r"^\d{4,8}$", gettext_lazy("Expected 4 to 8 digits."))],
        help_text=gettext_lazy("4 to 8 digits that are typed on each tablet; empty: none is asked for."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class NumberForm(forms.Form):
    """The new number of a tablet."""

    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=0)


@require_safe
def tablets(request: Request) -> HttpResponse:
    """`/console/tablets`: all that are enrolled, those that are missing, and the door."""
    return _page(request, EnrolmentForm(initial={"pin": f"{secrets.randbelow(10_000):04}"}))


@require_POST
def enrolment_begin(request: Request) -> HttpResponse:
    """`/console/tablets/enrolment`: opens the door for some minutes."""
    form = EnrolmentForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    enrolment_open(
        duration=timedelta(minutes=form.cleaned_data["minutes"]),
        pin=form.cleaned_data["pin"],
        actor=request.user.username,
    )
    return redirect("console:tablets")


@require_POST
def enrolment_end(request: Request) -> HttpResponse:
    """`/console/tablets/enrolment/end`: closes it."""
    enrolment_close(actor=request.user.username)
    messages.success(request, _("Enrolment is closed."))
    return redirect("console:tablets")


@require_POST
def tablet_number(request: Request, tablet: int) -> HttpResponse:
    """`/console/tablets/17/number`: gives a tablet another number."""
    found = get_object_or_404(Tablet, number=tablet, robot=False)
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Expected a tablet number, got {got!r}.").format(got=request.POST.get("number", ""))
        )
        return redirect("console:tablets")
    try:
        tablet_renumber(found, form.cleaned_data["number"], actor=request.user.username)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Tablet {old} is tablet {new} now.").format(old=tablet, new=found.number))
    return redirect("console:tablets")


@require_POST
def tablet_remove(request: Request, tablet: int) -> HttpResponse:
    """`/console/tablets/17/remove`: takes a tablet out of use."""
    try:
        tablet_retire(get_object_or_404(Tablet, number=tablet, robot=False), actor=request.user.username)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Tablet {number} is out of use.").format(number=tablet))
    return redirect("console:tablets")


def _page(request: Request, form: EnrolmentForm, status: int = 200) -> HttpResponse:
    door = enrolment()
    found = list(Tablet.objects.filter(robot=False).exclude(device_id=None).order_by("number"))
    heard = dict(Presence.objects.values_list("device_id", "heard_at"))
    points = planned_access_points()
    rows = [
        {
            "tablet": tablet,
            "access_point": access_point_of(tablet.number, points),
            "heard_at": heard.get(tablet.device_id or ""),
        }
        for tablet in found
    ]
    planned = {number for point in points for number in point.tablets}
    missing = TabletNumbers.of(planned - {tablet.number for tablet in found})
    context = {
        "form": form,
        "door": door,
        "is_open": door.is_open(timezone.now()),
        "rows": rows,
        "missing": missing,
        "title": ngettext("{n} tablet is enrolled", "{n} tablets are enrolled", len(rows)).format(
            n=len(rows)
        ),
        "numbers": numbers_of_the_site(),
    }
    return render(request, "console/setup/tablets.html", context, status=status)
