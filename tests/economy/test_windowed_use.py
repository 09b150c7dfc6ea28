"""The monetary use in a sliding window."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.economy.measures import monetary_use, windowed_monetary_use

PRODUCTION = np.array([0, 1, 2])
CONSUMPTION = np.array([1, 2, 0])
ASKED = np.array([[2, 2, 0], [1, 2, 0], [2, 2, 0], [2, 2, 0]])
"""Only player 0 neither makes nor wants good 2; it asks for it in three rounds of four."""

IN_HAND = np.array([[0, 1, 2], [0, 1, 2], [2, 1, 2], [0, 1, 2]])
"""In the third round it does not hold what it makes: that round does not count."""


def test_a_window_counts_its_own_rounds_alone() -> None:
    use = windowed_monetary_use(2, IN_HAND, ASKED, PRODUCTION, CONSUMPTION, window=2)
    assert use.tolist() == [1.0, 0.5, 0.0, 1.0]


def test_a_window_without_a_round_that_counts_has_no_value() -> None:
    use = windowed_monetary_use(2, IN_HAND, ASKED, PRODUCTION, CONSUMPTION, window=1)
    assert np.isnan(use[2])


@pytest.mark.parametrize("window", [4, 50])
def test_in_a_window_as_long_as_the_game_the_last_value_is_the_published_measure(window: int) -> None:
    use = windowed_monetary_use(2, IN_HAND, ASKED, PRODUCTION, CONSUMPTION, window=window)
    assert use[-1] == monetary_use(2, IN_HAND, ASKED, PRODUCTION, CONSUMPTION)
