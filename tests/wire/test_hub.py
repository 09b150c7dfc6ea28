"""Processes that serve one site, with and without news between them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from kiosk.models import Room, Step
from kiosk.services.conduct import room_close
from kiosk.services.requests import Committed
from kiosk.services.seats import seats_refresh
from kiosk.services.standing import room_standings
from kiosk.wire import hub
from tests.sessions import device, enrol, open_room
from tests.wire.sockets import pass_barrier, play_round, process, together, train, walk, wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pytest_django import Settings

    from kiosk.services.conduct import Message
    from kiosk.services.standing import PlayerStanding, RoomStanding
    from tests.wire.sockets import Process, Tablet

ROUNDS = 5


def opened(**terms: Any) -> Room:
    enrol(*range(3))
    return open_room(**({"rounds": ROUNDS} | terms))


@pytest_asyncio.fixture
async def other(server: Process) -> AsyncIterator[Process]:
    """Another process on the same database; nothing but the database lies between the two."""
    async with process() as running:
        yield running


@pytest.fixture
def layer(settings: Settings) -> None:
    """A channel layer between the processes that are made from here on."""
    settings.CHANNEL_LAYERS = {"hub": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that look at the database all the time."""
    monkeypatch.setattr(hub, "WATCH_PERIOD", 0.0)


async def seated(server: Process, other: Process, **terms: Any) -> list[Tablet]:
    """Tablets 0 and 1 on a process, tablet 2 on the other, in the first round."""
    tablets = await walk(server, await server.database(lambda: opened(**terms)))
    far = await other.tablet(2)
    await far.init()
    await tablets[2].close()
    return [*tablets[:2], far]


async def choose(tablets: list[Tablet], t: int) -> list[Tablet]:
    """Each chooses, in this order."""
    for tablet in tablets:
        await tablet.say("choice", t=t, good=await wish(tablet))
    return tablets


async def require_true(running: Process) -> None:
    """What the process remembers of its players is what the database holds."""
    known = running.hub
    found = await running.database(lambda: seats_refresh(list(known.players)))
    assert known.players == found.players
    assert {room.place for room in known.rooms.values()} == {room.place for room in found.rooms.values()}


@pytest.mark.usefixtures("watchful")
async def test_a_round_that_another_process_has_closed_reaches_who_waits_by_the_watch(
    server: Process, other: Process
) -> None:
    *near, far = await seated(server, other)
    await choose([far], 0)
    assert (await far.reply())["wait"] is True
    await choose(near, 0)
    assert [reply["t"] for reply in await together(tablet.decision() for tablet in [*near, far])] == [0] * 3
    await require_true(other)


async def test_what_is_pushed_by_the_watch_is_the_answer_of_the_next_repetition(
    server: Process, other: Process
) -> None:
    *near, far = await seated(server, other)
    good = await wish(far)
    waiting = await far.ask("choice", t=0, good=good)
    await choose(near, 0)
    await together(tablet.decision() for tablet in near)
    assert (await far.ask("choice", t=0, good=good)) == waiting  # not heard of yet, and so no news
    await other.hub._compare()
    pushed = await far.reply()
    assert pushed["wait"] is False
    assert await far.ask("choice", t=0, good=good) == pushed


@pytest.mark.parametrize("demand", ["init", "survey", "training_done"])
async def test_a_barrier_that_another_process_has_opened_is_found_by_the_watch(
    server: Process, other: Process, demand: str
) -> None:
    step = {"survey": Step.SURVEY, "training_done": Step.TRAINING}.get(demand)
    room = await server.database(opened)
    fields: dict[str, object] = {"age": 30, "sex": "male"} if demand == "survey" else {}
    if step is None:
        near, far = [await server.tablet(0), await server.tablet(1)], await other.tablet(2)
        await far.init()
        assert [(await tablet.init())["wait"] for tablet in near] == [True, False]
    else:
        *near, last = await walk(server, room, step)
        if step is Step.TRAINING:
            await together(train(tablet, t) for t in range(2) for tablet in [*near, last])
        far = await other.tablet(2)
        await far.init()
        assert (await far.ask(demand, **fields))["wait"] is True
        await pass_barrier(near, demand, **fields)
    await other.hub._compare()
    assert (await far.decision())["demand"] == demand


async def test_who_brings_the_news_along_to_another_process_makes_it_tell_the_right_results(
    server: Process, other: Process
) -> None:
    *near, far = await seated(server, other)
    goods = [await play_result(far, near, t=0)]
    mover = await other.tablet(0)  # knows the result of round 0, and comes here for round 1
    mover.user_id = near[0].user_id
    assert (await mover.ask("choice", t=1, good=await wish(mover)))["wait"] is True
    told = await far.reply()
    assert (told["t"], told["wait"]) == (0, False)
    assert told == await far.ask("choice", t=0, good=goods[0])
    await require_true(other)


async def play_result(far: Tablet, near: list[Tablet], *, t: int) -> int:
    """The far tablet waits in a round that the near ones close; returns the good it asked for."""
    good = await wish(far)
    assert (await far.ask("choice", t=t, good=good))["wait"] is True
    await choose(near, t)
    await together(tablet.decision() for tablet in near)
    return good


@pytest.mark.usefixtures("layer", "transactional_db")
async def test_with_a_channel_layer_the_news_is_there_at_once() -> None:
    async with process() as server, process() as other:
        *near, far = await seated(server, other)
        for t in range(ROUNDS):
            tablets = [*near, far] if t % 2 else [far, *near]
            await choose(tablets, t)
            replies = await together(tablet.decision() for tablet in tablets)
            assert {reply["t"] for reply in replies} == {t}
            for running in (server, other):
                await require_true(running)
        assert {(await tablet.init())["step"] for tablet in tablets} == {"end"}


@pytest.fixture
async def told(server: Process, other: Process, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The news of a whole game on one process, of which the other, with tablet 2, has heard nothing."""
    news: list[dict[str, Any]] = []

    async def tell(said: dict[str, Any]) -> None:
        news.append(said)

    *near, far = await seated(server, other)
    twin = await server.tablet(2)
    twin.user_id = far.user_id
    monkeypatch.setattr(server.hub.relay, "tell", tell)
    for t in range(ROUNDS):
        await play_round([*near, twin], t)
    assert [said["t"] for said in news] == list(range(1, ROUNDS + 1))
    return news


@pytest.mark.parametrize("order", range(5))
async def test_news_late_twice_or_out_of_order_never_turns_the_memory_back(
    other: Process, told: list[dict[str, Any]], order: int
) -> None:
    chance = random.Random(order)
    arriving = chance.choices(told, k=12)
    places = []
    for said in arriving:
        await other.hub.hear(said)
        (room,) = other.hub.rooms.values()
        assert room.t >= said["t"]
        places.append(room.place)
    assert places == sorted(places)
    await other.hub.hear(told[-1])
    await require_true(other)


async def test_news_in_order_is_believed_without_the_database(
    other: Process, told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    reread: list[int] = []
    actual = other.hub._reread

    async def noted(room: RoomStanding) -> None:
        reread.append(room.id)
        await actual(room)

    monkeypatch.setattr(other.hub, "_reread", noted)
    for said in told:
        await other.hub.hear(said)
    assert reread == []
    await require_true(other)


async def test_news_of_a_room_without_clients_here_is_not_kept(
    other: Process, told: list[dict[str, Any]]
) -> None:
    rooms = dict(other.hub.rooms)
    await other.hub.hear(told[0] | {"room": 10**6})
    assert other.hub.rooms == rooms


async def test_a_commit_that_others_have_overtaken_does_not_turn_the_memory_back(
    server: Process, other: Process
) -> None:
    *near, far = await seated(server, other)
    old = Committed([], dict(server.hub.rooms), dict(server.hub.players))
    await choose([*near], 0)
    twin = await server.tablet(2)
    twin.user_id = far.user_id
    await choose([twin], 0)
    await together(tablet.decision() for tablet in [*near, twin])
    known = dict(server.hub.rooms), dict(server.hub.players)
    await server.hub.learn(old)
    assert (server.hub.rooms, server.hub.players) == known
    await require_true(server)


@pytest.mark.usefixtures("watchful")
async def test_who_waits_in_a_room_that_the_operator_closes_is_told_once(server: Process) -> None:
    tablets = await walk(server, await server.database(opened))
    await choose(tablets[:1], 0)
    assert (await tablets[0].reply())["wait"] is True
    await server.database(lambda: room_close(Room.objects.get()))
    for tablet, demand in zip(tablets, ("choice", "init", "init"), strict=True):
        reply = await tablet.reply()
        assert (reply["demand"], reply["error"]["code"]) == (demand, "room_closed")
    await server.hub._compare()
    assert [await tablet.ping() for tablet in tablets] == [[], [], []]


async def test_the_watch_survives_a_database_that_is_away_for_a_while(
    server: Process, other: Process, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    actual = room_standings
    failures = [RuntimeError("away"), RuntimeError("still away")]

    def failing(rooms: list[int]) -> object:
        if failures:
            raise failures.pop()
        return actual(rooms)

    *near, far = await seated(server, other)
    await choose([far], 0)
    assert (await far.reply())["wait"] is True
    monkeypatch.setattr(hub, "room_standings", failing)
    monkeypatch.setattr(hub, "WATCH_PERIOD", 0.0)
    await choose(near, 0)
    assert (await far.decision())["t"] == 0
    assert failures == []
    assert "could not be compared" in caplog.text


async def test_a_device_unknown_to_the_site_leaves_no_trace_in_memory(server: Process) -> None:
    tablet = await server.tablet(0)
    assert (await tablet.ask("init", deviceId=device(0)))["error"]["code"] == "not_enrolled"
    assert (server.hub.rooms, server.hub.players) == ({}, {})


class Closing:
    """A client whose socket is closing."""

    async def push(self, _room: RoomStanding, _player: PlayerStanding) -> None:
        raise ConnectionError

    async def notify(self, _message: Message) -> None:
        raise ConnectionError


async def test_a_client_that_cannot_be_told_keeps_nobody_waiting(server: Process) -> None:
    tablets = await walk(server, await server.database(opened))
    ((room, clients),) = server.hub._clients.items()
    server.hub._clients[room] = {Closing(): min(clients.values()), **clients}  # it is told first
    await choose(tablets, 0)
    assert [reply["t"] for reply in await together(tablet.decision() for tablet in tablets)] == [0] * 3
