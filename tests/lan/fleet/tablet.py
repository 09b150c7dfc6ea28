"""A tablet that waits for the session: its page is open, its socket speaks once a second."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed

from tests.lan.fleet.browser import Browser
from tests.lan.fleet.dialling import Symptom

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

BEAT = 1.0
SILENCE = 4.0
REPORT_EVERY = 10
FIRST_RETRY, LAST_RETRY = 0.4, 3.0
"""The habits of the page (kiosk/pages/static/tablet/js/link.js and app.js), in seconds and beats."""
A_WHILE = 6
"""Beats after which whatever is measured over time has been measured."""
FRESH = "a page that is still loading"


@dataclass
class Device:
    """What a tablet is, and what its kiosk browser knows of it. Faults change it."""

    number: int
    """The one on its sticker, and in its host's name."""
    host: str
    device: str
    site: str
    claims: int
    """The number it has enrolled under."""
    ssid: str = ""
    bssid: str = ""
    battery: float = 0.87
    """Of a full one."""
    charging: bool = True
    clock_off_s: float = 0.0
    page_version: str = ""
    """Of a page that was kept too long; empty for the one that is loaded."""


class Tablet:
    """One tablet; `symptom` is what its participant sees in place of the game, or an empty text."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.symptom = FRESH
        self._version = ""
        self._life: asyncio.Task[None] | None = None
        self._tried, self._arrived, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def wake(self) -> None:
        """Open the page, anew if it is open."""
        self.sleep()
        self.symptom = FRESH
        self._tried, self._arrived, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._life = asyncio.create_task(self._live(), name=self.device.host)

    def sleep(self) -> None:
        """Switch it off, without a word to anybody."""
        if self._life is not None:
            self._life.cancel()
            self._life = None
        self.symptom = "asleep"

    @property
    def awake(self) -> bool:
        """Whether its page is open, with or without success."""
        return self._life is not None

    async def tried(self) -> None:
        """Wait until its page and its socket have opened, or failed to."""
        if self.awake:
            await self._tried.wait()

    async def arrived(self) -> None:
        """Wait until its page and its socket have opened."""
        if self.awake:
            await self._arrived.wait()

    async def settled(self) -> None:
        """Wait until it has been there for a while, if it is there at all."""
        if self.awake and not self.symptom:
            await self._settled.wait()

    async def enrol(self) -> None:
        """Become the tablet of its number.

        Raises:
            Symptom: no socket opens, or the kiosk refuses.
        """
        socket = await self._browser.open_socket("/ws/identity/")
        request = {"deviceId": self.device.device, "tabletNumber": self.device.claims}
        try:
            await socket.send(json.dumps(request))
            said = await socket.recv()
        finally:
            await socket.close()
        if said != "Done!":
            raise Symptom(f"enrolment: {said!r}")

    @property
    def _browser(self) -> Browser:
        return Browser(self.device.host, self.device.site)

    async def _live(self) -> None:
        failures = 0
        opened = False
        while True:
            try:
                if not opened:
                    self._version = await self._browser.open_page()
                    opened = True
                socket = await self._browser.open_socket("/ws/")
            except Symptom as symptom:
                self._tell(str(symptom))
                failures += 1
            else:
                failures = 0
                self._tell("")
                await self._talk(socket)
            longest = min(LAST_RETRY, FIRST_RETRY * 2**failures)
            await asyncio.sleep(longest * random.uniform(0.5, 1.5))

    def _tell(self, symptom: str) -> None:
        self.symptom = symptom
        self._tried.set()
        if not symptom:
            self._arrived.set()

    async def _talk(self, socket: ClientConnection) -> None:
        """Ping until the socket is lost, as a page notices it: nothing has come for a while."""
        link = _Link(socket, self.device, self._version, self._settled)
        beating = asyncio.create_task(link.beat())
        try:
            await link.listen()
        finally:
            beating.cancel()
            # Without a goodbye: a page that believes its socket lost waits for no answer on it.
            socket.transport.abort()


class _Link:
    """An open socket: what goes out once a second, what comes in, how long that takes."""

    def __init__(
        self, socket: ClientConnection, device: Device, version: str, settled: asyncio.Event
    ) -> None:
        self._socket = socket
        self._device = device
        self._version = version
        self._settled = settled
        self._pinged_at: float | None = None
        self._round_trip: float | None = None

    async def beat(self) -> None:
        """Ping for as long as the socket takes it."""
        loop = asyncio.get_running_loop()
        beats = 0
        with suppress(ConnectionClosed):
            while True:
                if self._pinged_at is None:
                    self._pinged_at = loop.time()
                await self._socket.send(json.dumps(self._ping(with_report=beats % REPORT_EVERY == 0)))
                beats += 1
                if beats == A_WHILE:
                    self._settled.set()
                await asyncio.sleep(BEAT)

    async def listen(self) -> None:
        """Take what comes, until nothing has come for too long."""
        loop = asyncio.get_running_loop()
        with suppress(ConnectionClosed, TimeoutError):
            while True:
                async with asyncio.timeout(SILENCE):
                    said = await self._socket.recv()
                if said == "pong" and self._pinged_at is not None:
                    self._round_trip = (loop.time() - self._pinged_at) * 1000
                    self._pinged_at = None

    def _ping(self, *, with_report: bool) -> dict[str, Any]:
        message: dict[str, Any] = {
            "demand": "ping",
            "deviceId": self._device.device,
            "tabletNumber": self._device.claims,
        }
        if self._round_trip is not None:
            message["rtt"] = self._round_trip
        if with_report:
            message["report"] = self._report()
        return message

    def _report(self) -> dict[str, Any]:
        device = self._device
        return {
            "ssid": device.ssid,
            "bssid": device.bssid,
            "battery": device.battery,
            "charging": device.charging,
            "pageVersion": device.page_version or self._version,
            "clock": int((time.time() + device.clock_off_s) * 1000),
        }
