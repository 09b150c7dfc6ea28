"""What a recorded room tells, and a replayed or an imported one must tell alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.archive.recording import Recording

_ROOM = ("n_user", "n_type", "types", "t_max", "training_t_max", "t", "state")
_PLAYER = ("player", "production_good", "consumption_good", "score", "training_score", "tablet_id")
_CHOICE = ("player", "t", "good_in_hand", "desired_good", "success")


def recorded_columns(recording: Recording) -> dict[str, list[tuple[object, ...]]]:
    """Every good, success and score, by table; without the names and times that an export has besides."""
    return {
        "room": _columns([recording.room], _ROOM),
        "players": _columns(recording.players, _PLAYER),
        "choices": _columns(recording.choices, _CHOICE),
        "training": _columns(recording.training, _CHOICE),
    }


def _columns(rows: Sequence[object], names: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in rows]
