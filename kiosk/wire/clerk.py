"""Group commit: requests that arrive together, or while a transaction is under way, share the next one.

One thread holds one database connection and serves batch after batch, so the event loop never
waits for the disk, and a hundred choices that arrive together cost one commit.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import OperationalError

from kiosk.services import requests as ask
from kiosk.services.calls import operator_call
from kiosk.services.passing import survey_answer, training_finish
from kiosk.services.refusal import Refusal
from kiosk.services.robots import robots_play
from kiosk.services.rounds import choices_make
from kiosk.services.seats import seats_arrive, seats_find
from kiosk.services.tablets import tablets_enrol
from kiosk.services.time_limit import rounds_expire
from kiosk.services.training import training_exchange
from kiosk.upkeep import metrics
from kiosk.wire.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Learn = Callable[[ask.Committed], Awaitable[None]]
    Item = tuple[ask.Request, asyncio.Future[ask.Answer]]

_Result = TypeVar("_Result")

LONGEST_BURST = 0.05
"""Seconds after which a burst of requests that does not end is served as far as it has come."""

logger = logging.getLogger(__name__)

SERVICES: dict[type, Callable[[Any], ask.Committed]] = {
    ask.Enrol: tablets_enrol,
    ask.Arrive: seats_arrive,
    ask.Find: seats_find,
    ask.AnswerSurvey: survey_answer,
    ask.CallOperator: operator_call,
    ask.Train: training_exchange,
    ask.FinishTraining: training_finish,
    ask.Choose: choices_make,
    ask.ExpireRound: rounds_expire,
    ask.PlayRobots: robots_play,
}
"""Which service takes which requests, in the order in which a batch is served."""


class Clerk:
    """Takes requests to the services in batches, and tells `learn` what each commit has made true."""

    def __init__(self, learn: Learn) -> None:
        self._learn = learn
        self._queue: list[Item] = []
        self._serving: asyncio.Task[None] | None = None
        self._desk = Desk("clerk")

    async def ask(self, request: ask.Request) -> ask.Answer:
        """The answer to a request, once it is committed and the hub has learnt of it."""
        answer: asyncio.Future[ask.Answer] = asyncio.get_running_loop().create_future()
        self._queue.append((request, answer))
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())
        return await answer

    async def run(self, query: Callable[[], _Result]) -> _Result:
        """The result of a query, run between the batches."""
        return await self._desk.run(query)

    async def close(self) -> None:
        """Serve what has been asked, and let the connection go."""
        if self._serving is not None:
            await self._serving
        await self._desk.close()

    async def _serve(self) -> None:
        while self._queue:
            await self._until_burst_is_over()
            batch: dict[type, list[Item]] = defaultdict(list)
            for item in self._queue:
                batch[type(item[0])].append(item)
            self._queue = []
            for kind in SERVICES:
                if kind in batch:
                    await self._serve_kind(kind, batch[kind])

    async def _until_burst_is_over(self) -> None:
        """Return as soon as a turn of the event loop has brought no further request.

        When all players choose at once, they share one transaction, and nobody is told to wait who
        would be told the result a moment later. It costs a lone request one turn, and no time-out.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + LONGEST_BURST
        before = 0
        while before < len(self._queue) and clock() < end:
            before = len(self._queue)
            await asyncio.sleep(0)

    async def _serve_kind(self, kind: type, items: list[Item]) -> None:
        """Serve requests of a kind: together; or one by one, unless it is the database that fails."""
        began = time.perf_counter()
        try:
            committed = await self.run(lambda: SERVICES[kind]([request for request, _ in items]))
            metrics.count_commit(kind, len(items), time.perf_counter() - began)
            metrics.count_rounds(committed.closed)
            await self._learn(committed)
        except Exception as error:
            if len(items) > 1 and not isinstance(error, OperationalError):
                for item in items:  # so that one request cannot fail the others
                    await self._serve_kind(kind, [item])
                return
            logger.exception("A %s could not be served", kind.__name__, extra={"about": _about(items)})
            metrics.UNSERVED.labels(kind.__name__).inc(len(items))
            committed = ask.Committed([Refusal("unavailable") for _item in items])
        for (_, answer), said in zip(items, committed.answers, strict=True):
            if not answer.done():
                answer.set_result(said)


def _about(items: list[Item]) -> dict[str, object]:
    """Whom a batch concerns, for the log."""
    rooms = {request.room_id for request, _ in items if hasattr(request, "room_id")}
    return {"request": type(items[0][0]).__name__, "room": ", ".join(map(str, sorted(rooms))) or "unknown"}
