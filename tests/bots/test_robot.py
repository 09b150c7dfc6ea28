"""A robot whose server does not wait for it."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kiosk.bots.client import FINAL_ERRORS, Refused
from kiosk.bots.robot import Robot
from kiosk.economy.agents import random_agent

if TYPE_CHECKING:
    from kiosk.economy.agents import Agent

PLACE = {
    "userId": 1,
    "step": "game",
    "score": 0,
    "t": 0,
    "tMax": 2,
    "nGood": 3,
    "productionGood": 0,
    "consumptionGood": 1,
    "goodInHand": 0,
    "choiceMade": False,
}


class Impatient:
    """In place of a tablet's socket: refuses the first choice, and says then that the session is over."""

    device_id = "robot"

    def __init__(self, code: str, *, at_once: bool = False) -> None:
        self._code = code
        self._at_once = at_once
        self._step = "game"

    async def ask(self, demand: str, **_fields: Any) -> dict[str, Any]:
        if demand == "init" and not self._at_once:
            return PLACE | {"step": self._step, "score": 3}
        self._step = "end"
        raise Refused(self._code, "the server's sentence")

    async def disconnect(self) -> None:
        """Nothing to close."""


def agent(_place: dict[str, Any]) -> Agent:
    return random_agent(production_good=0, consumption_good=1, n_goods=3, rng=np.random.default_rng(7))


@pytest.mark.parametrize("code", ["already_chosen", "past_round", "future_round", "wrong_step"])
def test_a_robot_that_is_out_of_step_asks_where_it_stands(code: str) -> None:
    assert code in FINAL_ERRORS, "asking the same again would change nothing"
    robot = Robot(Impatient(code), agent, thinking=0, chance=random.Random(7))  # type: ignore[arg-type]
    assert asyncio.run(robot.play()) == 3


@pytest.mark.parametrize("code", ["room_closed", "unknown_user"])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_robot_that_has_nothing_more_to_play_leaves(code: str, at_once: bool) -> None:  # noqa: FBT001  a case
    server = Impatient(code, at_once=at_once)
    robot = Robot(server, agent, thinking=0, chance=random.Random(7))  # type: ignore[arg-type]
    assert asyncio.run(robot.play()) == (0 if at_once else 3)


def test_a_refusal_that_is_nobodys_haste_is_told() -> None:
    robot = Robot(Impatient("good_out_of_range"), agent, thinking=0, chance=random.Random(7))  # type: ignore[arg-type]
    with pytest.raises(Refused):
        asyncio.run(robot.play())
