"""The way in and out: sign-in, sign-out, one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kiosk.services import operators
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kiosk.pages.console.gate import Request


class SignInForm(forms.Form):
    """Who are you?"""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A new password of one's own."""

    present = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/console/sign-in`: name and password; back to the page that was asked for."""
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            user = operators.sign_in(**form.cleaned_data, address=address_of(request))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = 429 if refusal.code == "too_many_attempts" else 403
        else:
            login(request, user)
            return redirect(_wanted(request))
    return render(request, "console/sign_in.html", {"form": form}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/console/sign-out`: ends the session."""
    logout(request)
    return redirect("console:sign_in")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """`/console/password`: one's own, changed; other sessions of the same person end."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            user = operators.sign_in(
                name=request.user.username,
                password=form.cleaned_data["present"],
                address=address_of(request),
            )
            operators.operator_set_password(user, form.cleaned_data["new"], actor=user.username)
        except Refusal as refusal:
            wrong = refusal.code == "wrong_password"
            form.add_error("present", _("This is not your present password.") if wrong else refusal.message)
        except ValidationError as error:
            form.add_error("new", error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed."))
            return redirect("console:sessions")
    return render(request, "console/password.html", {"form": form}, status=400 if form.errors else 200)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: nginx says it; without nginx the peer is the client."""
    return str(request.headers.get("X-Forwarded-For") or request.META.get("REMOTE_ADDR", ""))[:100]


def _wanted(request: HttpRequest) -> str:
    """The page that was asked for before; only one of ours."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("console:sessions")
