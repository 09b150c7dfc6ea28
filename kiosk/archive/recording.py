"""A room's data as plain rows, whether it comes from files or from the database. Goods are absolute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kiosk.economy.goods import Cycle

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RecordingError(ValueError):
    """Files that are no recording of a room: the sentence names file, line and what was expected."""


@dataclass(frozen=True)
class RoomRow:
    """A room: `types` is its distribution over production goods, `t` the last round that was begun."""

    n_user: int
    n_type: int
    types: str
    t_max: int
    training_t_max: int
    t: int
    state: str
    cycle: str = ""
    seed: int | None = None
    opened_at: str = ""
    closed_at: str = ""
    treatment: str = ""
    tablets: str = ""
    language: str = ""
    time_limit: int | None = None
    ended_early: int = 0


@dataclass(frozen=True)
class PlayerRow:
    """A player: `player` is its seat."""

    player: int
    production_good: int
    consumption_good: int
    score: int
    training_score: int
    tablet_id: int | None
    pseudo: str = ""
    robot: int = 0
    step: str = ""
    age: int | None = None
    gender: str = ""


@dataclass(frozen=True)
class ChoiceRow:
    """A choice; `success` is None while its round is open. Times are ISO 8601, empty where unknown."""

    player: int
    t: int
    good_in_hand: int
    desired_good: int
    success: int | None
    automatic: int = 0
    robot: int = 0
    shown_at: str = ""
    answered_at: str = ""
    received_at: str = ""
    resolved_at: str = ""


@dataclass(frozen=True)
class EventRow:
    """Something that happened; `data` is JSON."""

    at: str
    kind: str
    actor: str = ""
    data: str = ""


@dataclass(frozen=True)
class Recording:
    """Everything that is known of a room."""

    room: RoomRow
    players: list[PlayerRow]
    choices: list[ChoiceRow]
    training: list[ChoiceRow]
    events: list[EventRow] = field(default_factory=list)

    @property
    def cycle(self) -> Cycle:
        """Who consumes what: as written, else as the first player's goods show it."""
        if self.room.cycle:
            return Cycle(self.room.cycle)
        first = self.players[0]
        follows = (first.production_good + 1) % self.room.n_type == first.consumption_good
        return Cycle.NEXT if follows else Cycle.PREVIOUS

    @property
    def rounds_closed(self) -> int:
        """How many rounds are resolved."""
        if self.room.ended_early:
            return self.room.t
        return {"end": self.room.t_max, "game": self.room.t}.get(self.room.state, 0)

    def successes(self, rows: list[ChoiceRow], rounds: int) -> NDArray[np.bool_]:
        """Who succeeded, as an array (rounds, players), False where there is no row."""
        table = np.zeros((rounds, self.room.n_user), dtype=bool)
        for row in rows:
            table[row.t, row.player] = bool(row.success)
        return table
