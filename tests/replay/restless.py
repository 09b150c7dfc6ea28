"""A tablet on a bad evening: it repeats itself, asks again what is over, and loses its socket at any time."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from kiosk.bots.client import TabletClient

if TYPE_CHECKING:
    import random

DUPLICATE = 0.2
CUT = 0.05
REPEAT_WHAT_IS_DECIDED = 0.1
"""How likely each is, each time that a tablet asks something."""

MOST_TURNS_LATE = 20
REPEAT_AFTER = 1.0
RECONNECT_AFTER = 0.005
"""Seconds: it repeats itself as a tablet does, and is back sooner."""


class RestlessTablet(TabletClient):
    """Speaks the protocol, as the worst honest network would let it be heard; what it draws is seeded."""

    def __init__(self, url: str, device_id: str, *, chance: random.Random) -> None:
        super().__init__(
            url, device_id, chance=chance, repeat_after=REPEAT_AFTER, reconnect_after=RECONNECT_AFTER
        )
        self.cuts = 0
        self._decided: list[tuple[dict[str, Any], dict[str, Any]]] = []

    async def ask(self, demand: str, **fields: Any) -> dict[str, Any]:
        """Ask, with everything that can happen to a frame on its way.

        Raises:
            AssertionError: what had been decided is told differently the second time.
        """
        for _ in range(self._chance.randrange(MOST_TURNS_LATE)):
            await asyncio.sleep(0)  # lets others be heard first
        await self._suffer({"demand": demand, **fields})
        reply = await super().ask(demand, **fields)
        if "t" in fields:
            self._decided.append(({"demand": demand, **fields}, reply))
        if self._decided and self._happens(REPEAT_WHAT_IS_DECIDED):
            request, said = self._chance.choice(self._decided[-3:])
            assert _outcome(await super().ask(**request)) == _outcome(said)
        return reply

    async def _suffer(self, request: dict[str, Any]) -> None:
        """Send the request too early or too often, and perhaps lose the socket before or after it."""
        if self._happens(DUPLICATE):
            await self._blurt(request)
        if self._happens(CUT):
            await self._cut()
        elif self._happens(CUT):
            await self._blurt(request)
            await self._cut()
            if self._happens(1 / 2):
                await super().ask("init", deviceId=self.device_id)

    async def _blurt(self, request: dict[str, Any]) -> None:
        try:
            await (await self._socket()).send(json.dumps(request))
        except (ConnectionClosed, InvalidHandshake, OSError):
            await self.disconnect()

    async def _cut(self) -> None:
        """Lose the socket without a word, as a tablet does that leaves its access point."""
        if self._connection is not None:
            self.cuts += 1
            self._connection.transport.abort()
            await self.disconnect()

    def _happens(self, probability: float) -> bool:
        return self._chance.random() < probability


def _outcome(reply: dict[str, Any]) -> dict[str, Any]:
    """What must never be told differently; who else has arrived meanwhile may."""
    return {key: value for key, value in reply.items() if key != "trainingProgress"}
