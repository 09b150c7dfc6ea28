from __future__ import annotations

import numpy as np
import pytest

from kiosk.economy.draws import Purpose, uniforms

GOLDEN = ["0x1.82ae1e80df902p-1", "0x1.c1f706874c842p-2", "0x1.af6fa1b2e7c40p-3", "0x1.5dc3e006ed72ep-2"]


def test_the_stream_is_pinned_to_the_bit() -> None:
    """A numpy that broke its promise would change what a room's seed means: rooms could not be replayed."""
    drawn = uniforms(20180614, Purpose.ROUND, 3, size=4)
    assert [number.hex() for number in drawn.tolist()] == GOLDEN


def test_purposes_keys_and_seeds_draw_apart() -> None:
    keys = [(seed, purpose, t) for seed in (0, 1, 2**32, 2**63 - 1) for purpose in Purpose for t in range(5)]
    drawn = np.array([uniforms(seed, purpose, t, size=2) for seed, purpose, t in keys])
    assert len(np.unique(drawn)) == drawn.size


def test_a_longer_draw_begins_like_a_shorter_one() -> None:
    assert (
        uniforms(5, Purpose.ROUND, 1, size=50)[:9].tolist() == uniforms(5, Purpose.ROUND, 1, size=9).tolist()
    )


def test_numbers_are_at_least_0_and_below_1_with_mean_a_half() -> None:
    drawn = uniforms(1, Purpose.ROUND, 0, size=100_000)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 5 * np.sqrt(1 / 12 / drawn.size)


@pytest.mark.parametrize(("seed", "t"), [(-1, 0), (0, -1)])
def test_a_negative_seed_or_key_is_refused(seed: int, t: int) -> None:
    with pytest.raises(ValueError, match="numbers >= 0"):
        uniforms(seed, Purpose.ROUND, t, size=1)
