"""A client of the wire protocol with a tablet's habits: it repeats, reconnects, and never loses its place."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

REPEAT_AFTER = 1.0
"""Seconds; as the field's tablets do."""

RECONNECT_AFTER = 1.0
"""Seconds on average; each wait is drawn anew, so a hundred clients do not come back at once."""

OPEN_TIME_OUT = 10.0
OUT_OF_STEP = frozenset({"already_chosen", "future_round", "past_round", "wrong_step"})
"""The server or its operator did not wait for it, or a backup came back: `init` says where it stands."""

FINAL_ERRORS = OUT_OF_STEP | frozenset(
    {
        "malformed",
        "unknown_demand",
        "unknown_user",
        "enrolment_closed",
        "wrong_pin",
        "unknown_tablet",
        "good_out_of_range",
        "good_in_hand",
        "answer_missing",
        "room_closed",
    }
)
"""Asking again would change nothing."""


class Refused(Exception):  # noqa: N818  an answer of the server, not a fault
    """The server's error reply."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TabletClient:
    """One tablet's socket: `ask` returns the reply that no longer has to wait."""

    def __init__(
        self,
        url: str,
        device_id: str,
        *,
        chance: random.Random | None = None,
        repeat_after: float = REPEAT_AFTER,
        reconnect_after: float = RECONNECT_AFTER,
    ) -> None:
        self.url = url.rstrip("/")
        self.device_id = device_id
        self.replies = 0
        self._repeat_after = repeat_after
        self._reconnect_after = reconnect_after
        self._chance = chance or random.Random()
        self._connection: ClientConnection | None = None

    async def enrol(self, number: int, pin: str = "") -> None:
        """Become the tablet of that number.

        Raises:
            Refused: enrolment is closed, or there is no such number.
        """
        request = {"deviceId": self.device_id, "tabletNumber": number, "pin": pin}
        async with connect(f"{self.url}/ws/identity/", open_timeout=OPEN_TIME_OUT) as socket:
            await socket.send(json.dumps(request))
            said = await socket.recv()
        if said != "Done!":
            error = json.loads(said)["error"]
            raise Refused(error["code"], error["message"])

    async def ask(self, demand: str, **fields: Any) -> dict[str, Any]:
        """Ask until the reply has ``wait: false``, over as many sockets as it takes.

        Raises:
            Refused: the server's error, where asking again would change nothing.
        """
        request = {"demand": demand, **fields}
        while True:
            try:
                socket = await self._socket()
                await socket.send(json.dumps(request))
                reply = await self._decision(socket, request)
            except (ConnectionClosed, InvalidHandshake, OSError):
                await self.disconnect()
                await asyncio.sleep(self._reconnect_after * self._chance.uniform(0.5, 1.5))
                continue
            if reply is not None:
                return reply

    async def disconnect(self) -> None:
        """Close the socket; the next question opens another."""
        if self._connection is not None:
            socket, self._connection = self._connection, None
            await socket.close()

    async def _socket(self) -> ClientConnection:
        if self._connection is None:
            self._connection = await connect(f"{self.url}/ws/", open_timeout=OPEN_TIME_OUT)
        return self._connection

    async def _decision(self, socket: ClientConnection, request: dict[str, Any]) -> dict[str, Any] | None:
        """The reply that decides the request, or None when it is time to repeat it."""
        try:
            async with asyncio.timeout(self._repeat_after):
                while True:
                    reply = json.loads(await socket.recv())
                    self.replies += 1
                    if self._decides(reply, request):
                        return reply  # type: ignore[no-any-return]
        except TimeoutError:
            return None

    def _decides(self, reply: dict[str, Any], request: dict[str, Any]) -> bool:
        if reply.get("demand") != request["demand"]:
            return False
        if "error" in reply:
            if reply["error"]["code"] in FINAL_ERRORS:
                raise Refused(reply["error"]["code"], reply["error"]["message"])
            return False
        return not reply["wait"] and reply.get("t", request.get("t")) == request.get("t", reply.get("t"))
