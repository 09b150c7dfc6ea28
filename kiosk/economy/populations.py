"""Artificial agents, a whole population at once: the paper's, which learns, and one that asks at random.

Goods are absolute, or relative to each player's own roles, whichever the production and consumption goods are
given in: the rules are the same. Every array has one element an agent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kiosk.economy.paths import path_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Goods = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Chances = NDArray[np.float64]

CHANCES = 2
"""Uniform numbers that an agent may use up in a choice."""


class Population(Protocol):
    """Agents that choose together and learn what came of it."""

    def choose(self, in_hand: Goods, chances: Chances) -> Goods:
        """The good that each agent asks for; `chances` are uniform in [0, 1), shape (CHANCES, n_agents)."""

    def learn(self, in_hand: Goods, asked: Goods, success: Flags) -> None:
        """Take in who got what it asked for."""


@dataclass(frozen=True)
class PaperParameters:
    """How the paper's agents learn, discount and explore. The defaults are its experiment-like ones.

    Attributes:
        alpha: learning rate, from 0 to 1.
        beta: discount rate of a delay, above 0.
        gamma: probability to explore, from 0 to 1.

    Raises:
        ValueError: one of them is out of its range.
    """

    alpha: float = 0.175
    beta: float = 1.0
    gamma: float = 0.125

    def __post_init__(self) -> None:
        if not (0 <= self.alpha <= 1 and self.beta > 0 and 0 <= self.gamma <= 1):
            raise ValueError(
                "expected alpha and gamma from 0 to 1 and beta above 0, "
                f"got alpha {self.alpha}, beta {self.beta} and gamma {self.gamma}"
            )


class PaperPopulation:
    """The agents of Nioche et al., Palgrave Communications 5:153 (2019), after Iwai.

    An agent estimates T(i→j), how easily good i is exchanged for j: 1 at first, moved by alpha towards 1
    or 0 with each of its attempts at that exchange. It follows the path to its consumption good of the
    largest value (1 + beta)^(-D), D being the sum of 1/T over the path's exchanges, or, with probability
    gamma, any other path; and asks for the first good on it.
    """

    def __init__(
        self,
        production: Goods,
        consumption: Goods,
        n_goods: int,
        parameters: PaperParameters = PaperParameters(),
    ) -> None:
        """Make agents with these production and consumption goods, each of shape (n_agents,)."""
        self.parameters = parameters
        self.ease: NDArray[np.float64] = np.ones((production.size, n_goods, n_goods))
        """T, shape (n_agents, n_goods, n_goods); infinite from a good to itself, which takes no exchange."""
        self.ease[:, range(n_goods), range(n_goods)] = np.inf
        self._consumption = consumption
        self._agents = np.arange(production.size)
        self._paths = path_table(n_goods)
        self._overflow = np.finfo(np.float64).maxexp * np.log(2.0) / np.log1p(parameters.beta)

    def choose(self, in_hand: Goods, chances: Chances) -> Goods:
        """The first good on each agent's path."""
        paths = self._paths[in_hand, self._consumption]
        # The largest value is the least delay; unlike the power, sums and quotients are the same to the bit
        # on every machine. The first of the least is taken, so that the direct path wins ties.
        chosen = self._delays(paths).argmin(axis=1)
        explores, which = chances
        other = (which * (paths.shape[1] - 1)).astype(np.int64)
        other += other >= chosen
        chosen = np.where(explores < self.parameters.gamma, other, chosen)
        asked: Goods = paths[self._agents, chosen, 1]
        return asked

    def learn(self, in_hand: Goods, asked: Goods, success: Flags) -> None:
        """Move T of the attempted exchange alone towards 1 after a success, towards 0 after a failure."""
        attempted = self._agents, in_hand, asked
        self.ease[attempted] += self.parameters.alpha * (success - self.ease[attempted])

    def _delays(self, paths: NDArray[np.intp]) -> NDArray[np.float64]:
        """D of each agent's paths, infinite where the path's value is 0.

        That is where some T is 0, or where (1 + beta)^D overflows a double. It matters where it is so of
        every path: then the direct one wins, however hopeless, and not the least hopeless one.
        """
        ease = self.ease[self._agents[:, None, None], paths[..., :-1], paths[..., 1:]]
        with np.errstate(divide="ignore"):
            delay = (1.0 / ease).sum(axis=-1)
        return np.where(delay < self._overflow, delay, np.inf)


class RandomPopulation:
    """Agents that ask for any good but the one in hand, all alike likely, and learn nothing."""

    def __init__(self, production: Goods, consumption: Goods, n_goods: int) -> None:  # noqa: ARG002  as any population
        """Make agents of an economy of so many goods."""
        self._n_goods = n_goods

    def choose(self, in_hand: Goods, chances: Chances) -> Goods:
        """A good drawn uniformly among the others."""
        step = 1 + (chances[0] * (self._n_goods - 1)).astype(np.int64)
        asked: Goods = (in_hand + step) % self._n_goods
        return asked

    def learn(self, in_hand: Goods, asked: Goods, success: Flags) -> None:
        """Nothing."""
