"""netcheck from the console: started by a button, its report read beside the room it was made for."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from kiosk.pages.console.find import room_or_404
from kiosk.services.refusal import Refusal
from kiosk.services.site_check import check_report, site_check_start

if TYPE_CHECKING:
    from kiosk.pages.console.gate import Request

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@require_POST
def check(request: Request) -> HttpResponse:
    """`/console/check`: look at the whole site."""
    return _start(request, None)


@require_POST
def room_check(request: Request, *, room: int) -> HttpResponse:
    """`/console/sessions/<room>/check`: look at the tablets of a session."""
    return _start(request, room_or_404(room).pk)


@require_safe
def report(_request: Request) -> HttpResponse:
    """`/console/check/report`: what was found last."""
    return _report(None)


@require_safe
def room_report(_request: Request, *, room: int) -> HttpResponse:
    """`/console/sessions/<room>/check/report`: what was found last for a session."""
    return _report(room)


def _start(request: Request, room: int | None) -> HttpResponse:
    try:
        site_check_start(room, language=get_language() or "", actor=request.user.username)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("console:roll_call") if room is None else redirect("console:session", room=room)


def _report(room: int | None) -> HttpResponse:
    """The page as netcheck wrote it: it brings its own style, and may load and do nothing else."""
    page = check_report(room)
    if page is None:
        raise Http404
    response = HttpResponse(page)
    response.headers["Content-Security-Policy"] = f"default-src 'none'; style-src {_sources(page)}; sandbox"
    return response


def _sources(page: str) -> str:
    """The styles in the page, each named by its digest."""
    digests = [hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(page)]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"
