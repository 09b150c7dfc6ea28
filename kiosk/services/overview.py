"""What the console shows at a glance: a room, or all tablets of the site, at one moment.

Plain values, so that two moments are easily compared; what grows with every second is told as the moment
since when it does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from conf.evidence import points_shown
from conf.numbers import TabletNumbers
from kiosk.models import Choice, Event, Phase, Player, Presence, Room, Step, Tablet
from kiosk.services.acting import Seen
from kiosk.services.conduct import possible_acts
from kiosk.services.plan import access_point_of, planned_access_points
from kiosk.services.report import PRESENT_S
from kiosk.services.site_check import last_check
from kiosk.services.standing import RoomStanding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from conf.site import AccessPoint

EVENTS_SHOWN = 40
ROBOTS = 0
"""Where robots stand on the map, which no access point serves."""

NOWHERE = -1
"""Where tablets stand that no access point serves."""


class State(StrEnum):
    """What a cell of the map says."""

    EMPTY = "empty"  # no device is enrolled under that number, or nobody plays the seat
    ABSENT = "absent"  # it has not been heard lately
    FREE = "free"  # it is there and has no seat in this room
    BUSY = "busy"  # it has something to do, and others wait for it
    DONE = "done"  # it has done what its room waits for


@dataclass(frozen=True, slots=True)
class Cell:
    """A tablet, or a seat that the server plays."""

    number: int | None
    """Of the tablet; None for a robot of the server."""
    point: int
    state: State
    seat: int | None = None
    step: str | None = None
    silent: float | None = None
    """Since when, in seconds since 1970, where it is not heard any more."""
    wrong: int | None = None
    """The access point that it comes through, where another one serves it."""
    battery: int | None = None
    """Percent."""
    robot: bool = False
    call: bool = False


@dataclass(frozen=True, slots=True)
class _Seat:
    """A seat, and whether its player has done what the room waits for."""

    number: int
    step: str
    robot: bool
    done: bool
    call: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    """How a device was heard last."""

    at: datetime
    address: str
    ssid: str
    bssid: str
    battery: int | None

    def is_silent(self, now: datetime) -> bool:
        return now - self.at > timedelta(seconds=PRESENT_S)


def site_overview() -> dict[str, Any]:
    """Every tablet that the plan knows or that is enrolled: the roll call."""
    now, points = timezone.now(), planned_access_points()
    devices = dict(
        Tablet.objects.filter(robot=False).exclude(device_id=None).values_list("number", "device_id")
    )
    heard = _heard(devices.values())
    planned = {number for point in points for number in point.tablets}
    cells = {}
    for number in sorted(planned | devices.keys()):
        cells[_key(number, None)] = _cell(number, heard.get(devices.get(number)), None, points, now)
    return {"check": _check(None), "cells": {key: asdict(cell) for key, cell in cells.items()}}


def room_overview(room_id: int) -> dict[str, Any]:
    """A room: where it stands, whom it waits for, every tablet that it claims, and what has happened.

    Raises:
        Room.DoesNotExist: there is none of that number.
    """
    now, points = timezone.now(), planned_access_points()
    room = Room.objects.defer("script", "odds").get(pk=room_id)
    calls = _open_calls(room)
    chosen = (
        set(
            Choice.objects.filter(player__room=room, phase=Phase.GAME, t=room.t).values_list(
                "player", flat=True
            )
        )
        if room.step == Step.GAME
        else set()
    )
    players = list(
        Player.objects.filter(room=room)
        .order_by("seat")
        .values_list("pk", "seat", "step", "robot", "tablet__number", "tablet__device_id")
    )
    seated = {number for *_rest, number, _device in players if number is not None}
    claimed = set(TabletNumbers.parse(room.tablets)) - seated if room.tablets else set()
    spare = dict(Tablet.objects.filter(number__in=claimed).values_list("number", "device_id"))
    heard = _heard([*(device for *_rest, device in players), *spare.values()])
    cells: dict[str, Cell] = {}
    for pk, number, step, robot, tablet, device in players:
        done = pk in chosen if room.step == Step.GAME else step != room.step or step == Step.END
        seat = _Seat(number, step, robot=robot, done=done, call=number in calls)
        cells[_key(tablet, number)] = _cell(tablet, heard.get(device), seat, points, now)
    for tablet in sorted(claimed):
        cells[_key(tablet, None)] = _cell(tablet, heard.get(spare.get(tablet)), None, points, now)
    return {
        "room": _room(room, now, players),
        "waiting": _waited_for(room, cells),
        "check": _check(room_id),
        "cells": {key: asdict(cell) for key, cell in cells.items()},
    }


def events_of(room_id: int, *, after: int = 0) -> list[Event]:
    """The newest events of a room that came after one, the oldest first."""
    newest = Event.objects.filter(room=room_id, pk__gt=after).order_by("-pk")[:EVENTS_SHOWN]
    return list(reversed(newest))


def room_pulse(room_id: int) -> tuple[Any, ...]:
    """What changes with everything that an operator wants to see at once; one row, two look-ups."""
    fields = ("step", "t", "arrived", "version", "closed_at")
    room = Room.objects.filter(pk=room_id).values_list(*fields).first()
    last = Event.objects.filter(room=room_id).order_by("-pk").values_list("pk", flat=True).first()
    return room, last


def _room(room: Room, now: datetime, players: list[tuple[Any, ...]]) -> dict[str, Any]:
    standing = RoomStanding.of(room)
    left = standing.time_left(now)
    steps = [step for _pk, _seat, step, *_rest in players]
    return {
        "id": room.pk,
        "step": room.step,
        "t": room.t,
        "rounds": room.rounds,
        "size": room.size,
        "arrived": room.arrived,
        "missing": 0 if room.step == Step.END else room.size - room.arrived,
        "counts": _counts(room, steps),
        "can": possible_acts(room),
        "paused": standing.paused,
        "held": room.held and room.arrived == room.size and room.step == Step.WELCOME,
        "closed": room.closed_at is not None,
        "limit": room.time_limit,
        "ends": None if left is None or room.paused_at else (now + left).timestamp(),
        "left": round(left.total_seconds()) if left is not None and room.paused_at else None,
        "since": (room.round_opened_at or room.opened_at).timestamp(),
        "seen": str(Seen.of(room)),
    }


def _counts(room: Room, steps: list[str]) -> dict[str, int]:
    """How many are at each step; those who have not come yet are at the welcome."""
    counts = {step.value: steps.count(step) for step in room.steps}
    counts[Step.WELCOME] += room.size - len(steps)
    return counts


def _check(scope: int | None) -> dict[str, Any] | None:
    """How far netcheck is, or what it found last; None where it never looked."""
    last = last_check(scope)
    return None if last is None else asdict(last) | {"running": last.running}


def _waited_for(room: Room, cells: dict[str, Cell]) -> list[str]:
    """The keys of those the room waits for: the longest silent first, then those that are at it."""
    if room.step == Step.END or room.closed_at is not None:
        return []
    due = [key for key, cell in cells.items() if cell.seat is not None and cell.state is not State.DONE]
    return sorted(due, key=lambda key: (cells[key].silent is None, cells[key].silent or 0, cells[key].seat))


def _cell(
    number: int | None,
    heard: _Heard | None,
    seat: _Seat | None,
    points: tuple[AccessPoint, ...],
    now: datetime,
) -> Cell:
    robot = seat is not None and seat.robot
    planned = None if number is None or robot else access_point_of(number, points)
    silent = heard is not None and heard.is_silent(now)
    shown = _shown(points, heard.address, heard.ssid, heard.bssid) if heard and planned else None
    return Cell(
        number=number,
        point=ROBOTS if robot else NOWHERE if planned is None else planned,
        state=_state(number, heard, seat, silent=silent),
        seat=seat.number if seat else None,
        step=seat.step if seat else None,
        silent=heard.at.timestamp() if heard and silent else None,
        wrong=shown if shown not in (None, planned) else None,
        battery=heard.battery if heard else None,
        robot=robot,
        call=seat is not None and seat.call,
    )


def _state(number: int | None, heard: _Heard | None, seat: _Seat | None, *, silent: bool) -> State:
    if seat is not None and seat.done:
        return State.DONE
    if seat is not None and number is None:
        return State.BUSY  # a robot of the server is always there
    if heard is None:
        return State.EMPTY
    if silent:
        return State.ABSENT
    return State.FREE if seat is None else State.BUSY


@dataclass(frozen=True, slots=True)
class _Place:
    address: str
    ssid: str
    bssid: str


@lru_cache(maxsize=1024)
def _shown(points: tuple[AccessPoint, ...], address: str, ssid: str, bssid: str) -> int | None:
    """The access point for which the most trusted evidence speaks."""
    return next(iter(points_shown(points, _Place(address, ssid, bssid)).values()), None)


def _heard(devices: Iterable[str | None]) -> dict[str | None, _Heard]:
    rows = Presence.objects.filter(device_id__in=[device for device in devices if device]).values_list(
        "device_id", "heard_at", "address", "report"
    )
    return {device: _heard_of(at, address, report) for device, at, address, report in rows}


def _heard_of(at: datetime, address: str, report: dict[str, Any]) -> _Heard:
    battery = report.get("battery")
    return _Heard(
        at,
        address,
        report.get("ssid") or "",
        report.get("bssid") or "",
        None if battery is None else round(100 * battery),
    )


def _open_calls(room: Room) -> set[int]:
    """The seats that have called, and that nobody has come to; in a closed session nobody waits any more."""
    if room.closed_at:
        return set()
    calling: set[int] = set()
    kinds = Event.objects.filter(room=room, kind__in=("operator_called", "call_answered")).order_by("pk")
    for kind, data in kinds.values_list("kind", "data"):
        (calling.add if kind == "operator_called" else calling.discard)(data["seat"])
    return calling


def _key(number: int | None, seat: int | None) -> str:
    return f"t{number}" if number is not None else f"s{seat}"
