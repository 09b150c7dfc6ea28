"""Who uses the state folder: servers share it, and a restore needs it alone."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "serving.lock"


class InUseError(Exception):
    """Somebody else uses the folder: it is named."""


def hold_for_serving(state: Path) -> None:
    """Share the folder for as long as this process lives; the kernel lets go, however it ends.

    Raises:
        InUseError: a restore is under way.
    """
    with suppress(OSError):  # on a disk that takes nothing there is nothing to restore to either
        _locked(state, fcntl.LOCK_SH)


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Have the folder alone for a while.

    Raises:
        InUseError: a server runs on it.
    """
    descriptor = _locked(state, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def _locked(state: Path, how: int) -> int:
    descriptor = os.open(state / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise InUseError(str(state)) from error
    return descriptor
