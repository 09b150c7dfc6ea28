"""Contenders: threads or processes, each with a database connection of its own, who ask at the same moment.

A process imports this module before Django is set up, hence the imports inside.
"""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django
from django.db import connection, connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kiosk.services.requests import Answer, Committed, Request

    Service = Callable[[Sequence[Any]], Committed]

COUNT = 3
"""More than the machine has cores, and few enough to start in a second."""

TIME_OUT = 60.0


class Contenders:
    """As many as `COUNT`, who begin together."""

    def __init__(self, executor: Executor, ask: Callable[[Service, list[Request]], list[Answer]]) -> None:
        self._executor = executor
        self._ask = ask

    def ask(self, service: Service, requests: Sequence[Request]) -> list[Answer]:
        """The answers to these requests, each asked for alone; contenders take them in turns."""
        shares = [
            self._executor.submit(self._ask, service, list(requests[start::COUNT])) for start in range(COUNT)
        ]
        answers: list[Any] = [None] * len(requests)
        for start, share in enumerate(shares):
            answers[start::COUNT] = share.result(TIME_OUT)
        return answers

    def ask_each(self, service: Service, request: Request) -> list[Answer]:
        """What each contender is told when all ask for the very same."""
        return self.ask(service, [request] * COUNT)


@contextmanager
def threads() -> Iterator[Contenders]:
    """Threads of this process."""
    together = threading.Barrier(COUNT, timeout=TIME_OUT)

    def ask(service: Service, requests: list[Request]) -> list[Answer]:
        together.wait()
        try:
            return _ask_one_by_one(service, requests)
        finally:
            connection.close()

    with ThreadPoolExecutor(COUNT) as executor:
        yield Contenders(executor, ask)


@contextmanager
def processes() -> Iterator[Contenders]:
    """Processes that use the database of this one."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(COUNT, timeout=TIME_OUT)
    database = str(connection.settings_dict["NAME"])
    with ProcessPoolExecutor(COUNT, context, _set_up, (database, together)) as executor:
        yield Contenders(executor, _ask_in_process)


_together: Any = None


def _set_up(database: str, together: object) -> None:
    global _together  # noqa: PLW0603  a worker of a pool has no other place of its own
    _together = together
    django.setup()
    connections["default"].settings_dict["NAME"] = database


def _ask_in_process(service: Service, requests: list[Request]) -> list[Answer]:
    _together.wait()
    return _ask_one_by_one(service, requests)


def _ask_one_by_one(service: Service, requests: list[Request]) -> list[Answer]:
    return [service([request]).answers[0] for request in requests]
