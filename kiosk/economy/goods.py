"""Goods, who makes and who wants which, and how a player names them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, overload

import numpy as np

from kiosk.economy.draws import Purpose, uniforms
from kiosk.economy.error import EconomyError, gettext_noop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Goods = NDArray[np.int64]

FEWEST_GOODS = 3
"""With two goods everybody could barter, and no medium of exchange could emerge."""

PRODUCTION = 0
"""The relative number of a player's production good."""

CONSUMPTION = 1
"""The relative number of a player's consumption good."""


class Cycle(StrEnum):
    """Which good the producer of good p consumes: p + 1 or p - 1, modulo the number of goods."""

    NEXT = "next"
    PREVIOUS = "previous"

    @property
    def step(self) -> int:
        """What to add to a production good to get the consumption good, modulo the number of goods."""
        return 1 if self is Cycle.NEXT else -1


class GoodKind(StrEnum):
    """What a good is to a player."""

    PRODUCTION = "production"
    CONSUMPTION = "consumption"
    OTHER = "other"

    @classmethod
    def of(cls, relative_good: int) -> GoodKind:
        """The kind of a relative good."""
        return {PRODUCTION: cls.PRODUCTION, CONSUMPTION: cls.CONSUMPTION}.get(relative_good, cls.OTHER)


@dataclass(frozen=True)
class Economy:
    """How many players produce each good, and who consumes what.

    Raises:
        EconomyError: fewer than three goods, or a good that nobody produces.
    """

    distribution: tuple[int, ...]
    cycle: Cycle

    def __post_init__(self) -> None:
        if self.n_goods < FEWEST_GOODS:
            sentence = gettext_noop("expected at least {least} goods, got {count}: {got}")
            got = _slashed(self.distribution)
            raise EconomyError(sentence, least=FEWEST_GOODS, count=self.n_goods, got=got)
        if min(self.distribution) < 1:
            sentence = gettext_noop("expected at least one producer of each good, got {got}")
            raise EconomyError(sentence, got=_slashed(self.distribution))

    @classmethod
    def of_consumers(cls, distribution: tuple[int, ...], cycle: Cycle) -> Self:
        """The economy in which so many players consume each good, which is how the paper counts them."""
        return cls(distribution[cycle.step :] + distribution[: cycle.step], cycle)

    @property
    def n_goods(self) -> int:
        """How many goods there are, numbered 0 to n_goods - 1."""
        return len(self.distribution)

    @property
    def n_players(self) -> int:
        """How many players there are, seated 0 to n_players - 1."""
        return sum(self.distribution)

    @overload
    def consumption_good(self, production_good: int) -> int: ...
    @overload
    def consumption_good(self, production_good: Goods) -> Goods: ...
    def consumption_good(self, production_good: Any) -> Any:
        """The good that the producer of this one consumes; elementwise for an array."""
        _require_good("production good", production_good, self.n_goods)
        return (production_good + self.cycle.step) % self.n_goods


def roles(economy: Economy) -> Goods:
    """The production good of each of the n_players, in the order of the goods."""
    return np.repeat(np.arange(economy.n_goods), economy.distribution)


def seat_roles(economy: Economy, room_seed: int) -> Goods:
    """The production good of each seat, shuffled by the room's seed; shape (n_players,)."""
    order = np.argsort(uniforms(room_seed, Purpose.ROLES, size=economy.n_players), kind="stable")
    return roles(economy)[order]


@overload
def relative(good: int, production_good: int, consumption_good: int, n_goods: int) -> int: ...
@overload
def relative(
    good: Goods, production_good: Goods | int, consumption_good: Goods | int, n_goods: int
) -> Goods: ...
def relative(good: Any, production_good: Any, consumption_good: Any, n_goods: int) -> Any:
    """What a player calls an absolute good; arrays are broadcast together.

    0 is its production good, 1 its consumption good; 2, 3, … are the others in ascending order.

    Raises:
        ValueError: a good is not in 0 … n_goods - 1, or a player consumes what it produces.
    """
    _require_roles(production_good, consumption_good, n_goods)
    _require_good("good", good, n_goods)
    other = good + 2 - (good > production_good) - (good > consumption_good)
    return (good != production_good) * ((good == consumption_good) + (good != consumption_good) * other)


@overload
def absolute(relative_good: int, production_good: int, consumption_good: int, n_goods: int) -> int: ...
@overload
def absolute(
    relative_good: Goods, production_good: Goods | int, consumption_good: Goods | int, n_goods: int
) -> Goods: ...
def absolute(relative_good: Any, production_good: Any, consumption_good: Any, n_goods: int) -> Any:
    """The absolute good that a player calls by a relative number: the inverse of `relative`.

    Raises:
        ValueError: a good is not in 0 … n_goods - 1, or a player consumes what it produces.
    """
    _require_roles(production_good, consumption_good, n_goods)
    _require_good("relative good", relative_good, n_goods)
    rank = relative_good - 2  # among the others, which leave out two goods: step over each that lies below
    other = rank + (rank >= production_good - (consumption_good < production_good))
    other = other + (rank >= consumption_good - (production_good < consumption_good))
    return (
        (relative_good == PRODUCTION) * production_good
        + (relative_good == CONSUMPTION) * consumption_good
        + (relative_good > CONSUMPTION) * other
    )


def _require_roles(production_good: Any, consumption_good: Any, n_goods: int) -> None:
    _require_good("production good", production_good, n_goods)
    _require_good("consumption good", consumption_good, n_goods)
    if _any(production_good == consumption_good):
        raise ValueError("expected players that consume another good than the one they produce")


def _require_good(name: str, good: Any, n_goods: int) -> None:
    wrong = (good < 0) | (good >= n_goods)
    if _any(wrong):
        raise ValueError(f"expected a {name} from 0 to {n_goods - 1}, got {np.extract(wrong, good)[0]}")


def _any(condition: Any) -> bool:
    """Whether it holds anywhere; a plain bool, as of each choice that arrives, is spared the way to numpy."""
    return condition if isinstance(condition, bool) else bool(np.any(condition))


def _slashed(distribution: tuple[int, ...]) -> str:
    return "/".join(str(count) for count in distribution)
