"""The people at the console: who may do what; a new password is shown once, to be copied by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kiosk.models import Role
from kiosk.services.operators import operator_add, operator_set_password, operator_set_role, role_of
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

NO_ROLE = ""


class PersonForm(forms.Form):
    """A new person."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, widget=forms.RadioSelect)


class RoleForm(forms.Form):
    """Another role, or none."""

    role = forms.ChoiceField(choices=[*Role.choices, (NO_ROLE, "")], required=False)


@require_safe
def people(request: Request) -> HttpResponse:
    """`/console/people`: everybody, with their roles."""
    return _page(request, PersonForm(initial={"role": Role.OPERATOR}))


@require_POST
def person_add(request: Request) -> HttpResponse:
    """`/console/people/new`: a new person; the page shows its password, once."""
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            user, password = operator_add(
                name=form.cleaned_data["name"],
                role=Role(form.cleaned_data["role"]),
                actor=request.user.username,
            )
        except Refusal as refusal:
            form.add_error("name", refusal.message)
        except ValidationError as error:
            form.add_error("name", [text for texts in error.message_dict.values() for text in texts])
        else:
            return _page(request, PersonForm(initial={"role": Role.OPERATOR}), shown=(user, password))
    return _page(request, form, status=400)


@require_POST
def person_role(request: Request, person: int) -> HttpResponse:
    """`/console/people/1/role`: another role; without one a person cannot come in."""
    form = RoleForm(request.POST)
    user = get_object_or_404(User, pk=person)
    if not form.is_valid():
        messages.error(
            request, _("Expected one of the roles, got {got!r}.").format(got=request.POST.get("role", ""))
        )
        return redirect("console:people")
    role = Role(form.cleaned_data["role"]) if form.cleaned_data["role"] else None
    try:
        operator_set_role(user, role, actor=request.user.username)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The role of {name} is changed.").format(name=user.username))
    return redirect("console:people")


@require_POST
def person_password(request: Request, person: int) -> HttpResponse:
    """`/console/people/1/password`: a new password, shown once; the old one and its sessions end."""
    user = get_object_or_404(User, pk=person)
    password = operator_set_password(user, actor=request.user.username)
    return _page(request, PersonForm(initial={"role": Role.OPERATOR}), shown=(user, password))


def _page(
    request: Request, form: PersonForm, *, status: int = 200, shown: tuple[User, str] | None = None
) -> HttpResponse:
    rows = [
        {"user": user, "role": role_of(user)}
        for user in User.objects.prefetch_related("groups").order_by("username")
    ]
    context = {"form": form, "rows": rows, "roles": list(Role), "shown": shown}
    return render(request, "console/setup/people.html", context, status=status)
