"""One thread with one database connection, so that the event loop never waits for the disk."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from django.db import Error as DatabaseError
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")


class Desk:
    """Runs one query after the other, over a connection of its own."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, query: Callable[[], _Result]) -> _Result:
        """The result of a query."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _reconnecting, query)

    async def close(self) -> None:
        """Let the connection go."""
        await self.run(connections.close_all)
        self._thread.shutdown()


def _reconnecting(query: Callable[[], _Result]) -> _Result:
    """Run a query; after a database error the next one starts with a new connection."""
    try:
        return query()
    except DatabaseError:
        connections.close_all()
        raise
