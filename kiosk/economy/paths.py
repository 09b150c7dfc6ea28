"""The ways from one good to another: every simple path of exchanges, in the order of the paper."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MOST_GOODS = 8
"""There are 1,957 paths with eight goods and 13,700 with nine; an agent weighs them all in every round."""


def simple_paths(start: int, end: int, n_goods: int) -> Iterator[tuple[int, ...]]:
    """Every simple path: the direct one, then by length, and in a length by its goods in between.

    >>> list(simple_paths(0, 2, 4))
    [(0, 2), (0, 1, 2), (0, 3, 2), (0, 1, 3, 2), (0, 3, 1, 2)]
    """
    between = [good for good in range(n_goods) if good not in (start, end)]
    for length in range(len(between) + 1):
        for goods in permutations(between, length):
            yield (start, *goods, end)


@cache
def path_table(n_goods: int) -> NDArray[np.intp]:
    """The goods along every path from every good to every other.

    Returns:
        Shape (n_goods, n_goods, number of paths, n_goods): start, end, path, step. A path that is over
        stays at its end. From a good to itself there are no paths, and the entries mean nothing.

    Raises:
        ValueError: more goods than an agent can weigh paths of.
    """
    if n_goods > MOST_GOODS:
        raise ValueError(f"expected an economy of at most {MOST_GOODS} goods for these agents, got {n_goods}")
    n_paths = len(list(simple_paths(0, 1, n_goods)))
    table = np.zeros((n_goods, n_goods, n_paths, n_goods), dtype=np.intp)
    for start, end in permutations(range(n_goods), 2):
        table[start, end] = [
            path + (end,) * (n_goods - len(path)) for path in simple_paths(start, end, n_goods)
        ]
    table.flags.writeable = False  # it is shared by all who ask
    return table
