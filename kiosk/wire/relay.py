"""News between the processes that serve one site: one message a process, whatever the number of sockets."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Any

from channels.layers import get_channel_layer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

GROUP = "hubs"
LAYER = "hub"
PAUSE_AFTER_LOSS = 1.0
"""Seconds until the layer is tried again; what was said meanwhile is found by the hub's own watch."""

TELL_TIME_OUT = 1.0
"""Seconds; a layer that hangs must not hold up this process longer than the others need to find out."""


class Relay:
    """Tells the hubs of the other processes what this one has learnt, and hears what they have.

    Without a channel layer there are no others, and nothing is sent.
    """

    def __init__(self, hear: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.origin = secrets.token_hex(8)
        self.layer = get_channel_layer(LAYER)
        self._hear = hear
        self._echoes: dict[str, asyncio.Future[None]] = {}

    async def tell(self, news: dict[str, Any]) -> None:
        """Send news to the others; if the layer is away they find it in the database within a second."""
        if self.layer is None:
            return
        try:
            async with asyncio.timeout(TELL_TIME_OUT):
                await self.layer.group_send(GROUP, {"type": "news", "origin": self.origin, "news": news})
        except Exception:
            logger.warning("News could not be relayed; the other processes will read it", exc_info=True)

    async def echo(self, token: str) -> None:
        """Return when a message has come back through the layer.

        Raises:
            Exception: whatever the layer raises when it is away; TimeoutError is the caller's to set.
        """
        if self.layer is None:
            return
        heard = self._echoes[token] = asyncio.get_running_loop().create_future()
        try:
            await self.layer.group_send(GROUP, {"type": "echo", "origin": self.origin, "token": token})
            await heard
        finally:
            self._echoes.pop(token, None)

    async def listen(self) -> None:
        """Hear the others, for ever."""
        while self.layer is not None:
            try:
                channel = await self.layer.new_channel()
                await self.layer.group_add(GROUP, channel)
                while True:
                    await self._receive(await self.layer.receive(channel))
            except Exception:
                logger.warning("The channel layer is away; trying again", exc_info=True)
                await asyncio.sleep(PAUSE_AFTER_LOSS)

    async def _receive(self, message: dict[str, Any]) -> None:
        ours = message["origin"] == self.origin
        if message["type"] == "echo":
            heard = self._echoes.get(message["token"]) if ours else None
            if heard is not None and not heard.done():
                heard.set_result(None)
        elif not ours:
            try:
                await self._hear(message["news"])
            except Exception:
                logger.exception("News could not be taken in; the watch will find it")
