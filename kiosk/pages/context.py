"""Which request a line of the log is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.logs import about

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def log_context(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every line that is written on the way names the request; never its query string."""

    def middleware(request: HttpRequest) -> HttpResponse:
        before = about.set(
            lambda: {"request": f"{request.method} {request.path}", "address": client_address(request)}
        )
        try:
            return get_response(request)
        finally:
            about.reset(before)

    return middleware


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: nginx says so; without it the peer is the client."""
    return str(request.headers.get("X-Forwarded-For") or request.META.get("REMOTE_ADDR", ""))[:100]
