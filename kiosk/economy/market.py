"""The market of one round: who exchanges with whom, and what each holds afterwards.

Goods are absolute. Every array has one element a player, in the order of the seats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.economy.draws import Purpose, uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Goods = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Priority = NDArray[np.float64]


def draw(room_seed: int, t: int, n_players: int) -> Priority:
    """The random priorities of round t, uniform in [0, 1): the same bits for the same seed and round."""
    return uniforms(room_seed, Purpose.ROUND, t, size=n_players)


def recorded_priority(priority: Priority, recorded_success: Flags) -> Priority:
    """The priorities under which those come first who succeeded in a recording of the round."""
    return np.where(recorded_success, priority, priority + 1.0)


def resolve(in_hand: Goods, asked: Goods, priority: Priority) -> Flags:
    """Who succeeds. Of each pair of goods {a, b}, min(#(a→b), #(b→a)) players succeed on each side.

    On the longer side those of the lowest priority succeed: independent uniform priorities draw them
    uniformly without replacement. Takes n log n steps for n players, whatever the number of goods.

    Raises:
        ValueError: the shapes differ, a good is no int64 or negative, or a player asks for the good it holds.
    """
    _require_market(in_hand, asked, priority)
    n_goods = 1 + max(in_hand.max(initial=0), asked.max(initial=0))
    side = in_hand * n_goods + asked
    other_side = asked * n_goods + in_hand
    queue = np.lexsort((priority, side))
    queued = side[queue]
    place = np.empty_like(queue)
    place[queue] = np.arange(queue.size) - np.searchsorted(queued, queued)
    demand = np.searchsorted(queued, other_side, "right") - np.searchsorted(queued, other_side)
    success: Flags = place < demand
    return success


def settle(
    in_hand: Goods, asked: Goods, success: Flags, production: Goods, consumption: Goods
) -> tuple[Goods, Flags]:
    """The good in hand after the exchanges, and who scores a point.

    A success that yields the consumption good scores and puts the production good back in hand; another
    success puts the good asked for in hand; a failure changes nothing.
    """
    scored = success & (asked == consumption)
    return np.where(scored, production, np.where(success, asked, in_hand)), scored


def _require_market(in_hand: Goods, asked: Goods, priority: Priority) -> None:
    if not in_hand.shape == asked.shape == priority.shape == (in_hand.size,):
        raise ValueError(
            "expected one good in hand, one good asked for and one priority a player, "
            f"got shapes {in_hand.shape}, {asked.shape} and {priority.shape}"
        )
    if not in_hand.dtype == asked.dtype == np.int64:
        raise ValueError(f"expected goods of type int64, got {in_hand.dtype} and {asked.dtype}")
    if min(in_hand.min(initial=0), asked.min(initial=0)) < 0:
        raise ValueError("expected goods >= 0, got a negative one")
    if np.any(in_hand == asked):
        player = int(np.argmax(in_hand == asked))
        raise ValueError(
            f"expected another good than the one in hand, got {asked[player]} from player {player}"
        )
