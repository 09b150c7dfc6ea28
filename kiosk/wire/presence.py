"""Who has been heard on this process's sockets, and how well; kept in memory, written down in bulk."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from kiosk.services.presence import Heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.wire.messages import Ping

HEARTBEAT = 1.0
"""Seconds between the pings of an idle client."""

MOST_DEVICES = 10_000
"""So that invented devices fill no memory."""

WINDOW = 10.0
"""Seconds over which heartbeats are counted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How a socket came here: by which name, from which address, as the proxy saw it."""

    host: str
    address: str

    @classmethod
    def of(cls, scope: dict[str, Any]) -> Origin:
        """The origin of an ASGI scope. nginx sets X-Forwarded-For; without it the peer is the client."""
        headers = dict(scope["headers"])
        peer = (scope.get("client") or [""])[0]
        address = headers.get(b"x-forwarded-for", peer.encode()).decode("latin-1")
        return cls(headers.get(b"host", b"").decode("latin-1")[:300], address[:100])


@dataclass(slots=True)
class _Device:
    origin: Origin
    heard_at: datetime
    number: int | None = None
    sockets: int = 0
    rtt: float | None = None
    report: dict[str, Any] = field(default_factory=dict)
    since: float = 0.0
    """When the socket that spoke last began to."""
    beats: deque[tuple[float, int]] = field(default_factory=deque)
    """When a heartbeat came, and over which socket, in the window; the last one in any case."""
    open: set[int] = field(default_factory=set)
    """The sockets over which it has said who it is."""


class Register:
    """The devices that speak to this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._devices: dict[str, _Device] = {}
        self._changed: set[str] = set()
        self._left: set[str] = set()
        self._process = uuid4().hex

    def opened(self, device_id: str, origin: Origin, socket: int) -> None:
        """A device has opened a socket, which has a number, and said who it is."""
        device = self._heard(device_id, origin)
        device.sockets += 1
        device.open.add(socket)

    def closed(self, device_id: str, socket: int) -> None:
        """A socket of a device is gone; with its last one the device has left."""
        device = self._devices.get(device_id)
        if device is not None:
            device.open.discard(socket)
            if not device.open:
                self._left.add(device_id)

    def claims(self, device_id: str, round_ahead: int | None) -> None:
        """A device is in a later round than its room, which came out of a backup; None once it is not."""
        device = self._devices.get(device_id)
        if device is not None and device.report.get("ahead") != round_ahead:
            device.report.pop("ahead", None)
            if round_ahead is not None:
                device.report["ahead"] = round_ahead
            self._changed.add(device_id)

    def heard(self, device_id: str, origin: Origin) -> None:
        """A device has said something else."""
        self._heard(device_id, origin)

    def beat(self, device_id: str, origin: Origin, ping: Ping, socket: int) -> None:
        """A heartbeat of a device, over one of its sockets: it says who it is, too."""
        device = self._heard(device_id, origin)
        device.open.add(socket)
        now = self._clock()
        if not device.beats or device.beats[-1][1] != socket:
            device.since, device.rtt = now, None
        device.beats.append((now, socket))
        device.rtt = device.rtt if ping.rtt is None else ping.rtt
        device.number = device.number if ping.number is None else ping.number
        device.report |= ping.report  # a page tells what has changed, or all of it now and then
        if "clock" in ping.report:
            device.report["clockOffset"] = ping.report["clock"] / 1000 - device.heard_at.timestamp()

    def changes(self) -> list[Heard]:
        """What is new since the last time, to be written down."""
        changed, self._changed = self._changed, set()
        return [self._told(device_id, self._devices[device_id]) for device_id in changed]

    def departures(self) -> set[str]:
        """The devices that have left since the last time, and have not come back."""
        left, self._left = self._left, set()
        return left

    def _heard(self, device_id: str, origin: Origin) -> _Device:
        device = self._devices.pop(device_id, None) or _Device(origin, timezone.now())
        device.origin = origin
        device.heard_at = timezone.now()
        self._devices[device_id] = device  # at the end: the first is the one not heard for longest
        self._changed.add(device_id)
        self._left.discard(device_id)
        if len(self._devices) > MOST_DEVICES:
            forgotten = next(iter(self._devices))
            del self._devices[forgotten]
            self._changed.discard(forgotten)
            self._left.discard(forgotten)
        return device

    def _told(self, device_id: str, device: _Device) -> Heard:
        return Heard(
            device_id=device_id,
            heard_at=device.heard_at,
            host=device.origin.host,
            address=device.origin.address,
            sockets=device.sockets,
            rtt_ms=device.rtt,
            loss=self._loss(device),
            number=device.number,
            voices=self._voices(device),
            report={  # a copy: it is written down while the device speaks on
                **device.report,
                "process": self._process,
                "speaking": self._clock() - device.since if device.beats and device.open else 0.0,
            },
        )

    def _loss(self, device: _Device) -> float | None:
        """The share of heartbeats missed in the window; None until one socket has spoken for that long.

        A time without a socket is an interruption, not a loss. Clients that are busy beat a little late: the
        beats that came are compared with those that fit between the first and the last of them.
        """
        now = self._clock()
        while len(device.beats) > 1 and now - device.beats[0][0] > WINDOW:
            device.beats.popleft()
        if not device.beats or now - device.since < WINDOW:
            return None
        (first, _), (last, _) = device.beats[0], device.beats[-1]
        silent = max(0, round((now - last) / HEARTBEAT) - 1)
        due = round((last - first) / HEARTBEAT) + 1 + silent
        return max(0.0, 1.0 - len(device.beats) / due)

    @staticmethod
    def _voices(device: _Device) -> int:
        """How many tablets speak as this device.

        After a reconnection the old socket stays silent, so sockets that take turns belong to clones.
        """
        turns = [socket for socket, _run in groupby(socket for _time, socket in device.beats)]
        return len({socket for socket in turns if turns.count(socket) > 1}) or 1
