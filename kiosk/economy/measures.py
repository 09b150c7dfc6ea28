"""How far a good is used as money: the measures of Nioche et al., Palgrave Communications 5:153 (2019).

Goods are absolute. Arrays of rounds have shape (..., rounds, n_players), roles have shape (n_players,).
Only players count that neither produce nor consume the good, and only rounds that a player starts with its
production good in hand: to ask for the good then is to ask for it as a medium of exchange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Goods = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]


def monetary_use(good: int, in_hand: Goods, asked: Goods, production: Goods, consumption: Goods) -> Floats:
    """Measure B: how often a player asks for the good, of the rounds that count, averaged over the players.

    Returns:
        One value a game, shape (...); not a number where nobody counts.
    """
    counts, uses = _counting(good, in_hand, asked, production, consumption)
    return _mean(uses.sum(axis=-2) / _or_nan(counts.sum(axis=-2)))


def late_monetary_use(
    good: int, in_hand: Goods, asked: Goods, production: Goods, consumption: Goods
) -> Floats:
    """Measure A: the mean of the running ratios inside the last third of the rounds.

    A player's running ratio is how often it has asked for the good, of the rounds that count since the
    last third began; it is defined from the first of them. Players without one are left out. The last
    third of T rounds are rounds 2·(T div 3) to 3·(T div 3) - 1: 32 to 47 of 50, 66 to 98 of 100.

    Returns:
        One value a game, shape (...); not a number where nobody counts.
    """
    third = in_hand.shape[-2] // 3
    late = slice(2 * third, 3 * third)
    counts, uses = _counting(good, in_hand[..., late, :], asked[..., late, :], production, consumption)
    running = uses.cumsum(axis=-2) / _or_nan(counts.cumsum(axis=-2))
    return _mean(_mean(running.swapaxes(-1, -2)))


def windowed_monetary_use(
    good: int, in_hand: Goods, asked: Goods, production: Goods, consumption: Goods, *, window: int
) -> Floats:
    """Measure B in a sliding window: at each round, that of the last `window` rounds, or of all there are.

    Returns:
        One value a round, shape (..., rounds); not a number where nobody counts in its window.
    """
    counts, uses = _counting(good, in_hand, asked, production, consumption)
    return _mean(_last(uses, window) / _or_nan(_last(counts, window)))


@overload
def authors_label(good: int, n_goods: int) -> int: ...
@overload
def authors_label(good: Goods, n_goods: int) -> Goods: ...
def authors_label(good: Any, n_goods: int) -> Any:
    """The number that the authors' programs give a good of the recorded rooms, and the other way round.

    They number the goods backwards, (-g) mod n, so that "consumption = production + 1" holds there while
    the recorded players consume the previous good.
    """
    return -good % n_goods


def _counting(
    good: int, in_hand: Goods, asked: Goods, production: Goods, consumption: Goods
) -> tuple[Flags, Flags]:
    """The rounds that count, and those among them in which the good is asked for; players who count alone."""
    players = (production != good) & (consumption != good)
    counts = in_hand[..., players] == production[players]
    return counts, counts & (asked[..., players] == good)


def _last(flags: Flags, window: int) -> Goods:
    """How many of the last `window` rounds are flagged, at each round."""
    total = flags.cumsum(axis=-2)
    total[..., window:, :] -= total[..., :-window, :].copy()
    return total


def _or_nan(number: Goods) -> Floats:
    """The number, or not a number instead of 0, so that a ratio to it is undefined without a warning."""
    return np.where(number > 0, number, np.nan)


def _mean(values: Floats) -> Floats:
    """The mean over the last axis of the values that are defined; not a number where none is."""
    defined = ~np.isnan(values)
    mean: Floats = np.where(defined, values, 0.0).sum(axis=-1) / _or_nan(defined.sum(axis=-1))
    return mean
