"""A recording that nobody has played: players who ask at random, under the rules."""

from __future__ import annotations

import numpy as np

from kiosk.archive.recording import ChoiceRow, PlayerRow, Recording, RoomRow
from kiosk.economy import market
from kiosk.economy.goods import Cycle, Economy, seat_roles

FOUR_GOODS = Economy((2, 3, 2, 3), Cycle.NEXT)


def synthetic_recording(
    economy: Economy = FOUR_GOODS, *, rounds: int = 12, training_rounds: int = 4, seed: int
) -> Recording:
    """A room of `economy` from its first round to its end; `seed` makes its draws and its players' wishes."""
    chance = np.random.default_rng(seed)
    production = seat_roles(economy, seed)
    consumption = economy.consumption_good(production)
    training = _Table(production)
    game = _Table(production)
    for t in range(training_rounds):
        asked = _wishes(chance, training.held, economy)
        training.settle(t, asked, chance.random(economy.n_players) < 1 / 2, consumption)
    for t in range(rounds):
        asked = _wishes(chance, game.held, economy)
        success = market.resolve(game.held, asked, market.draw(seed + 1, t, economy.n_players))
        game.settle(t, asked, success, consumption)
    room = RoomRow(
        n_user=economy.n_players,
        n_type=economy.n_goods,
        types="/".join(map(str, economy.distribution)),
        t_max=rounds,
        training_t_max=training_rounds,
        t=rounds - 1,
        state="end",
    )
    players = [
        PlayerRow(
            seat,
            int(production[seat]),
            int(consumption[seat]),
            score=int(game.points[seat]),
            training_score=int(training.successes[seat]),
            tablet_id=seat,
        )
        for seat in range(economy.n_players)
    ]
    return Recording(room, players, _sorted(game.rows), _sorted(training.rows))


class _Table:
    """The goods in the players' hands, and the rows that tell how they came there."""

    def __init__(self, production: market.Goods) -> None:
        self.rows: list[ChoiceRow] = []
        self.held = production.copy()
        self.points = np.zeros(production.size, dtype=np.int64)
        self.successes = np.zeros(production.size, dtype=np.int64)
        self._production = production

    def settle(self, t: int, asked: market.Goods, success: market.Flags, consumption: market.Goods) -> None:
        columns = np.arange(asked.size), self.held, asked, success
        self.rows += [
            ChoiceRow(int(seat), t, int(held), int(good), int(got))
            for seat, held, good, got in zip(*columns, strict=True)
        ]
        self.held, scored = market.settle(self.held, asked, success, self._production, consumption)
        self.points += scored
        self.successes += success


def _wishes(chance: np.random.Generator, held: market.Goods, economy: Economy) -> market.Goods:
    """A good for each player, uniformly among those that it does not hold."""
    return (held + chance.integers(1, economy.n_goods, size=held.size)) % economy.n_goods


def _sorted(rows: list[ChoiceRow]) -> list[ChoiceRow]:
    return sorted(rows, key=lambda row: (row.player, row.t))
