from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.economy import market
from kiosk.economy.goods import Cycle, Economy, seat_roles

Goods = NDArray[np.int64]

DRAW = [0.08663550109667073, 0.713530762545138, 0.9941852415600115]


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Goods, Goods, int]:
    """(good in hand, good asked for, seed) of up to sixty players and up to six goods."""
    n_goods = draw(st.integers(3, 6))
    n_players = draw(st.integers(1, 60))
    choices = draw(
        st.lists(
            st.permutations(range(n_goods)).map(lambda goods: goods[:2]),
            min_size=n_players,
            max_size=n_players,
        )
    )
    in_hand, asked = np.array(choices, dtype=np.int64).T
    return in_hand, asked, draw(st.integers(0, 2**63 - 1))


def pairs(in_hand: Goods, asked: Goods) -> Counter[tuple[int, int]]:
    return Counter(zip(in_hand.tolist(), asked.tolist(), strict=True))


@given(rounds())
def test_both_sides_of_every_market_have_the_shorter_side_s_number_of_successes(
    played: tuple[Goods, Goods, int],
) -> None:
    in_hand, asked, seed = played
    success = market.resolve(in_hand, asked, market.draw(seed, 0, in_hand.size))
    offers = pairs(in_hand, asked)
    exchanged = pairs(in_hand[success], asked[success])
    assert exchanged == Counter(
        {(a, b): min(n, offers[b, a]) for (a, b), n in offers.items() if offers[b, a]}
    )


@given(rounds())
def test_exchanges_conserve_the_goods(played: tuple[Goods, Goods, int]) -> None:
    in_hand, asked, seed = played
    success = market.resolve(in_hand, asked, market.draw(seed, 0, in_hand.size))
    assert sorted(np.where(success, asked, in_hand).tolist()) == sorted(in_hand.tolist())


@given(
    st.lists(st.integers(1, 8), min_size=3, max_size=5).map(tuple),
    st.sampled_from(Cycle),
    st.integers(0, 2**63 - 1),
)
def test_nobody_starts_a_round_with_its_consumption_good_and_the_score_counts_consumptions(
    distribution: tuple[int, ...], cycle: Cycle, seed: int
) -> None:
    economy = Economy(distribution, cycle)
    production = seat_roles(economy, seed)
    consumption = economy.consumption_good(production)
    chooser = np.random.default_rng(seed)
    in_hand, score, consumptions = production, np.zeros(production.size, int), np.zeros(production.size, int)
    for t in range(12):
        asked = (in_hand + chooser.integers(1, economy.n_goods, production.size)) % economy.n_goods
        success = market.resolve(in_hand, asked, market.draw(seed, t, production.size))
        consumptions += success & (asked == consumption)
        in_hand, scored = market.settle(in_hand, asked, success, production, consumption)
        score += scored
        assert not np.any(in_hand == consumption)
    assert score.tolist() == consumptions.tolist()


@given(rounds())
def test_nothing_changes_for_who_fails_and_consumers_get_their_production_good_back(
    played: tuple[Goods, Goods, int],
) -> None:
    in_hand, asked, seed = played
    success = np.random.default_rng(seed).random(in_hand.size) < 0.5
    production, consumption = in_hand, (in_hand + 1) % 7
    after, scored = market.settle(in_hand, asked, success, production, consumption)
    for player in range(in_hand.size):
        if not success[player]:
            expected, point = in_hand[player], False
        elif asked[player] == consumption[player]:
            expected, point = production[player], True
        else:
            expected, point = asked[player], False
        assert (after[player], scored[player]) == (expected, point)


@given(rounds(), st.integers(0, 2**63 - 1))
def test_a_recorded_draw_is_replayed_exactly(played: tuple[Goods, Goods, int], other_seed: int) -> None:
    in_hand, asked, seed = played
    recorded = market.resolve(in_hand, asked, market.draw(seed, 0, in_hand.size))
    priority = market.recorded_priority(market.draw(other_seed, 1, in_hand.size), recorded)
    assert market.resolve(in_hand, asked, priority).tolist() == recorded.tolist()


def test_the_winners_of_the_longer_side_are_drawn_uniformly_without_replacement() -> None:
    """Chi-squared over all 10 pairs of winners among five players; false alarm with chance 1e-4.

    The seeds are fixed, so the test always says the same; 1e-4 is the chance of a right program to fail it.
    """
    in_hand = np.array([0, 1, 0, 0, 1, 0, 0])
    asked = 1 - in_hand
    sellers = np.flatnonzero(in_hand == 0)
    n_rounds = 20_000
    winners = Counter(
        tuple(sellers[market.resolve(in_hand, asked, market.draw(11, t, 7))[sellers]].tolist())
        for t in range(n_rounds)
    )
    assert len(winners) == 10
    expected = n_rounds / 10
    chi_squared = sum((count - expected) ** 2 / expected for count in winners.values())
    assert chi_squared < 33.72  # the 0.9999 quantile with 9 degrees of freedom


def test_the_lowest_priorities_of_the_longer_side_win() -> None:
    in_hand, asked = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 1, 0, 0])
    success = market.resolve(in_hand, asked, np.array([0.2, 0.9, 0.1, 0.5, 0.4]))
    assert success.tolist() == [True, False, True, True, True]


def test_the_draw_of_a_round_is_the_same_for_ever() -> None:
    assert market.draw(1, 0, 3).tolist() == DRAW
    assert market.draw(1, 1, 3).tolist() != market.draw(1, 0, 3).tolist()


def test_ten_thousand_players_and_a_thousand_goods_are_one_market() -> None:
    chooser = np.random.default_rng(3)
    in_hand = chooser.integers(0, 1000, 10_000)
    asked = (in_hand + chooser.integers(1, 1000, 10_000)) % 1000
    success = market.resolve(in_hand, asked, market.draw(1, 0, 10_000))
    offers = pairs(in_hand, asked)
    assert success.sum() == sum(min(n, offers[b, a]) for (a, b), n in offers.items())
    assert success.any()


def test_a_player_that_asks_for_the_good_in_hand_is_refused() -> None:
    with pytest.raises(ValueError, match="another good than the one in hand, got 2 from player 1"):
        market.resolve(np.array([0, 2]), np.array([1, 2]), np.array([0.1, 0.2]))


def test_a_negative_good_is_refused() -> None:
    with pytest.raises(ValueError, match="expected goods >= 0"):
        market.resolve(np.array([0, -1]), np.array([1, 2]), np.array([0.1, 0.2]))


def test_arrays_of_different_players_are_refused() -> None:
    with pytest.raises(ValueError, match=r"got shapes \(2,\), \(2,\) and \(3,\)"):
        market.resolve(np.array([0, 1]), np.array([1, 0]), np.array([0.1, 0.2, 0.3]))


def test_a_type_in_which_pairs_of_goods_could_overflow_is_refused() -> None:
    with pytest.raises(ValueError, match="expected goods of type int64, got uint8"):
        market.resolve(np.array([0], np.uint8), np.array([1], np.uint8), np.array([0.1]))
