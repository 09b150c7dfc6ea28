from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kiosk.upkeep.keeper import Chore, Keeper

if TYPE_CHECKING:
    import pytest

PATIENCE = 30.0


class Counted:
    """A chore that is waited for."""

    def __init__(self, *, fails: bool = False) -> None:
        self._done = threading.Semaphore(0)
        self._fails = fails

    def __call__(self) -> None:
        self._done.release()
        if self._fails:
            raise RuntimeError("a fault")

    def happens(self) -> bool:
        return self._done.acquire(timeout=PATIENCE)


def test_every_chore_is_done_at_once_and_again_and_one_that_fails_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    good, bad = Counted(), Counted(fails=True)
    keeper = Keeper([Chore("be bad", 0.01, bad), Chore("be good", 0.01, good)])
    keeper.start()
    assert all(good.happens() and bad.happens() for _ in range(3))
    keeper.stop()
    assert caplog.messages == ["Cannot be bad: a fault; trying again every 0.01 s"], "it is told once"


def test_a_keeper_that_is_stopped_does_nothing_more() -> None:
    chore = Counted()
    keeper = Keeper([Chore("rare", 3600.0, chore)])
    keeper.start()
    assert chore.happens()
    keeper.stop()
    assert not keeper._thread.is_alive()
