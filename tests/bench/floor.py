"""The floor: a bare daphne consumer that collects N messages and answers N sockets, with no database.

Whatever a server does for a round comes on top of this. `daphne tests.bench.floor:application` runs it;
`/0/36` is a table of 36, `/1/36` another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter

ACKNOWLEDGED = '{"demand":"choice","wait":true,"t":0,"progress":50,"success":-2,"end":false,"score":0}'
RESULT = '{"demand":"choice","wait":false,"t":0,"progress":100,"success":true,"end":false,"score":0,"goodInHand":0,"missing":0}'  # noqa: E501  one frame, as long as the kiosk's


PLACE = '{"demand":"init","wait":false,"userId":1234567890,"pseudo":"Nobody"' + ',"field":100' * 49 + "}"


class Table(AsyncWebsocketConsumer):
    """One socket of a table; a message that contains `ack` is acknowledged at once."""

    waiting: ClassVar[defaultdict[str, list[Table]]] = defaultdict(list)

    async def connect(self) -> None:
        """Take a seat at the table that the path names, with its size."""
        self.table = self.scope["path"]
        self.size = int(self.table.rpartition("/")[2])
        await self.accept()

    async def receive(self, text_data: str = "", **_binary: bytes) -> None:
        """Greet, or collect the message; the last one answers all."""
        if "init" in text_data:
            await self.send(PLACE)
            return
        waiting = self.waiting[self.table]
        waiting.append(self)
        if "ack" in text_data:
            await self.send(ACKNOWLEDGED)
        if len(waiting) == self.size:
            self.waiting[self.table] = []
            for socket in waiting:
                await socket.send(RESULT)


async def _page(_scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Says that the server is there."""
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"floor"})


application = ProtocolTypeRouter({"http": _page, "websocket": Table.as_asgi()})
