"""A whole economy of artificial agents, without a server: many of them at once, by their seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.economy import market
from kiosk.economy.draws import Purpose, uniforms
from kiosk.economy.goods import roles
from kiosk.economy.populations import CHANCES, PaperPopulation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from kiosk.economy.goods import Economy
    from kiosk.economy.populations import Population

    Goods = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Founding = Callable[[Goods, Goods, int], Population]


@dataclass(frozen=True)
class Record:
    """What happened in games of one economy, in absolute goods.

    Attributes:
        production: the players' production goods, shape (n_players,).
        consumption: their consumption goods, shape (n_players,).
        in_hand: good in hand at the start of each round, shape (n_games, rounds, n_players).
        asked: good asked for, the same shape.
        success: whether the player got it, the same shape.
    """

    production: Goods
    consumption: Goods
    in_hand: Goods
    asked: Goods
    success: Flags

    @property
    def score(self) -> Goods:
        """The players' scores at the end, shape (n_games, n_players)."""
        consumptions: Goods = (self.success & (self.asked == self.consumption)).sum(axis=-2)
        return consumptions


def simulate(
    economy: Economy, *, seeds: Sequence[int], rounds: int, agents: Founding = PaperPopulation
) -> Record:
    """Let artificial agents play one game a seed. Players sit in the order of the goods they produce.

    A game follows from its seed alone, whichever others are played beside it.

    Args:
        economy: who produces and consumes what.
        seeds: one a game, each >= 0.
        rounds: how many rounds each game has.
        agents: makes the population from production goods, consumption goods and the number of goods.
    """
    production = roles(economy)
    consumption = economy.consumption_good(production)
    n_games, shape = len(seeds), (len(seeds), rounds, economy.n_players)
    in_hand, asked = np.empty(shape, np.int64), np.empty(shape, np.int64)
    success = np.empty(shape, np.bool_)
    chances = _chances(seeds, rounds, economy.n_players)
    produced, consumed = np.tile(production, n_games), np.tile(consumption, n_games)
    population = agents(produced, consumed, economy.n_goods)
    # Each game has goods of its own, so all games of a round are one market without exchanges among them.
    own = np.repeat(np.arange(n_games) * economy.n_goods, economy.n_players)
    held = produced
    for t in range(rounds):
        priority, *of_choice = chances[t]
        wanted = population.choose(held, np.array(of_choice))
        got = market.resolve(own + held, own + wanted, priority)
        population.learn(held, wanted, got)
        in_hand[:, t], asked[:, t], success[:, t] = (
            flat.reshape(n_games, -1) for flat in (held, wanted, got)
        )
        held, _ = market.settle(held, wanted, got, produced, consumed)
    return Record(production, consumption, in_hand, asked, success)


def _chances(seeds: Sequence[int], rounds: int, n_players: int) -> NDArray[np.float64]:
    """Uniform numbers of shape (rounds, 1 + CHANCES, n_games · n_players): priorities, then chances."""
    kinds = 1 + CHANCES
    drawn = [uniforms(seed, Purpose.SIMULATION, size=rounds * kinds * n_players) for seed in seeds]
    by_game = np.array(drawn).reshape(len(seeds), rounds, kinds, n_players)
    return np.ascontiguousarray(by_game.transpose(1, 2, 0, 3)).reshape(rounds, kinds, -1)
