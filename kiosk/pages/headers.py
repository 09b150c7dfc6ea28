"""Headers that every page carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.pages.policy import POLICY
from kiosk.services.report import instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def page_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a policy on every response, and which kiosk it comes from, for netcheck.

    A view may set a stricter policy of its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Ganomics-Instance"] = instance()
        return response

    return middleware
