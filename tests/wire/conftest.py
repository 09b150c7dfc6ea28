from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from tests.wire.sockets import process

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.wire.sockets import Process


@pytest_asyncio.fixture
async def server(transactional_db: None) -> AsyncIterator[Process]:
    """A process of the server on an empty database."""
    async with process() as running:
        yield running
