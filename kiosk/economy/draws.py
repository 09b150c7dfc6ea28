"""The chance of a room: every random number of a game follows from the room's seed, bit for bit."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Purpose(IntEnum):
    """What a draw decides; draws of different purposes are independent. Numbers must never change."""

    ROLES = 0
    ROUND = 1
    TRAINING = 2
    SIMULATION = 3


def uniforms(room_seed: int, purpose: Purpose, *key: int, size: int) -> NDArray[np.float64]:
    """Independent uniform numbers in [0, 1), the same for the same seed, purpose and key.

    numpy keeps the streams of `SeedSequence` and of `PCG64.random_raw` the same in all its versions
    (NEP 19), which it does not promise of `Generator`'s methods. Hence the raw 64 bits, of which the
    upper 53 make a double.

    Args:
        room_seed: the room's seed, >= 0.
        purpose: what is decided.
        key: which of the decisions, for instance the round t; each number >= 0.
        size: how many numbers.

    Raises:
        ValueError: the seed or a number of the key is negative.
    """
    if min(room_seed, *key, 0) < 0:
        raise ValueError(f"expected a seed and a key of numbers >= 0, got seed {room_seed} and key {key}")
    seeds = np.random.SeedSequence(room_seed, spawn_key=(purpose, *key))
    return (np.random.PCG64(seeds).random_raw(size) >> np.uint64(11)) * np.float64(2.0**-53)
