"""Whether this process can serve a round: asked often, by anybody, so it costs one look a second.

The database is asked on a thread of its own: one that hangs holds up no page, and is called away.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from channels.layers import get_channel_layer
from django.db import connection, connections, transaction

from kiosk.services.report import pending_migrations
from kiosk.upkeep.disk import is_full

LOOK_AGAIN = 1.0
TIME_OUT = 2.0
"""Seconds."""

OK = "ok"


class Readiness:
    """What a process knows of what it needs."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")
        self._asked: Future[dict[str, str]] | None = None
        self._migrated = False
        self._channel: str | None = None
        self._known: dict[str, str] = {}
        self._looked_at = float("-inf")

    async def facts(self) -> dict[str, str]:
        """Each thing that is needed, and ``"ok"`` or what is the matter with it."""
        if time.monotonic() - self._looked_at > LOOK_AGAIN:
            self._looked_at = time.monotonic()
            database, layer = await asyncio.gather(self._database(), self._layer())
            self._known = {**database, "channel_layer": layer, "disk": "full" if is_full() else OK}
        return self._known

    async def _database(self) -> dict[str, str]:
        away = {"database": "away", "migrations": "unknown"}
        if self._asked is not None and not self._asked.done():
            return away  # it hangs since an earlier look
        self._asked = self._thread.submit(self._ask)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self._asked)), TIME_OUT)
        except Exception:  # noqa: BLE001  a driver raises its own, and the time may be over
            return away

    def _ask(self) -> dict[str, str]:
        try:
            with transaction.atomic(), connection.cursor() as cursor:  # on SQLite it begins to write
                cursor.execute("SELECT 1")
            self._migrated = self._migrated or not pending_migrations()
        finally:
            connections.close_all()
        return {"database": OK, "migrations": OK if self._migrated else "pending"}

    async def _layer(self) -> str:
        layer: Any = get_channel_layer("hub")
        if layer is None:
            return OK
        try:
            async with asyncio.timeout(TIME_OUT):
                self._channel = self._channel or await layer.new_channel()
                await layer.send(self._channel, {"type": "ready"})
                await layer.receive(self._channel)
        except Exception:  # noqa: BLE001  the layer's client raises its own and the socket's
            self._channel = None
            return "away"
        return OK
