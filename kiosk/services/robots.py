"""The seats that the server plays itself: those of robots without a tablet.

A robot chooses from what its seat has lived through, with draws that hang on the room's seed, the seat
and the round alone. So it needs no memory, any process may let it play, and twice changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.utils import timezone

from kiosk.economy.agents import paper_agent
from kiosk.models import Choice, Phase, Player, Room, Step
from kiosk.models.room_rows import lock_rooms
from kiosk.services.barriers import arrive
from kiosk.services.closing import count_in
from kiosk.services.requests import Committed, PlayRobots, RobotsPlayed
from kiosk.services.standing import RoomStanding
from kiosk.services.training import TRAINING_FIELDS, training_complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.economy.agents import Agent
    from kiosk.services.standing import RoundClosed


def robots_play(requests: Sequence[PlayRobots]) -> Committed:
    """Let each robot of these rooms do what its room's step asks, if it has not done it yet."""
    closed: list[RoundClosed] = []
    with transaction.atomic():
        rooms = lock_rooms(request.room_id for request in requests)
        for room in rooms.values():
            if room.closed_at is None and room.paused_at is None:
                closed += _play(room)
    standings = {pk: RoomStanding.of(room) for pk, room in rooms.items()}
    return Committed([RobotsPlayed() for _ in requests], standings, closed=closed)


def _play(room: Room) -> list[RoundClosed]:
    robots = list(Player.objects.filter(room=room, robot=True, tablet=None, step=room.step).order_by("seat"))
    for player in robots:
        player.room = room
    match room.step:
        case Step.SURVEY:
            _pass(room, robots, ["step"])
        case Step.TRAINING:
            _train(room, robots)
        case Step.GAME:
            return _choose(room, robots)
    return []


def _train(room: Room, robots: list[Player]) -> None:
    """Try exchanges at random, as a participant is meant to."""
    choices: list[Choice] = []
    for player in robots:
        chance = np.random.default_rng([room.seed, player.seat])

        def wish(held: int, chance: np.random.Generator = chance) -> int:
            others = [good for good in range(room.economy.n_goods) if good != held]
            return int(chance.choice(others))

        choices += training_complete(player, wish, robot=True)
    Choice.objects.bulk_create(choices)
    _pass(room, robots, ["step", *TRAINING_FIELDS])


def _choose(room: Room, robots: list[Player]) -> list[RoundClosed]:
    rounds = Choice.objects.filter(player__in=robots, phase=Phase.GAME).order_by("t")
    now = timezone.now()
    fresh = []
    for player in robots:
        lived = [choice for choice in rounds if choice.player_id == player.pk]
        if lived and lived[-1].t == room.t:
            continue
        asked = _mind(player, lived).choose(player.good_in_hand)
        fresh.append(
            Choice(
                player=player,
                t=room.t,
                good_in_hand=player.good_in_hand,
                desired_good=asked,
                robot=True,
                received_at=now,
            )
        )
    Choice.objects.bulk_create(fresh)
    return count_in({room.pk: room}, [room.pk] * len(fresh))


def _mind(player: Player, lived: list[Choice]) -> Agent:
    """The published artificial agent, with the memory of what its seat has lived through."""
    agent = paper_agent(
        player.production_good,
        player.consumption_good,
        player.room.economy.n_goods,
        np.random.default_rng([player.room.seed, player.seat, player.room.t]),
    )
    for choice in lived:
        agent.learn(choice.good_in_hand, choice.desired_good, bool(choice.success))
    return agent


def _pass(room: Room, robots: list[Player], fields: Sequence[str]) -> None:
    for player in robots:
        player.step = room.step_after(room.step)
    Player.objects.bulk_update(robots, fields)
    if robots:
        arrive(room, len(robots), timezone.now())
