"""The list of sessions: what is under way, and what has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kiosk.models import Room

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

A_PAGE = 30
"""Sessions of the past on one page."""


@require_safe
def sessions(request: Request) -> HttpResponse:
    """`/console/`: the sessions that are open, and those of the past."""
    rooms = Room.objects.select_related("treatment").defer("script", "odds")
    past = Paginator(rooms.exclude(closed_at=None).order_by("-pk"), A_PAGE)
    return render(
        request,
        "console/sessions.html",
        {"open_rooms": rooms.live().order_by("-pk"), "past": past.get_page(request.GET.get("page"))},
    )
