"""Commits that are counted, held up, or made to fail, to see what is said before they are done."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

PATIENCE = 30.0


class Commits:
    """Every commit of every connection, in place of Django's own way to the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._commit: Callable[[BaseDatabaseWrapper], None] = vars(BaseDatabaseWrapper)["_commit"]
        self._fail = False
        self._reached = threading.Event()
        self._may_go_on = threading.Event()
        self._may_go_on.set()

        def commit(connection: BaseDatabaseWrapper) -> None:  # a function, so that it becomes a method
            self._pass(connection)

        monkeypatch.setattr(BaseDatabaseWrapper, "_commit", commit)

    def hold(self) -> None:
        """Let the next commits wait for `release`."""
        self._reached.clear()
        self._may_go_on.clear()

    async def reached(self) -> None:
        """Return when a commit waits."""
        assert await asyncio.to_thread(self._reached.wait, PATIENCE)

    def release(self) -> None:
        self._may_go_on.set()

    def fail_next(self) -> None:
        """Let the next commit fail as on a full disk."""
        self._fail = True

    def _pass(self, connection: BaseDatabaseWrapper) -> None:
        self._reached.set()
        assert self._may_go_on.wait(PATIENCE)
        if self._fail:
            self._fail = False
            raise OperationalError("disk I/O error")
        self._commit(connection)
        self.count += 1
