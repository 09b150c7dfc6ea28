"""nginx's writing of durations."""

from __future__ import annotations

import re

_UNITS = {
    "ms": 0.001,
    "s": 1,
    "": 1,
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "M": 2_592_000,
    "y": 31_536_000,
}
_PART = re.compile(r"(\d+)\s*(ms|[smhdwMy]|)\s*")


def seconds(text: str) -> float | None:
    """A duration (``90``, ``1m30s``) in seconds; None for what is none."""
    parts = list(_PART.finditer(text))
    if not text or "".join(part[0] for part in parts) != text:
        return None
    return sum(int(part[1]) * _UNITS[part[2]] for part in parts)
