"""The economy of a room as plots, each with its table: live, or to print when the room is at its end."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kiosk.pages.console.find import room_or_404
from kiosk.services.figures import WINDOW, room_figures
from kiosk.services.pay_list import pay_list

if TYPE_CHECKING:
    from kiosk.models import Room
    from kiosk.pages.console.gate import Request


@require_safe
def plots(request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/plots`: which good becomes money; drawn as it happens."""
    found = room_or_404(room)
    return render(request, "console/data/plots.html", _context(found) | {"live": not _is_over(found)})


@require_safe
def figures(_request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/figures`: the plotted numbers as JSON."""
    found = room_or_404(room)
    return JsonResponse(asdict(room_figures(found)) | {"over": _is_over(found)})


@require_safe
def summary(request: Request, room: int) -> HttpResponse:
    """`/console/sessions/1/summary`: terms, plots, tables and pay of a room on paper."""
    found = room_or_404(room)
    context = _context(found) | {"list": pay_list(found), "events": found.events.order_by("pk")}
    return render(request, "console/data/summary.html", context)


def _is_over(room: Room) -> bool:
    return room.closed_at is not None or room.t >= room.rounds


def _context(room: Room) -> dict[str, object]:
    return {"room": room, "figures": asdict(room_figures(room)), "texts": _texts(), "window": WINDOW}


def _texts() -> dict[str, str]:
    """What the plots say."""
    return {
        "round": _("Round"),
        "medium": _("Used as a medium of exchange"),
        "success": _("Exchanges that succeeded"),
        "score": _("Mean score"),
        "decision": _("Seconds to decide"),
        "median": _("median"),
        "slow": _("slowest tenth"),
        "table": _("The numbers"),
        "none": _("No round has been played yet."),
    }
