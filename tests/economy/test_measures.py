from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.economy.measures import authors_label, late_monetary_use, monetary_use
from tests.recordings import columns, room_directory

Goods = NDArray[np.int64]


def recorded_in_authors_labels(room: int) -> tuple[Goods, Goods, Goods, Goods]:
    """(good in hand, good asked for, production, consumption) of a recorded room."""
    directory = room_directory(room)
    roles = columns(directory, "players", "player", "production_good", "consumption_good")
    _, production, consumption = np.array(sorted(roles)).T
    rows = columns(directory, "choices", "t", "player", "good_in_hand", "desired_good")
    _, _, in_hand, asked = np.array(sorted(rows)).T.reshape(4, -1, len(roles))
    n_goods = 1 + int(production.max())
    labelled = [authors_label(goods, n_goods) for goods in (in_hand, asked, production, consumption)]
    return labelled[0], labelled[1], labelled[2], labelled[3]


@pytest.mark.parametrize(("room", "a", "b"), [(416, 0.185, 0.247), (417, 0.350, 0.315)])
def test_recorded_people_used_the_first_good_as_money_as_published(room: int, a: float, b: float) -> None:
    rounds = recorded_in_authors_labels(room)
    assert round(float(late_monetary_use(0, *rounds)), 3) == a
    assert round(float(monetary_use(0, *rounds)), 3) == b


def test_authors_labels_turn_previous_into_next_and_back() -> None:
    goods = np.arange(4)
    assert authors_label(goods, 4).tolist() == [0, 3, 2, 1]
    assert authors_label(authors_label(goods, 4), 4).tolist() == goods.tolist()
    assert authors_label((2 - 1) % 4, 4) == (authors_label(2, 4) + 1) % 4


def test_only_rounds_with_the_production_good_in_hand_and_players_to_whom_it_is_a_medium_count() -> None:
    """Player 0 makes 0 and wants 1; good 2 is its medium. Player 1 wants good 2, player 2 makes it."""
    production, consumption = np.array([0, 1, 2]), np.array([1, 2, 0])
    in_hand = np.array([[0, 1, 2], [2, 1, 2], [0, 1, 2], [0, 1, 2]])
    asked = np.array([[2, 2, 0], [1, 2, 0], [1, 2, 0], [2, 2, 0]])
    assert monetary_use(2, in_hand, asked, production, consumption) == 2 / 3


def test_the_running_ratio_is_counted_from_the_last_third_on_and_averaged_over_it() -> None:
    """Of 7 rounds the last third is 4 and 5; the player counts in both and asks for money in the latter."""
    production, consumption = np.array([0]), np.array([1])
    in_hand = np.zeros((7, 1), int)
    asked = np.array([[2], [2], [2], [2], [1], [2], [2]])
    assert late_monetary_use(2, in_hand, asked, production, consumption) == (0 + 1 / 2) / 2


def test_the_running_ratio_begins_with_the_first_round_that_counts() -> None:
    production, consumption = np.array([0]), np.array([1])
    in_hand = np.array([[0]] * 6 + [[2], [0], [0]])
    asked = np.array([[1]] * 6 + [[1], [2], [1]])
    assert late_monetary_use(2, in_hand, asked, production, consumption) == (1 + 1 / 2) / 2


def test_players_without_a_round_that_counts_are_left_out() -> None:
    production, consumption = np.array([0, 0]), np.array([1, 1])
    in_hand = np.array([[0, 0]] * 6 + [[2, 0]] * 3)
    asked = np.array([[1, 1]] * 6 + [[0, 2]] * 3)
    assert late_monetary_use(2, in_hand, asked, production, consumption) == 1


def test_where_nobody_counts_there_is_no_number() -> None:
    production, consumption = np.array([0, 1]), np.array([1, 0])
    in_hand, asked = np.tile(production, (6, 1)), np.tile(consumption, (6, 1))
    assert np.isnan(monetary_use(0, in_hand, asked, production, consumption))
    assert np.isnan(late_monetary_use(0, in_hand, asked, production, consumption))


def test_many_games_are_measured_at_once() -> None:
    rng = np.random.default_rng(1)
    production, consumption = np.array([0, 0, 1, 2]), np.array([1, 1, 2, 0])
    in_hand, asked = rng.integers(0, 3, (5, 12, 4)), rng.integers(0, 3, (5, 12, 4))
    for measure in (monetary_use, late_monetary_use):
        together = measure(2, in_hand, asked, production, consumption)
        alone = [measure(2, in_hand[game], asked[game], production, consumption) for game in range(5)]
        assert together.tolist() == alone
