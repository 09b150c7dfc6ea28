from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.economy.goods import Cycle, Economy, absolute, relative, roles, seat_roles

economies = st.builds(
    Economy, st.lists(st.integers(1, 12), min_size=3, max_size=7).map(tuple), st.sampled_from(Cycle)
)


@st.composite
def players(draw: st.DrawFn) -> tuple[int, int, int]:
    """(production good, consumption good, number of goods)."""
    n_goods = draw(st.integers(3, 9))
    production, consumption = draw(st.permutations(range(n_goods)))[:2]
    return production, consumption, n_goods


@given(players())
def test_a_player_calls_its_goods_0_and_1_and_the_others_ascend(player: tuple[int, int, int]) -> None:
    production, consumption, n_goods = player
    others = [good for good in range(n_goods) if good not in (production, consumption)]
    named = [absolute(good, *player) for good in range(n_goods)]
    assert named == [production, consumption, *others]


@given(players())
def test_relative_and_absolute_undo_each_other(player: tuple[int, int, int]) -> None:
    n_goods = player[2]
    assert [relative(absolute(good, *player), *player) for good in range(n_goods)] == list(range(n_goods))
    assert [absolute(relative(good, *player), *player) for good in range(n_goods)] == list(range(n_goods))


@given(economies, st.integers(0, 2**63 - 1))
def test_arrays_of_goods_are_named_as_single_ones_are(economy: Economy, seed: int) -> None:
    production = seat_roles(economy, seed)
    consumption = economy.consumption_good(production)
    good = np.arange(economy.n_players) % economy.n_goods
    named = relative(good, production, consumption, economy.n_goods)
    each = zip(good.tolist(), production.tolist(), consumption.tolist(), strict=True)
    assert named.tolist() == [relative(*player, economy.n_goods) for player in each]
    assert absolute(named, production, consumption, economy.n_goods).tolist() == good.tolist()


@pytest.mark.parametrize("convert", [relative, absolute])
@pytest.mark.parametrize("good", [-1, 3, np.array([0, -1]), np.array([3, 0])])
def test_a_good_out_of_range_is_refused_and_a_negative_one_too(convert: type, good: int) -> None:
    with pytest.raises(ValueError, match=r"expected a (relative )?good from 0 to 2, got (-1|3)"):
        convert(good, 0, 1, 3)


@pytest.mark.parametrize("roles_of_player", [(-1, 1), (3, 1), (1, -1), (1, 3)])
def test_roles_out_of_range_are_refused(roles_of_player: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"expected a (production|consumption) good from 0 to 2"):
        relative(0, *roles_of_player, 3)


def test_a_player_that_consumes_what_it_produces_is_refused() -> None:
    with pytest.raises(ValueError, match="another good than the one they produce"):
        absolute(0, 2, 2, 3)


@pytest.mark.parametrize(
    ("distribution", "sentence"),
    [
        ((5, 5), "expected at least 3 goods, got 2: 5/5"),
        ((5,), "expected at least 3 goods, got 1: 5"),
        ((), "expected at least 3 goods, got 0"),
        ((5, 0, 5), "expected at least one producer of each good, got 5/0/5"),
        ((5, -2, 5), "expected at least one producer of each good, got 5/-2/5"),
    ],
)
def test_an_impossible_distribution_is_refused_in_a_sentence(
    distribution: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Economy(distribution, Cycle.NEXT)


@given(economies)
def test_every_good_is_consumed_by_the_producers_of_exactly_one_other(economy: Economy) -> None:
    production = np.arange(economy.n_goods)
    consumption = economy.consumption_good(production)
    assert sorted(consumption.tolist()) == production.tolist()
    assert not np.any(consumption == production)


def test_both_cycles_are_the_ones_of_the_experiments() -> None:
    previous, following = Economy((9, 9, 18), Cycle.PREVIOUS), Economy((9, 9, 18), Cycle.NEXT)
    assert [previous.consumption_good(good) for good in range(3)] == [2, 0, 1]
    assert [following.consumption_good(good) for good in range(3)] == [1, 2, 0]


@given(economies, st.integers(0, 2**63 - 1))
def test_seats_hold_exactly_the_producers_of_the_distribution(economy: Economy, seed: int) -> None:
    assert np.bincount(roles(economy)).tolist() == list(economy.distribution)
    assert np.all(np.diff(roles(economy)) >= 0)
    assert np.bincount(seat_roles(economy, seed)).tolist() == list(economy.distribution)


def test_the_seats_of_a_seed_never_change() -> None:
    economy = Economy((2, 3, 4), Cycle.NEXT)
    assert seat_roles(economy, 7).tolist() == [0, 2, 2, 2, 1, 1, 2, 0, 1]
    assert seat_roles(economy, 8).tolist() != seat_roles(economy, 7).tolist()
