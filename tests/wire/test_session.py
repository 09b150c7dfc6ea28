from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from kiosk.economy.goods import relative
from kiosk.models import Choice, Phase, Player, Step
from kiosk.services.report import instance
from tests.sessions import device, enrol, events, open_room
from tests.wire.sockets import pass_barrier, play_round, together, train, walk, wish

if TYPE_CHECKING:
    from kiosk.models import Room
    from tests.wire.sockets import Process, Tablet


async def opened(server: Process, distribution: str = "1/1/1", **terms: object) -> Room:
    """An open room whose tablets are enrolled."""

    def write() -> Room:
        room = open_room(distribution, **terms)  # type: ignore[arg-type]
        enrol(*range(room.size))
        return room

    return await server.database(write)


async def repeated(tablet: Tablet, frame: str) -> None:
    """The server answers the repetition of this frame with the very frame that it has pushed."""
    pushed = await tablet.hear()
    await tablet.send(frame)
    assert await tablet.hear() == pushed


async def test_a_session_is_played_to_its_end_and_nobody_repeats_anything(server: Process) -> None:
    room = await opened(server, "2/2/2")
    tablets = await walk(server, room, Step.END)
    ends = await together(tablet.init() for tablet in tablets)
    assert {(reply["step"], reply["wait"], reply["t"]) for reply in ends} == {("end", False, 2)}


@pytest.mark.parametrize(("survey", "training_rounds"), [(False, 2), (True, 0), (False, 0)])
async def test_a_session_without_survey_or_training_throws_nobody_back(
    server: Process, *, survey: bool, training_rounds: int
) -> None:
    room = await opened(server, survey=survey, training_rounds=training_rounds)
    tablets = await walk(server, room, Step.GAME)
    for t in range(room.rounds):
        assert {(await tablet.init())["step"] for tablet in tablets} == {"game"}
        await play_round(tablets, t)
    assert {(await tablet.init())["step"] for tablet in tablets} == {"end"}


async def test_who_waits_at_a_barrier_is_told_how_many_are_missing(server: Process) -> None:
    await opened(server, "2/2/2")
    replies = []
    for number in range(5):
        tablet = await server.tablet(number)
        replies.append(await tablet.init())
    assert [reply["wait"] for reply in replies] == [True] * 5
    assert [(reply["progress"], reply["missing"]) for reply in replies] == [
        (16, 5),
        (33, 4),
        (50, 3),
        (66, 2),
        (83, 1),
    ]


@pytest.mark.parametrize("demand", ["init", "survey", "training_done", "choice"])
async def test_who_waits_is_pushed_the_very_answer_of_its_next_repetition(
    server: Process, demand: str
) -> None:
    before = {"init": None, "survey": Step.SURVEY, "training_done": Step.TRAINING, "choice": Step.GAME}
    room = await opened(server)
    step = before[demand]
    if step is None:
        tablets = [await server.tablet(number) for number in range(3)]
    else:
        tablets = await walk(server, room, step)
    if demand == "training_done":
        await together(train(tablet, t) for t in range(room.training_rounds) for tablet in tablets)
    frames = [await frame(tablet, demand) for tablet in tablets]
    for tablet, asked in zip(tablets[:2], frames, strict=False):
        await tablet.send(asked)
        assert (await tablet.reply())["wait"] is True
    await tablets[2].send(frames[2])
    for tablet, asked in zip(tablets, frames, strict=True):
        await repeated(tablet, asked)
        assert await tablet.ping() == []


async def frame(tablet: Tablet, demand: str) -> str:
    """What the tablet sends, again and again, until it is answered."""
    fields: dict[str, object] = {"demand": demand}
    if demand == "init":
        return json.dumps(fields | {"deviceId": device(tablet.number)})
    fields |= {"userId": tablet.user_id}
    if demand == "survey":
        fields |= {"age": 30, "sex": "male"}
    if demand == "choice":
        fields |= {"t": 0, "good": await wish(tablet)}
    return json.dumps(fields)


async def test_the_result_of_a_round_is_the_one_that_is_kept(server: Process) -> None:
    room = await opened(server, "2/1/2", rounds=4)
    tablets = await walk(server, room, Step.GAME)
    for t in range(room.rounds):
        replies = await play_round(tablets, t)
        rows = await server.database(partial(kept, room, t))
        for tablet, reply in zip(tablets, replies, strict=True):
            player, success = rows[tablet.user_id]
            held = relative(player.good_in_hand, player.production_good, player.consumption_good, 3)
            assert (reply["success"], reply["score"], reply["t"]) == (success, player.score, t)
            assert (reply["goodInHand"], reply["end"]) == (held, t == room.rounds - 1)


def kept(room: Room, t: int) -> dict[int, tuple[Player, bool | None]]:
    """Secret number → the player and whether it succeeded in round t."""
    choices = Choice.objects.filter(player__room=room, phase=Phase.GAME, t=t).select_related("player")
    return {choice.player.user_id: (choice.player, choice.success) for choice in choices}


async def test_in_training_everybody_is_answered_at_once(server: Process) -> None:
    room = await opened(server)
    first, second, third = await walk(server, room, Step.TRAINING)
    for t in range(room.training_rounds):
        reply = await train(first, t)
        assert (reply["wait"], reply["t"], reply["trainingEnd"]) == (False, t, t == 1)
        assert reply["trainingProgress"] == 0
    assert (await first.ask("training_done"))["progress"] == 33
    assert (await train(second, 0))["trainingProgress"] == 33
    assert (await third.init())["trainingT"] == 0


async def test_a_tablet_in_no_room_waits_and_gets_its_seat_when_one_opens(server: Process) -> None:
    await server.database(lambda: enrol(0))
    tablet = await server.tablet(0)
    reply = await tablet.init()
    assert (reply["wait"], reply["error"]["code"], reply["tablet"]) == (True, "no_room", 0)
    await server.database(open_room)
    assert (await tablet.init())["userId"] > 0


async def test_a_call_reaches_the_rooms_log(server: Process) -> None:
    room = await opened(server)
    tablets = await walk(server, room, Step.SURVEY)
    assert await tablets[1].ask("call") == {"demand": "call", "wait": False}
    calls = await server.database(lambda: events(room, "operator_called"))
    assert [call["seat"] for call in calls] == [1]


async def test_two_rooms_are_played_side_by_side_on_one_process(server: Process) -> None:
    def write() -> tuple[Room, Room]:
        rooms = open_room(tablets="0-2"), open_room("1/2/1", tablets="10-13")
        enrol(*range(3), *range(10, 14))
        return rooms

    first, second = await server.database(write)
    one = await walk(server, first, Step.GAME)
    other = await walk(server, second, Step.SURVEY, first=10)
    for t in range(first.rounds):
        await play_round(one, t)
    await pass_barrier(other, "survey", age=30, sex="male")
    assert (await one[0].init())["step"] == "end"
    assert (await other[0].init())["step"] == "training"
    assert [await tablet.ping() for tablet in [*one, *other]] == [[]] * 7


async def test_netchecks_question_comes_back_with_the_kiosk_that_answers(server: Process) -> None:
    tablet = await server.tablet()
    reply = await tablet.ask("echo", token="a token")  # noqa: S106  no secret
    assert reply == {
        "demand": "echo",
        "wait": False,
        "token": "a token",
        "instance": instance(),
    }


@pytest.mark.parametrize("demand", ["init", "training_choice"])
async def test_who_repeats_a_demand_is_heard_without_a_heartbeat(server: Process, demand: str) -> None:
    room = await opened(server)
    tablet, *_others = await walk(server, room, Step.TRAINING)
    server.hub.register.changes()
    if demand == "init":
        await tablet.init()
    else:
        await tablet.ask("training_choice", t=0, good=1)
    assert [heard.device_id for heard in server.hub.register.changes()] == [device(0)]
