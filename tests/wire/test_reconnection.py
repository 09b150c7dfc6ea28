from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kiosk.models import Step
from tests.sessions import contents, device, enrol, open_room
from tests.wire.sockets import pass_barrier, play_round, together, train, walk, wish

if TYPE_CHECKING:
    from kiosk.models import Room
    from tests.wire.sockets import Process, Tablet


async def walked(server: Process, step: Step) -> list[Tablet]:
    """Three tablets at a step of a room."""

    def write() -> Room:
        enrol(*range(3))
        return open_room()

    return await walk(server, await server.database(write), step)


async def reconnected(server: Process, tablet: Tablet) -> Tablet:
    """The same tablet on a new socket, with nothing but its secret number."""
    await tablet.close()
    again = await server.tablet(tablet.number)
    again.user_id = tablet.user_id
    return again


async def test_a_choice_repeated_on_a_new_socket_without_init_is_pushed_its_result(server: Process) -> None:
    tablets = await walked(server, Step.GAME)
    wishes = await together(wish(tablet) for tablet in tablets)
    assert (await tablets[0].ask("choice", t=0, good=wishes[0]))["wait"] is True
    tablets[0] = await reconnected(server, tablets[0])
    reply = await tablets[0].ask("choice", t=0, good=wishes[0])
    assert (reply["wait"], reply["missing"]) == (True, 2)
    for tablet, good in zip(tablets[1:], wishes[1:], strict=True):
        await tablet.say("choice", t=0, good=good)
    assert [reply["t"] for reply in await together(tablet.decision() for tablet in tablets)] == [0] * 3


async def test_a_result_that_was_lost_with_its_socket_is_the_answer_of_the_next_repetition(
    server: Process,
) -> None:
    tablets = await walked(server, Step.GAME)
    good = await wish(tablets[0])
    told = await play_round(tablets, 0)
    tablets[0] = await reconnected(server, tablets[0])
    assert await tablets[0].ask("choice", t=0, good=good) == told[0]


@pytest.mark.parametrize("demand", ["survey", "training_done"])
async def test_a_barrier_is_waited_for_on_a_new_socket_without_init(server: Process, demand: str) -> None:
    step = Step.SURVEY if demand == "survey" else Step.TRAINING
    fields: dict[str, object] = {"age": 30, "sex": "male"} if demand == "survey" else {}
    tablets = await walked(server, step)
    if step is Step.TRAINING:
        await together(train(tablet, t) for t in range(2) for tablet in tablets)
    assert (await tablets[0].ask(demand, **fields))["wait"] is True
    tablets[0] = await reconnected(server, tablets[0])
    assert (await tablets[0].ask(demand, **fields))["wait"] is True
    await pass_barrier(tablets[1:], demand, **fields)
    assert (await tablets[0].decision())["progress"] == 100


async def test_a_training_round_is_repeated_on_a_new_socket_without_init(server: Process) -> None:
    tablet, *_others = await walked(server, Step.TRAINING)
    told = await train(tablet, 0)
    tablet = await reconnected(server, tablet)
    assert await tablet.ask("training_choice", t=0, good=1) == told


async def test_a_tablet_that_starts_again_in_the_middle_is_where_it_was(server: Process) -> None:
    tablet, *others = await walked(server, Step.TRAINING)
    await train(tablet, 0)
    before = await tablet.init()
    tablet = await reconnected(server, tablet)
    assert await tablet.init() == before
    assert before["trainingT"] == 1
    await together(train(other, t) for t in range(2) for other in others)
    await train(tablet, 1)
    await pass_barrier([tablet, *others], "training_done")
    for t in range(3):
        await play_round([tablet, *others], t)
        before = await tablet.init()
        tablet = await reconnected(server, tablet)
        assert await tablet.init() == before
    assert before["step"] == "end"


async def test_both_sockets_of_a_tablet_that_wait_are_told(server: Process) -> None:
    tablets = await walked(server, Step.GAME)
    wishes = await together(wish(tablet) for tablet in tablets)
    twin = await server.tablet(0)
    twin.user_id = tablets[0].user_id
    for socket in (tablets[0], twin):
        assert (await socket.ask("choice", t=0, good=wishes[0]))["wait"] is True
    for tablet, good in zip(tablets[1:], wishes[1:], strict=True):
        await tablet.say("choice", t=0, good=good)
    assert await twin.decision() == await tablets[0].decision()


async def test_a_socket_goes_over_to_another_player_only_with_its_device(server: Process) -> None:
    tablets = await walked(server, Step.SURVEY)
    tablet, other = tablets[:2]
    mine = tablet.user_id
    tablet.user_id = other.user_id
    refused = await tablet.ask("survey", age=30, sex="male")
    assert refused["error"]["code"] == "unknown_user"
    moved = await tablet.ask("init", deviceId=device(1))
    assert moved["userId"] == other.user_id
    assert (await tablet.ask("survey", age=30, sex="male"))["progress"] == 33
    tablet.user_id = mine
    assert (await tablet.ask("survey", age=30, sex="male"))["error"]["code"] == "unknown_user"


async def test_sockets_that_close_are_forgotten_and_their_rooms_with_the_last(server: Process) -> None:
    tablets = await walked(server, Step.GAME)
    hub = server.hub
    await tablets[0].close()
    assert [len(clients) for clients in hub._clients.values()] == [2]
    for tablet in tablets[1:]:
        await tablet.close()
    for _look in range(2):
        hub._forget()
    assert (hub.rooms, hub.players, {**hub._clients}) == ({}, {}, {})


async def test_a_socket_that_closes_while_it_is_served_leaves_nothing_behind(server: Process) -> None:
    tablets = await walked(server, Step.GAME)
    good = await wish(tablets[0])
    await tablets[0].say("choice", t=0, good=good)
    await tablets[0].close()  # its reply was not waited for
    assert [len(clients) for clients in server.hub._clients.values()] == [2]
    kept = await server.database(contents)
    assert [row["t"] for row in kept["Choice"] if row["phase"] == "game"] == [0]


async def test_an_application_that_is_killed_while_it_serves_lets_go_of_its_player(server: Process) -> None:
    tablets = await walked(server, Step.GAME)
    await tablets[0].kill()
    assert [len(clients) for clients in server.hub._clients.values()] == [2]
    await tablets[1].say("choice", t=0, good=await wish(tablets[1]))
    assert (await tablets[1].reply())["wait"] is True


async def test_a_device_that_returns_while_its_old_socket_closes_is_served(server: Process) -> None:
    tablets = await walked(server, Step.GAME)
    for _ in range(20):
        again = await server.tablet(0)
        again.user_id = tablets[0].user_id
        await again.send(json.dumps({"demand": "init", "deviceId": device(0)}))
        await tablets[0].close()
        assert (await again.reply())["step"] == "game"
        tablets[0] = again


async def test_a_tablet_that_comes_back_without_init_is_heard_and_one_that_leaves_has_left(
    server: Process,
) -> None:
    tablets = await walked(server, Step.GAME)
    again = await reconnected(server, tablets[0])
    good = await wish(tablets[1])
    server.hub.register.changes()
    await again.ask("choice", t=0, good=1 if good == 0 else 0)
    assert device(0) in {heard.device_id for heard in server.hub.register.changes()}
    await again.close()
    assert device(0) in server.hub.register.departures()


async def test_a_tablet_in_a_later_round_than_its_room_is_noticed_until_it_asks_where_it_stands(
    server: Process,
) -> None:
    tablets = await walked(server, Step.GAME)
    reply = await tablets[0].ask("choice", t=2, good=await wish(tablets[0]))
    assert reply["error"]["code"] == "future_round"
    assert rounds_ahead(server) == {device(0): 2}
    await tablets[0].init()
    assert rounds_ahead(server) == {}


def rounds_ahead(server: Process) -> dict[str, int]:
    """The devices that are known to be in a later round than their room, and in which."""
    changes = server.hub.register.changes()
    return {heard.device_id: heard.report["ahead"] for heard in changes if "ahead" in heard.report}


async def test_a_player_that_asks_for_itself_by_its_secret_number_takes_no_other_seat(
    server: Process,
) -> None:
    tablets = await walked(server, Step.END)
    next_room = await server.database(lambda: open_room("1/1/1"))
    again = await reconnected(server, tablets[0])
    reply = await again.ask("init", deviceId=device(0), userId=tablets[0].user_id)
    assert (reply["step"], reply["userId"]) == ("end", tablets[0].user_id)
    assert not await server.database(next_room.players.exists)
    reply = await again.ask("init", deviceId=device(0), userId=1)
    assert reply["error"]["code"] == "unknown_user"
