"""The training: exchanges with virtual partners, who accept at random and whom nobody waits for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from kiosk.economy.draws import Purpose, uniforms
from kiosk.economy.error import EconomyError, gettext_noop
from kiosk.economy.goods import GoodKind

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class TrainingOdds:
    """How often a virtual partner accepts, by what the two goods are to the player.

    The defaults are those of the recorded experiment. A player never holds its consumption good.

    Raises:
        ValueError: a number is no probability.
    """

    production_to_consumption: float = 0.4
    production_to_other: float = 0.8
    other_to_production: float = 0.5
    other_to_consumption: float = 0.8
    other_to_other: float = 0.5

    def __post_init__(self) -> None:
        for field in fields(self):
            probability = getattr(self, field.name)
            if not 0 <= probability <= 1:
                raise ValueError(f"expected a probability from 0 to 1 as {field.name}, got {probability}")

    @classmethod
    def from_mapping(cls, odds: Mapping[str, float]) -> Self:
        """Odds written as ``{"production>consumption": 0.4, …}``, all five of them.

        Raises:
            EconomyError: one is missing or unknown.
            ValueError: one is no probability.
        """
        expected = {field.name.replace("_to_", ">") for field in fields(cls)}
        if odds.keys() != expected:
            sentence = gettext_noop("expected the training odds {expected}, got {got}")
            raise EconomyError(sentence, expected=", ".join(sorted(expected)), got=", ".join(sorted(odds)))
        return cls(**{exchange.replace(">", "_to_"): float(odds[exchange]) for exchange in odds})

    def probability(self, in_hand: int, asked: int) -> float:
        """How often a partner accepts `in_hand` for `asked`, both relative to the player.

        Raises:
            ValueError: the good asked for is the one in hand, or the one in hand is the consumption good.
        """
        if min(in_hand, asked) < 0 or in_hand == asked or GoodKind.of(in_hand) is GoodKind.CONSUMPTION:
            raise ValueError(
                "expected a relative good in hand other than 1 and another one asked for, "
                f"both >= 0, got {in_hand} and {asked}"
            )
        exchange = f"{GoodKind.of(in_hand)}_to_{GoodKind.of(asked)}"
        return float(getattr(self, exchange))


def exchange(odds: TrainingOdds, room_seed: int, seat: int, t: int, in_hand: int, asked: int) -> bool:
    """Whether the virtual partner of a seat's training round accepts `in_hand` for `asked` (relative goods).

    The same seed, seat, round and goods always give the same answer.
    """
    (chance,) = uniforms(room_seed, Purpose.TRAINING, seat, t, size=1)
    return bool(chance < odds.probability(in_hand, asked))
