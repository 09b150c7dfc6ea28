"""One artificial agent at a time, as a robot plays it: a population of one, with a generator of its own.

Goods are absolute, or relative to the agent (production good 0, consumption good 1), whichever its two
goods are given in. On the wire they are relative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from kiosk.economy.populations import (
    CHANCES,
    PaperParameters,
    PaperPopulation,
    Population,
    RandomPopulation,
)

if TYPE_CHECKING:
    from numpy.random import Generator


class Agent(Protocol):
    """Whoever plays one seat."""

    def choose(self, good_in_hand: int) -> int:
        """The good to ask for, another one than the good in hand, which is not the consumption good."""

    def learn(self, good_in_hand: int, asked: int, success: bool) -> None:  # noqa: FBT001  as it is played
        """Take in what came of asking for a good."""


class _PopulationOfOne:
    """An agent that chooses and learns as the only one of a population does."""

    def __init__(self, population: Population, rng: Generator) -> None:
        self.population = population
        self._rng = rng

    def choose(self, good_in_hand: int) -> int:
        return int(self.population.choose(np.array([good_in_hand]), self._rng.random((CHANCES, 1)))[0])

    def learn(self, good_in_hand: int, asked: int, success: bool) -> None:  # noqa: FBT001  as it is played
        self.population.learn(np.array([good_in_hand]), np.array([asked]), np.array([success]))


def paper_agent(
    production_good: int,
    consumption_good: int,
    n_goods: int,
    rng: Generator,
    parameters: PaperParameters = PaperParameters(),  # noqa: B008  it is frozen
) -> Agent:
    """An agent of the paper; see `PaperPopulation`."""
    roles = np.array([production_good]), np.array([consumption_good])
    return _PopulationOfOne(PaperPopulation(*roles, n_goods, parameters), rng)


def random_agent(production_good: int, consumption_good: int, n_goods: int, rng: Generator) -> Agent:
    """An agent that asks for any good but the one in hand."""
    roles = np.array([production_good]), np.array([consumption_good])
    return _PopulationOfOne(RandomPopulation(*roles, n_goods), rng)
