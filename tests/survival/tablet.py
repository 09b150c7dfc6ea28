"""A tablet that writes down what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.replay.restless import RestlessTablet
from tests.survival.opening import device

if TYPE_CHECKING:
    import random

    from tests.survival.ledger import Ledger

REPEAT_AFTER = 1.0
RECONNECT_AFTER = 0.1
"""Seconds, on average: it repeats itself as in the field, and reconnects sooner: a kill costs less."""


class SurvivingTablet(RestlessTablet):
    """A tablet of the room; a restless one also repeats, blurts and loses its socket by itself."""

    def __init__(
        self, url: str, number: int, ledger: Ledger, *, chance: random.Random, restless: bool
    ) -> None:
        super().__init__(url, device(number), chance=chance)
        self.number = number
        self.closes: list[int | None] = []
        """How the server has closed its sockets."""
        self._ledger = ledger
        self._restless = restless
        self._repeat_after = REPEAT_AFTER
        self._reconnect_after = RECONNECT_AFTER

    async def disconnect(self) -> None:
        """Close the socket; note the code where the other end has."""
        if self._connection is not None and self._connection.close_code is not None:
            self.closes.append(self._connection.close_code)
        await super().disconnect()

    def _happens(self, probability: float) -> bool:
        return self._restless and super()._happens(probability)

    def _decides(self, reply: dict[str, Any], request: dict[str, Any]) -> bool:
        if "error" in reply:
            self._ledger.refuse(reply["error"]["code"])
        elif reply["demand"] == request["demand"]:
            self._ledger.hear(self.number, request, reply)
        return super()._decides(reply, request)
