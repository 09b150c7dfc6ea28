"""Who may open which page: a page is written down with the role it needs, and nowhere else."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache

from kiosk.models import Role
from kiosk.services.operators import role_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

    View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request of somebody who may make it, as the views know it."""

    user: User
    role: Role
    may: dict[str, bool]
    """Role → whether this person may do what it may; for templates."""


def page(route: str, view: View, needed: Role) -> URLPattern:
    """An address, the view behind it, and the least role that may open it; named after the view."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **places: object) -> HttpResponseBase:
        role = role_of(request.user)
        if role is None:
            # What was sent is not sent again: whoever has signed in finds the sessions.
            asked = request.method in {"GET", "HEAD"}
            return redirect_to_login(request.get_full_path() if asked else reverse("console:sessions"))
        admitted = cast("Request", request)
        admitted.role = role
        admitted.may = {other.value: role.covers(other) for other in Role}
        if not role.covers(needed):
            return render(request, "console/refused.html", {"needed": needed}, status=403)
        response = view(admitted, **places)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return redirect("console:sessions")  # what is only sent to is no page: a bookmark leads on
        return response

    return path(route, guarded, {}, name=view.__name__)


def open_page(route: str, view: View) -> URLPattern:
    """An address that anybody may open: the way in, and the way out."""
    return path(route, never_cache(view), name=view.__name__)
