"""What an audit can find wrong with a recorded room, each kind once: a stable code and a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.economy.error import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping


class ViolationKind(StrEnum):
    """The codes of the violations."""

    UNKNOWN_PLAYER = "unknown_player"
    UNKNOWN_ROUND = "unknown_round"
    MISSING_ROW = "missing_row"
    DUPLICATED_ROW = "duplicated_row"
    GOOD_OUT_OF_RANGE = "good_out_of_range"
    CONSUMPTION_GOOD_IN_HAND = "consumption_good_in_hand"
    WRONG_GOOD_IN_HAND = "wrong_good_in_hand"
    ASKED_GOOD_IN_HAND = "asked_good_in_hand"
    UNDECIDED_SUCCESS = "undecided_success"
    WRONG_SUCCESS = "wrong_success"
    UNEQUAL_MARKET = "unequal_market"
    UNCLEARED_MARKET = "uncleared_market"
    WRONG_SCORE = "wrong_score"
    WRONG_ROLE = "wrong_role"
    WRONG_DISTRIBUTION = "wrong_distribution"


TEMPLATES: Mapping[ViolationKind, str] = MappingProxyType(
    {
        ViolationKind.UNKNOWN_PLAYER: gettext_noop(
            "Player {player}, round {t}: the room has no such player."
        ),
        ViolationKind.UNKNOWN_ROUND: gettext_noop(
            "Player {player}, round {t}: expected a round from 0 to {last}."
        ),
        ViolationKind.MISSING_ROW: gettext_noop("Player {player}, round {t}: there is no choice."),
        ViolationKind.DUPLICATED_ROW: gettext_noop(
            "Player {player}, round {t}: there is more than one choice."
        ),
        ViolationKind.GOOD_OUT_OF_RANGE: gettext_noop(
            "Player {player}, round {t}: expected goods from 0 to {most}, got {got}."
        ),
        ViolationKind.CONSUMPTION_GOOD_IN_HAND: gettext_noop(
            "Player {player}, round {t}: the good in hand, {got}, is the player's consumption good."
        ),
        ViolationKind.WRONG_GOOD_IN_HAND: gettext_noop(
            "Player {player}, round {t}: expected good {expected} in hand, got {got}."
        ),
        ViolationKind.ASKED_GOOD_IN_HAND: gettext_noop(
            "Player {player}, round {t}: expected another good asked for than the one in hand, got {got}."
        ),
        ViolationKind.UNDECIDED_SUCCESS: gettext_noop(
            "Player {player}, round {t}: expected a success or a failure, got neither."
        ),
        ViolationKind.WRONG_SUCCESS: gettext_noop(
            "Player {player}, round {t}: expected success {expected}, got {got}."
        ),
        ViolationKind.UNEQUAL_MARKET: gettext_noop(
            "Round {t}, market of goods {a} and {b}: expected as many successes on both sides, "
            "got {ab} for {b} and {ba} for {a}."
        ),
        ViolationKind.UNCLEARED_MARKET: gettext_noop(
            "Round {t}, market of goods {a} and {b}: expected {expected} successes on each side, got {ab}."
        ),
        ViolationKind.WRONG_SCORE: gettext_noop(
            "Player {player}: expected a score of {expected}, got {got}."
        ),
        ViolationKind.WRONG_ROLE: gettext_noop(
            "Player {player}, who produces good {production}: expected good {expected} to consume, got {got}."
        ),
        ViolationKind.WRONG_DISTRIBUTION: gettext_noop(
            "Expected {expected} producers of good {good}, got {got}."
        ),
    }
)
"""Kind → sentence in English, with named places for the player, the round and the facts."""


@dataclass(frozen=True)
class Violation:
    """One thing that cannot be: where it is, which rule it breaks, what was expected and what came.

    The player is None where a market or the whole room is concerned, the round where no single one is.
    Rounds of the training are counted by themselves: `training` says that it is one of those.
    """

    player: int | None
    t: int | None
    kind: ViolationKind
    facts: Mapping[str, int] = field(default_factory=dict)
    training: bool = False

    @property
    def places(self) -> dict[str, int | None]:
        """The values of the named places in the kind's template."""
        return {"player": self.player, "t": self.t, **self.facts}

    @property
    def message(self) -> str:
        """The sentence in English."""
        return TEMPLATES[self.kind].format(**self.places)
