from __future__ import annotations

import numpy as np
import pytest

from kiosk.economy import market
from kiosk.economy.agents import Agent, paper_agent, random_agent
from kiosk.economy.goods import Cycle, Economy, absolute, relative, roles
from kiosk.economy.populations import PaperParameters

FOUNDERS = {"paper": paper_agent, "random": random_agent}


@pytest.mark.parametrize("founder", FOUNDERS)
def test_an_agent_asks_for_another_good_than_the_one_in_hand(founder: str) -> None:
    agent: Agent = FOUNDERS[founder](0, 1, 4, np.random.default_rng(1))
    in_hand = 0
    for t in range(200):
        asked = agent.choose(in_hand)
        assert asked in {0, 1, 2, 3} - {in_hand}
        agent.learn(in_hand, asked, t % 3 == 0)
        if t % 3 == 0:
            in_hand = 0 if asked == 1 else asked


@pytest.mark.parametrize("founder", FOUNDERS)
def test_an_agent_of_a_seed_plays_the_same_game_again(founder: str) -> None:
    def game(seed: int) -> list[int]:
        agent: Agent = FOUNDERS[founder](0, 1, 4, np.random.default_rng(seed))
        asked = []
        for _ in range(40):
            asked.append(agent.choose(0))
            agent.learn(0, asked[-1], success=False)
        return asked

    assert game(3) == game(3)
    assert game(3) != game(4)


def test_an_agent_turns_to_a_medium_when_barter_fails_and_back_when_the_medium_fails() -> None:
    agent = paper_agent(0, 1, 3, np.random.default_rng(1), PaperParameters(alpha=0.25, gamma=0))
    asked = []
    for _ in range(8):
        asked.append(agent.choose(0))
        agent.learn(0, asked[-1], success=False)
    # D of barter: 1, 1.33, 1.78, 2.37, 3.16, 4.21; of the way over good 2: 2, 2.33, 2.78, 3.37
    assert asked == [1, 1, 1, 2, 2, 1, 2, 1]


def test_agents_that_name_goods_their_own_way_play_a_game_by_the_rules() -> None:
    """As robots do it over the wire: each knows its own goods as 0 and 1."""
    economy = Economy((2, 3, 4), Cycle.PREVIOUS)
    production = in_hand = roles(economy)
    consumption = economy.consumption_good(production)
    agents = [paper_agent(0, 1, 3, np.random.default_rng(seat)) for seat in range(economy.n_players)]
    scores = np.zeros(economy.n_players, int)
    for t in range(40):
        held = relative(in_hand, production, consumption, 3)
        wanted = np.array([agent.choose(good) for agent, good in zip(agents, held.tolist(), strict=True)])
        asked = absolute(wanted, production, consumption, 3)
        success = market.resolve(in_hand, asked, market.draw(1, t, economy.n_players))
        outcomes = zip(agents, held.tolist(), wanted.tolist(), success.tolist(), strict=True)
        for agent, *outcome in outcomes:
            agent.learn(*outcome)
        in_hand, scored = market.settle(in_hand, asked, success, production, consumption)
        scores += scored
    assert scores.sum() > 0
