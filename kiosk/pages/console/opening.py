"""A session is opened: from a treatment, or a changed copy of its terms, for some tablets; confirmed once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conf.numbers import TabletNumbers
from kiosk.models import Terms, Treatment
from kiosk.pages.console.treatments import HELP
from kiosk.services.overview import site_overview
from kiosk.services.refusal import Refusal
from kiosk.services.rooms import require_enough, room_open

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

CENTS = 2
TERMS = [field.name for field in Terms._meta.fields]  # noqa: SLF001  Django's documented API


class OpeningForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """For whom, and under which terms."""

    tablets = forms.CharField(
        label=gettext_lazy("Tablets"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Numbers and ranges such as 0-35,40. Left empty: any tablet."),
    )
    held = forms.BooleanField(
        label=gettext_lazy("Wait for my start once everybody sits"), required=False, initial=True
    )

    class Meta:
        model = Treatment
        fields = TERMS
        help_texts = HELP

    field_order = ("tablets", "held", *TERMS)

    def clean_tablets(self) -> str:
        """The numbers, in their shortest form."""
        try:
            return str(TabletNumbers.parse(self.cleaned_data["tablets"]))
        except ValueError as error:
            raise ValidationError(str(error)) from error


@require_http_methods(["GET", "POST"])
def opening(request: Request) -> HttpResponse:
    """`/console/sessions/open`: which treatment?"""
    treatments = Treatment.objects.all()
    return render(request, "console/opening/treatments.html", {"treatments": treatments})


@require_http_methods(["GET", "POST"])
def opening_terms(request: Request, *, treatment: str) -> HttpResponse:
    """`/console/sessions/open/<treatment>`: for whom, and under which terms; then the summary to confirm."""
    chosen = get_object_or_404(Treatment, name=treatment)
    form = OpeningForm(request.POST or None, instance=Treatment.objects.get(pk=chosen.pk))
    wish = request.POST.get("wish", "")
    context = {"treatment": chosen, "form": form}
    if wish == "change" or not form.is_valid() or not _is_enough(form):
        status = 400 if form.is_bound and form.errors else 200
        return render(request, "console/opening/terms.html", context, status=status)
    if wish == "open":
        try:
            room = room_open(
                chosen,
                terms=form.instance,
                tablets=form.cleaned_data["tablets"],
                held=form.cleaned_data["held"],
                actor=request.user.username,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return render(request, "console/opening/terms.html", context, status=409)
        messages.success(request, _("Session {number} is open.").format(number=room.pk))
        return redirect("console:session", room=room.pk)
    return render(request, "console/opening/summary.html", context | summary(form, chosen))


def _is_enough(form: OpeningForm) -> bool:
    """Whether there is a tablet for each seat; where not, the form says so."""
    try:
        require_enough(TabletNumbers.parse(form.cleaned_data["tablets"]), form.instance)
    except Refusal as refusal:
        form.add_error("tablets", refusal.message)
    return form.is_valid()


def _sum(money: Decimal | None) -> str:
    """A sum of money as the reader writes it, with cents, and more only where they are not nothing."""
    exact = (money or Decimal(0)).normalize()
    exponent = exact.as_tuple().exponent
    return number_format(exact, decimal_pos=max(CENTS, -exponent if isinstance(exponent, int) else 0))


def summary(form: OpeningForm, treatment: Treatment) -> dict[str, Any]:
    """What is going to be opened, to be read before it is."""
    terms, tablets = form.instance, TabletNumbers.parse(form.cleaned_data["tablets"])
    cells = site_overview()["cells"].values()
    there = [cell["number"] for cell in cells if cell["state"] == "free"]
    admitted = [number for number in there if not tablets or number in tablets]
    return {
        "terms": terms,
        "economy": terms.economy,
        "size": terms.economy.n_players,
        "tablets": tablets,
        "connected": len(admitted),
        "pay": {"base": _sum(terms.pay_base), "per_point": _sum(terms.pay_per_point)}
        if terms.pay_base is not None or terms.pay_per_point is not None
        else None,
        "changed": [
            (form.fields[name].label, getattr(treatment, name), getattr(terms, name))
            for name in form.changed_data
            if name in TERMS
        ],
    }
