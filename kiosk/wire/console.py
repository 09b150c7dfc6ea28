"""`/ws/console/…`: the console's live pages. What has changed is sent as it comes, and only that.

It asks the database, which is what all processes share: a moment that says whether anything has happened
several times a second, and everything that is shown when it has, or once a second.
"""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie
from django.utils import translation

from kiosk.models import Room
from kiosk.services.history import told
from kiosk.services.operators import role_in_session
from kiosk.services.overview import events_of, room_overview, room_pulse, site_overview

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kiosk.wire.hub import Hub

    Scope: TypeAlias = dict[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
    Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

logger = logging.getLogger(__name__)

LONGEST_NUMBER = 18
"""Digits that a database takes."""

PULSE = 0.15
"""Seconds between two looks at whether anything has happened."""

REST = 0.3
"""Seconds between two messages at least: an event is on the screen within half a second."""

PERIOD = 1.0
"""Seconds after which everything is looked at again: that somebody falls silent is no event."""

ADMISSION_PERIOD = 30.0
"""Seconds after which it is looked again whether whoever watches may still do so."""

NOT_SIGNED_IN, NO_SUCH_ROOM, WENT_WRONG = 4401, 4404, 1011
"""Why the server has closed a socket, as the page's script knows it."""


async def live(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """A page that is kept up to date for as long as it is open and its operator is signed in."""
    hub.start()
    await receive()  # that it wants to connect
    await send({"type": "websocket.accept"})
    watching = asyncio.create_task(_watch(Watch(hub, scope, send), send))
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        watching.cancel()
        leaving.cancel()


async def _watch(watch: Watch, send: Send) -> None:
    """Watch; when that fails, close, so that the page connects again and shows nothing old."""
    code = WENT_WRONG
    try:
        code = await watch.run()
    except Exception:
        logger.exception("A page of the console could not be kept up to date; it will connect again")
    await send({"type": "websocket.close", "code": code})


async def _left(receive: Receive) -> None:
    """Return when the page is gone; it has nothing to say here."""
    while (await receive())["type"] != "websocket.disconnect":
        pass


class Watch:
    """What one page shows, and what has become of it."""

    def __init__(self, hub: Hub, scope: Scope, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        room = scope["url_route"]["kwargs"].get("room")
        self._hub = hub
        self._send = send
        self._session = _session_key(scope)
        self._room = None if room is None else int(room)
        self._after = _number(query.get("after", [""])[0])
        self._language = _language(query.get("language", [""])[0])
        self._shown: dict[str, Any] = {"cells": {}}

    async def run(self) -> int:
        """Send what has changed, until nobody may see it any more; then the code that says why."""
        clock = asyncio.get_running_loop().time
        pulse, sent_at, admitted_at = None, -PERIOD, -ADMISSION_PERIOD
        while True:
            now = clock()
            if now - admitted_at >= ADMISSION_PERIOD:
                if await self._hub.reader.run(partial(role_in_session, self._session)) is None:
                    return NOT_SIGNED_IN
                admitted_at = now
            beat = await self._pulse()
            if now - sent_at >= (REST if beat != pulse else PERIOD):
                pulse, sent_at = beat, now
                try:
                    news = await self._hub.reader.run(self._news)
                except Room.DoesNotExist:
                    return NO_SUCH_ROOM
                # Where there is none it is said, too: else a page could not know a dead connection.
                text = json.dumps(news, ensure_ascii=False, separators=(",", ":"))
                await self._send({"type": "websocket.send", "text": text})
            await asyncio.sleep(PULSE)

    async def _pulse(self) -> Any:
        if self._room is None:
            return None
        return await self._hub.reader.run(partial(room_pulse, self._room))

    def _news(self) -> dict[str, Any]:
        """What is not as it was shown last; nothing where all is."""
        now = site_overview() if self._room is None else room_overview(self._room)
        before, self._shown = self._shown, now
        cells = {key: cell for key, cell in now["cells"].items() if before["cells"].get(key) != cell}
        cells |= dict.fromkeys(before["cells"].keys() - now["cells"].keys())
        news = {key: part for key, part in now.items() if key != "cells" and before.get(key) != part}
        if cells:
            news["cells"] = cells
        if log := self._log():
            news["log"] = log
        return news

    def _log(self) -> list[tuple[int, str]]:
        if self._room is None:
            return []
        events = events_of(self._room, after=self._after)
        if events:
            self._after = events[-1].pk
        with translation.override(self._language):
            return [(event.pk, line) for event in events if (line := told(event))]


def _number(text: str) -> int:
    """What a page says that it has seen; nothing, where it says nonsense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 0


def _language(text: str) -> str:
    return text if text in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _session_key(scope: Scope) -> str:
    cookies = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
