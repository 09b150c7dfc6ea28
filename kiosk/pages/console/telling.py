"""What an operator has done on a page, told to the tablets of this process at once.

The hub finds it by itself within a second; told, it need not look.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from asgiref.sync import async_to_sync

if TYPE_CHECKING:
    from django.http import HttpRequest

    from kiosk.services.requests import Committed

logger = logging.getLogger(__name__)


class Hearer(Protocol):
    """The hub of this process, which is in the scope of every request that daphne brings."""

    async def learn(self, committed: Committed) -> None:
        """Take in what a commit has made true, and push it."""


def tell(request: HttpRequest, committed: Committed) -> None:
    """Tell the hub, where there is one."""
    hub: Hearer | None = getattr(request, "scope", {}).get("hub")
    if hub is None:
        return
    try:
        async_to_sync(hub.learn)(committed)
    except Exception:
        logger.exception("The hub could not be told; it will find it")
