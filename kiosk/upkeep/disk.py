"""The disk that the server writes to: how much room there is, and how much a session needs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

LOW = 1_000_000_000
"""Bytes; below this somebody should tidy up before the next session."""

FULL = 10_000_000
"""Bytes; below this a session of a hundred players might not be written to its end: it takes some five."""


def free_bytes(folder: Path | None = None) -> int:
    """The room that is left where the server's state lies, or in another folder."""
    return shutil.disk_usage(folder or settings.STATE_DIR).free


def is_full() -> bool:
    """Whether a session might not be written to its end."""
    return free_bytes() < FULL
