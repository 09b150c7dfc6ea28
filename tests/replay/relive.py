"""A recorded session, lived through again over real sockets."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from kiosk.economy.goods import relative
from tests.replay.restless import RestlessTablet

if TYPE_CHECKING:
    from kiosk.archive.recording import ChoiceRow, PlayerRow, Recording


async def relive(url: str, recording: Recording, *, seed: int) -> list[RestlessTablet]:
    """Send what the recorded players chose, each from a tablet of its own; returns the tablets.

    Raises:
        AssertionError: a reply differs from the recording.
    """
    chance = random.Random(seed)
    players = chance.sample(recording.players, len(recording.players))
    tablets = [
        RestlessTablet(url, f"device-{player.tablet_id}", chance=random.Random(chance.random()))
        for player in players
    ]
    async with asyncio.TaskGroup() as group:
        for tablet, player in zip(tablets, players, strict=True):
            group.create_task(_live(tablet, player, recording))
    return tablets


async def _live(tablet: RestlessTablet, player: PlayerRow, recording: Recording) -> None:
    assert player.tablet_id is not None
    await tablet.enrol(player.tablet_id)
    place = await tablet.ask("init", deviceId=tablet.device_id)
    roles = player.production_good, player.consumption_good, recording.room.n_type
    assert (place["productionGood"], place["consumptionGood"], place["nGood"]) == roles
    user = place["userId"]
    await tablet.ask("survey", userId=user, age=20 + player.player, sex="female")
    for row in _rounds_of(player, recording.training):
        said = await _choose(tablet, "training_choice", user, row, roles)
        assert said["trainingSuccess"] is bool(row.success)
    await tablet.ask("training_done", userId=user)
    for row in _rounds_of(player, recording.choices):
        said = await _choose(tablet, "choice", user, row, roles)
        assert said["success"] is bool(row.success)
    place = await tablet.ask("init", deviceId=tablet.device_id)
    await tablet.disconnect()
    assert (place["step"], place["score"]) == ("end", player.score)
    assert place["trainingScore"] == player.training_score


async def _choose(
    tablet: RestlessTablet, demand: str, user: int, row: ChoiceRow, roles: tuple[int, int, int]
) -> dict[str, Any]:
    good = relative(row.desired_good, *roles)
    return await tablet.ask(demand, userId=user, t=row.t, good=good)


def _rounds_of(player: PlayerRow, rows: list[ChoiceRow]) -> list[ChoiceRow]:
    return sorted((row for row in rows if row.player == player.player), key=lambda row: row.t)
