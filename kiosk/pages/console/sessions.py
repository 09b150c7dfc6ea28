"""The list of sessions, a session at a glance, and one seat of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kiosk.models import Player, Room, Step
from kiosk.pages.console.conduct import HandOverForm, MessageForm, forms_of
from kiosk.pages.console.find import room_or_404
from kiosk.services.acting import Seen
from kiosk.services.history import told
from kiosk.services.overview import events_of, room_overview, site_overview
from kiosk.services.plan import planned_access_points

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


@require_safe
def session(request: Request, *, room: int) -> HttpResponse:
    """`/console/sessions/<room>`: where it stands, whom it waits for, and what can be done about it."""
    found = room_or_404(room)
    shown = room_overview(room)
    log = [(event.pk, told(event)) for event in events_of(room)]
    context = {
        "room": found,
        "seen": shown["room"]["seen"],
        "steps": [(step.value, step.label) for step in found.steps],
        "forms": forms_of(found),
        "live": shown | {"log": [line for line in log if line[1]], "address": f"/ws/console/{room}"},
        "texts": texts(),
        "over": found.step == Step.END,
    }
    return render(request, "console/session/page.html", context)


@require_safe
def seat(request: Request, *, room: int, seat: int) -> HttpResponse:
    """`/console/sessions/<room>/seats/<seat>`: who plays it, and to whom it may be handed."""
    found = room_or_404(room)
    player = get_object_or_404(Player.objects.select_related("tablet"), room=found, seat=seat)
    key = f"t{player.tablet.number}" if player.tablet else f"s{seat}"
    context = {
        "room": found,
        "player": player,
        "cell": room_overview(room)["cells"].get(key),
        "seen": str(Seen.of(found)),
        "over": found.step == Step.END or found.closed_at is not None,
        "form": HandOverForm(initial={"seat": seat}),
        "message": MessageForm(initial={"tablet": player.tablet.number if player.tablet else None}),
    }
    return render(request, "console/session/seat.html", context)


@require_safe
def roll_call(request: Request) -> HttpResponse:
    """`/console/roll-call`: every tablet of the site, before a session."""
    shown = site_overview()
    context = {
        "live": shown | {"address": "/ws/console/"},
        "texts": texts(),
    }
    return render(request, "console/roll_call.html", context)


def texts() -> dict[str, Any]:
    """What the scripts say, in the language of the page."""
    return {
        "points": {
            0: _("Robots, by their seat"),
            -1: _("Elsewhere"),
            **{point.number: point_name(point.number, point.ssid) for point in planned_access_points()},
        },
        "states": {
            "empty": _("nobody"),
            "absent": _("silent"),
            "free": _("there"),
            "busy": _("at it"),
            "done": _("done"),
        },
        "tablet": _("tablet {number}"),
        "robot": _("robot"),
        "seatOf": _("seat {seat}"),
        "silentFor": _("silent for {span}"),
        "busyFor": _("not done yet, {span}"),
        "never": _("not connected"),
        "wrong": _("comes through access point {point}"),
        "battery": _("battery {percent} %"),
        "call": _("calls for help"),
        "calls": _("Help is wanted at {numbers}"),
        "seconds": _("{n} s"),
        "minutes": _("{n} min"),
        "more": _("and {n} more"),
        "nobody": _("Nobody is waited for."),
        "over": _("The session is over."),
        "closed": _("The session is closed."),
        "ready": _("Everybody sits: start when you like."),
        "empty": _("Empty seats: {n}"),
        "waitingFor": _("We wait for {n}."),
        "present": _("{there} of {all} tablets are there."),
        "left": _("{n} s left"),
        "check": {
            "never": _("netcheck has not looked yet."),
            "running": _("netcheck is looking: {done} of {total}, {at}"),
            "ready": _("netcheck: every tablet can play"),
            "not_ready": _("netcheck: not every tablet can play"),
            "unknown": _("netcheck could not look"),
            "ago": _("{span} ago"),
        },
        "lost": _("The connection is lost; what you see is old. Trying again…"),
        "ended": _("You are not signed in any more."),
    }


def point_name(number: int, ssid: str) -> str:
    """What an access point is called on the map."""
    name = _("Access point {number}").format(number=number)
    return f"{name} · {ssid}" if ssid else name
