"""Treatments: listed, made, changed, and shown as a participant will see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiosk.models import Terms, Treatment
from kiosk.services.refusal import Refusal
from kiosk.services.standing import Pay
from kiosk.services.treatments import treatment_delete, treatment_save

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

    _TermsForm = forms.ModelForm[Treatment]
else:
    _TermsForm = forms.ModelForm  # takes no parameter while it runs

SAMPLE_SCORE = 12
"""The points of the participant in the preview."""


HELP: dict[str, Any] = {
    "name": gettext_lazy("Short, for commands and data: letters, digits, hyphens."),
    "distribution": gettext_lazy("How many players make good 1, good 2, …: for example 10/10/20/20."),
    "time_limit": gettext_lazy("Empty: everybody has all the time. Else the server chooses for the late."),
    "pay_base": gettext_lazy("Empty: nothing is said of pay."),
}
"""What a treatment's terms mean, to whoever sets them."""


class TreatmentForm(_TermsForm):
    """All of a treatment's terms."""

    class Meta:
        model = Treatment
        fields: ClassVar[list[str]] = ["name", "title", *(field.name for field in Terms._meta.fields)]  # noqa: SLF001  Django's documented API
        help_texts: ClassVar[dict[str, Any]] = HELP


@require_safe
def treatments(request: Request) -> HttpResponse:
    """`/console/treatments`: all of them."""
    found = Treatment.objects.annotate(rooms=Count("room")).order_by("name")
    return render(request, "console/setup/treatments.html", {"treatments": found})


@require_http_methods(["GET", "POST"])
def treatment_new(request: Request) -> HttpResponse:
    """`/console/treatments/new`: an empty form, or with `?copy=1` one that is filled in like another's."""
    copied = Treatment.objects.filter(pk=request.GET.get("copy", "0")).first() if _is_copy(request) else None
    return _edit(request, Treatment(), like=copied)


@require_http_methods(["GET", "POST"])
def treatment(request: Request, treatment: int) -> HttpResponse:
    """`/console/treatments/1`: its terms, to change."""
    return _edit(request, get_object_or_404(Treatment, pk=treatment))


@require_safe
def treatment_preview(request: Request, treatment: int) -> HttpResponse:
    """`/console/treatments/1/preview`: the tablet's own screens under these terms."""
    found = get_object_or_404(Treatment, pk=treatment)
    return render(request, "console/setup/preview.html", {"treatment": found, "terms": _told(found)})


@require_POST
def treatment_remove(request: Request, treatment: int) -> HttpResponse:
    """`/console/treatments/1/remove`: thrown away, unless a session was opened under it."""
    try:
        treatment_delete(get_object_or_404(Treatment, pk=treatment), actor=request.user.username)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The treatment is gone."))
    return redirect("console:treatments")


def _is_copy(request: Request) -> bool:
    return request.GET.get("copy", "").isdecimal()


def _edit(request: Request, found: Treatment, *, like: Treatment | None = None) -> HttpResponse:
    form = TreatmentForm(request.POST or None, instance=like or found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = treatment_save(found, form.cleaned_data, actor=request.user.username)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("{name} is saved.").format(name=saved.name))
            return redirect("console:treatment_preview", treatment=saved.pk)
    context = {"form": form, "treatment": found}
    return render(request, "console/setup/treatment.html", context, status=400 if form.errors else 200)


def _told(found: Treatment) -> dict[str, Any]:
    """The terms as the protocol tells them to a tablet."""
    economy = found.economy
    return {
        "nGood": economy.n_goods,
        "nPlayer": economy.n_players,
        "cycle": economy.cycle.value,
        "distribution": list(economy.distribution),
        "tMax": found.rounds,
        "trainingTMax": found.training_rounds,
        "timeLimit": found.time_limit,
        "language": found.language,
        "consent": found.consent,
        "survey": found.survey,
        "surveyOptional": found.survey_optional,
        "pay": _pay(found),
    }


def _pay(found: Treatment) -> dict[str, object] | None:
    pay = Pay.of(found)
    if pay is None:
        return None
    return {
        "base": float(pay.base),
        "perPoint": float(pay.per_point),
        "currency": pay.currency,
        "score": SAMPLE_SCORE,
        "amount": float(pay.amount(SAMPLE_SCORE)),
    }
