from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.economy.paths import simple_paths
from kiosk.economy.populations import PaperParameters, PaperPopulation, RandomPopulation

if TYPE_CHECKING:
    from numpy.typing import NDArray


def exploiter(n_goods: int, ease: dict[tuple[int, int], float], beta: float = 1.0) -> int:
    """What an agent with good 0 in hand that wants good 1 asks for, its T being 1 but where told."""
    population = PaperPopulation(np.array([0]), np.array([1]), n_goods, PaperParameters(beta=beta, gamma=0))
    for (i, j), value in ease.items():
        population.ease[0, i, j] = value
    return int(population.choose(np.array([0]), np.zeros((2, 1)))[0])


class ReferenceAgent:
    """The paper's agent, written down as plainly as it is told; the population must do the same."""

    def __init__(self, consumption: int, n_goods: int, parameters: PaperParameters) -> None:
        self.consumption, self.n_goods, self.parameters = consumption, n_goods, parameters
        self.ease = {(i, j): 1.0 for i in range(n_goods) for j in range(n_goods) if i != j}

    def delay(self, path: tuple[int, ...]) -> float:
        """Infinite where the value of the path, (1 + beta)^(-D), is 0."""
        delay = 0.0
        try:
            for exchange in pairwise(path):
                delay += 1 / self.ease[exchange]
            (1 + self.parameters.beta) ** delay
        except (OverflowError, ZeroDivisionError):
            return inf
        return delay

    def choose(self, in_hand: int, explores: float, which: float) -> int:
        paths = list(simple_paths(in_hand, self.consumption, self.n_goods))
        best = min(paths, key=self.delay)
        if explores < self.parameters.gamma:
            paths.remove(best)
            best = paths[int(which * len(paths))]
        return best[1]

    def learn(self, in_hand: int, asked: int, success: bool) -> None:  # noqa: FBT001  as it is played
        old = self.ease[in_hand, asked]
        self.ease[in_hand, asked] = old + self.parameters.alpha * (success - old)


@given(
    st.integers(3, 5),
    st.sampled_from([0.1, 0.175, 0.25, 0.9, 1.0]),
    st.sampled_from([0.8, 1.0, 1.2]),
    st.sampled_from([0.0, 0.15, 1.0]),
    st.sampled_from([0.02, 0.3, 0.7]),
    st.integers(0, 2**32),
)
def test_a_population_does_what_each_of_its_agents_would_do(
    n_goods: int, alpha: float, beta: float, gamma: float, luck: float, seed: int
) -> None:
    parameters, rng, n_agents = PaperParameters(alpha, beta, gamma), np.random.default_rng(seed), 4
    production = in_hand = rng.integers(0, n_goods, n_agents)
    consumption = (production + 1) % n_goods
    population = PaperPopulation(production, consumption, n_goods, parameters)
    agents = [ReferenceAgent(good, n_goods, parameters) for good in consumption.tolist()]
    for _ in range(60):
        chances = rng.random((2, n_agents))
        asked = population.choose(in_hand, chances)
        each = zip(agents, in_hand.tolist(), *chances.tolist(), strict=True)
        assert asked.tolist() == [agent.choose(*choice) for agent, *choice in each]
        success = rng.random(n_agents) < luck
        population.learn(in_hand, asked, success)
        outcomes = zip(agents, in_hand.tolist(), asked.tolist(), success.tolist(), strict=True)
        for agent, *outcome in outcomes:
            agent.learn(*outcome)
        in_hand = np.where(success, np.where(asked == consumption, production, asked), in_hand)


def test_at_first_everybody_asks_for_its_consumption_good() -> None:
    production = np.arange(5)
    population = PaperPopulation(production, (production + 1) % 5, 5, PaperParameters(gamma=0))
    assert population.choose(production, np.zeros((2, 5))).tolist() == [1, 2, 3, 4, 0]


def test_the_direct_path_wins_a_tie_and_loses_by_the_least_difference() -> None:
    as_good = {(0, 1): 0.25, (0, 2): 0.5, (2, 1): 0.5}
    assert exploiter(3, as_good) == 1
    assert exploiter(3, {**as_good, (0, 2): 0.51}) == 2


def test_the_first_of_equal_indirect_paths_wins() -> None:
    assert exploiter(5, {(0, 1): 0.01}) == 2


def test_a_longer_path_wins_when_it_is_easier() -> None:
    hopeless = {(0, 1): 0.01, (0, 2): 0.01, (3, 1): 0.01}
    assert exploiter(4, hopeless) == 3


def test_a_path_whose_power_overflows_a_double_is_worth_nothing() -> None:
    """With beta 1 the power 2^D overflows from D = 1024 on; then the direct path wins, however hopeless."""
    direct = {(0, 1): 1 / 4096}
    assert exploiter(3, {**direct, (0, 2): 1 / 512, (2, 1): 1 / 512}) == 1  # D = 1024
    assert exploiter(3, {**direct, (0, 2): 1 / 512, (2, 1): 1 / 511}) == 2  # D = 1023
    assert exploiter(3, {**direct, (0, 2): 1 / 512, (2, 1): 1 / 511}, beta=1.2) == 1


def test_a_path_over_an_impossible_exchange_is_worth_nothing() -> None:
    assert exploiter(3, {(0, 1): 0.0, (2, 1): 0.001}) == 2
    assert exploiter(3, {(0, 1): 0.001, (2, 1): 0.0}) == 1
    assert exploiter(3, {(0, 1): 0.0, (0, 2): 0.0}) == 1


def test_only_the_attempted_exchange_is_learnt() -> None:
    population = PaperPopulation(np.array([0, 0]), np.array([1, 1]), 3, PaperParameters(alpha=0.25))
    before = population.ease.copy()
    population.learn(np.array([0, 2]), np.array([1, 1]), np.array([False, True]))
    assert population.ease[0, 0, 1] == 0.75
    population.learn(np.array([0, 2]), np.array([1, 1]), np.array([True, True]))
    assert population.ease[0, 0, 1] == 0.8125
    population.ease[0, 0, 1] = 1
    assert np.array_equal(population.ease, before)


def test_explorers_draw_among_the_remaining_paths_and_not_among_goods() -> None:
    """With four goods and the path over good 2 the best, two of the other four paths begin with good 3."""
    population = PaperPopulation(np.zeros(4, int), np.ones(4, int), 4, PaperParameters(gamma=1))
    population.ease[:, 0, 1] = 0.01
    chances = np.array([np.zeros(4), [0.0, 0.25, 0.5, 0.75]])
    assert population.choose(np.zeros(4, int), chances).tolist() == [1, 3, 2, 3]


def test_agents_explore_as_often_as_gamma_says() -> None:
    population = PaperPopulation(np.zeros(4, int), np.ones(4, int), 3, PaperParameters(gamma=0.125))
    chances = np.array([[0.0, 0.1249, 0.125, 0.999], [0.5] * 4])
    assert population.choose(np.zeros(4, int), chances).tolist() == [2, 2, 1, 1]


@pytest.mark.parametrize(
    "wrong", [{"alpha": -0.1}, {"alpha": 1.1}, {"beta": 0}, {"gamma": -0.1}, {"gamma": 1.1}]
)
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected alpha and gamma from 0 to 1 and beta above 0"):
        PaperParameters(**wrong)


@given(st.integers(3, 8), st.integers(0, 2**32))
def test_random_agents_ask_for_any_other_good(n_goods: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    in_hand = rng.integers(0, n_goods, 400)
    asked = RandomPopulation(in_hand, in_hand, n_goods).choose(in_hand, rng.random((2, 400)))
    assert set(((asked - in_hand) % n_goods).tolist()) == set(range(1, n_goods))


def test_random_agents_prefer_no_good() -> None:
    in_hand: NDArray[np.int64] = np.full(12_000, 2)
    chances = np.random.default_rng(1).random((2, in_hand.size))
    counts = Counter(RandomPopulation(in_hand, in_hand, 5).choose(in_hand, chances).tolist())
    assert counts.keys() == {0, 1, 3, 4}
    chi_squared = sum((count - 3000) ** 2 / 3000 for count in counts.values())
    assert (
        chi_squared < 21.11
    )  # the 0.9999 quantile with 3 degrees of freedom: a right program fails 1 in 10,000
