"""What operators do reaches the sockets: at once where the hub is told, within a second where it is not."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.models import Choice, Event, Player, Room, Step
from kiosk.services.advancing import barrier_advance
from kiosk.services.conduct import message_send, session_end, session_pause, session_resume, time_limit_set
from kiosk.services.handing import seat_hand_over
from tests.sessions import enrol, open_room
from tests.wire.sockets import Tablet, process, together, walk, wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.requests import Committed
    from tests.wire.sockets import Process, Reply


async def opened(server: Process, *spare: int, **terms: Any) -> Room:
    def write() -> Room:
        room = open_room("1/1/1", **terms)
        enrol(0, 1, 2, *spare)
        return room

    return await server.database(write)


async def act(server: Process, act: Callable[..., Committed], room: Room, **how: Any) -> None:
    """An operator acts, and this process is told at once."""
    await server.hub.learn(await server.database(partial(act, room, **how)))


async def next_of(tablet: Tablet, demand: str) -> Reply:
    """The next frame about a demand."""
    while (reply := await tablet.reply())["demand"] != demand:
        pass
    return reply


@pytest.mark.parametrize("told", [True, False], ids=["told", "found by the watch"])
async def test_a_pause_and_its_end_are_pushed_to_everybody(server: Process, *, told: bool) -> None:
    room = await opened(server)
    tablets = await walk(server, room)
    waiting, *_thinking = tablets
    await waiting.say("choice", t=0, good=await wish(waiting))
    assert (await waiting.reply())["wait"] is True
    for doing, expected in (
        (partial(session_pause, room, text="Une panne"), "Une panne"),
        (partial(session_resume, room), None),
    ):
        committed = await server.database(doing)
        if told:
            await server.hub.learn(committed)
        frames = await together(next_of(tablet, "pause") for tablet in tablets)
        assert frames == [{"demand": "pause", "wait": False, "paused": expected}] * 3


async def test_a_choice_in_a_pause_is_refused_and_its_repetition_after_it_is_kept(server: Process) -> None:
    room = await opened(server)
    tablet, *_others = await walk(server, room)
    good = await wish(tablet)
    await act(server, session_pause, room, text="Une panne")
    await next_of(tablet, "pause")
    assert (await tablet.init())["paused"] == "Une panne"
    while "error" not in (refused := await tablet.ask("choice", t=0, good=good)):
        assert refused["demand"] == "init"  # that was pushed with the pause
    assert (refused["demand"], refused["wait"], refused["error"]["code"]) == ("choice", True, "paused")
    await act(server, session_resume, room)
    assert (await next_of(tablet, "pause"))["paused"] is None
    await tablet.say("choice", t=0, good=good)
    kept = await next_of(tablet, "choice")
    assert (kept["wait"], kept["paused"], "error" in kept) == (True, None, False)
    assert await server.database(Choice.objects.filter(player__room=room, phase="game").count) == 1


async def test_who_waits_for_others_when_a_pause_begins_reads_it_in_its_next_answer(server: Process) -> None:
    room = await opened(server)
    tablet, *_others = await walk(server, room)
    good = await wish(tablet)
    await tablet.ask("choice", t=0, good=good)
    await act(server, session_pause, room, text="Une panne")
    await next_of(tablet, "pause")
    again = await tablet.ask("choice", t=0, good=good)
    assert (again["demand"], again["wait"], again["paused"]) == ("choice", True, "Une panne")


async def test_who_connects_in_a_pause_hears_of_it_and_of_its_end(server: Process) -> None:
    room = await opened(server)
    await walk(server, room)
    await act(server, session_pause, room, text="Une panne")
    late = await server.tablet(0)
    assert (await late.init())["paused"] == "Une panne"
    await act(server, session_resume, room)
    assert (await next_of(late, "pause"))["paused"] is None


async def test_a_message_goes_to_all_or_to_one_once(server: Process) -> None:
    room = await opened(server)
    tablets = await walk(server, room)
    await act(server, message_send, room, text="Bonjour")
    await act(server, message_send, room, text="Tablette 1", tablet=1)
    heard = []
    for tablet in tablets:
        frames = [frame for frame in await tablet.ping() if '"notice"' in frame]
        heard.append(frames)
    first, second = await server.database(
        lambda: list(Event.objects.filter(kind="message_sent").values_list("pk", flat=True))
    )
    to_all = f'{{"demand":"notice","wait":false,"number":{first},"text":"Bonjour"}}'
    to_one = f'{{"demand":"notice","wait":false,"number":{second},"text":"Tablette 1"}}'
    assert heard == [[to_all], [to_all, to_one], [to_all]]


async def test_a_message_reaches_the_tablets_of_a_process_that_nobody_has_told(
    server: Process, transactional_db: None
) -> None:
    room = await opened(server)
    async with process() as other:
        first, second = await server.tablet(0), await other.tablet(1)
        await together((first.init(), second.init()))
        await act(server, message_send, room, text="Bonjour")
        assert (await next_of(first, "notice"))["text"] == "Bonjour"
        assert (await next_of(second, "notice"))["text"] == "Bonjour"


async def test_a_new_time_limit_is_told_to_who_is_still_choosing(server: Process) -> None:
    room = await opened(server)
    tablet, *_others = await walk(server, room)
    await act(server, time_limit_set, room, seconds=90)
    told = await next_of(tablet, "init")
    assert told["timeLimit"] == 90
    assert 0 < told["timeLeft"] <= 90_000


async def test_a_barrier_that_is_advanced_opens_for_who_waits_at_it(server: Process) -> None:
    room = await opened(server)
    waiting, *missing = await walk(server, room)
    await waiting.say("choice", t=0, good=await wish(waiting))
    assert (await waiting.reply())["wait"] is True
    await act(server, barrier_advance, room)
    assert (await waiting.decision())["demand"] == "choice"
    for tablet in missing:
        assert (await next_of(tablet, "init"))["t"] == 1


@pytest.mark.parametrize("pending", [True, False])
async def test_everybody_hears_that_the_session_was_ended(server: Process, *, pending: bool) -> None:
    room = await opened(server)
    tablet, *_others = await walk(server, room)
    if pending:
        await tablet.ask("choice", t=0, good=await wish(tablet))
    await act(server, session_end, room)
    if pending:
        assert (await next_of(tablet, "choice"))["error"]["code"] == "wrong_step"
        assert (await tablet.init())["step"] == "end"
    else:
        assert (await next_of(tablet, "init"))["step"] == "end"


# A seat handed over


@pytest.mark.parametrize("told", [True, False], ids=["told", "found by the watch"])
async def test_the_device_that_has_lost_its_seat_is_told_so(server: Process, *, told: bool) -> None:
    room = await opened(server, 7)
    old, *_others = await walk(server, room)
    seat = await server.database(lambda: Player.objects.get(tablet__number=0).seat)
    committed = await server.database(partial(seat_hand_over, room, seat=seat, tablet=7))
    if told:
        await server.hub.learn(committed)
    lost = await next_of(old, "init")
    while "error" not in lost:
        lost = await next_of(old, "init")
    assert (lost["error"]["code"], lost["tablet"]) == ("no_room", 0)
    refused = await old.ask("choice", t=0, good=1)
    assert refused["error"]["code"] == "unknown_user"
    assert (await old.init())["error"]["code"] == "no_room"
    new = await server.tablet(7)
    assert (await new.init())["step"] == "game"
    assert new.user_id != old.user_id


async def test_who_reconnects_with_the_number_of_a_seat_that_is_not_his_any_more_is_nobody(
    server: Process,
) -> None:
    room = await opened(server, 7)
    old, *_others = await walk(server, room)
    seat = await server.database(lambda: Player.objects.get(tablet__number=0).seat)
    await act(server, seat_hand_over, room, seat=seat, tablet=7)
    again = await server.tablet(0)
    again.user_id = old.user_id
    assert (await again.ask("choice", t=0, good=1))["error"]["code"] == "unknown_user"


async def test_a_robot_of_the_server_plays_for_the_seat_until_it_is_handed_back(server: Process) -> None:
    room = await opened(server)
    tablets = await walk(server, room)
    dead, *others = tablets
    seat = await server.database(lambda: Player.objects.get(tablet__number=0).seat)
    await act(server, seat_hand_over, room, seat=seat, tablet=None)
    await others_play(others, 0)
    await act(server, seat_hand_over, room, seat=seat, tablet=0)
    back = await server.tablet(0)
    assert (await back.init())["t"] == 1
    assert dead.user_id != back.user_id
    for tablet in (*others, back):
        await tablet.say("choice", t=1, good=await quiet_wish(tablet))
    for tablet in (*others, back):
        assert (await decided(tablet, 1))["success"] in (True, False)


async def others_play(tablets: list[Tablet], t: int) -> None:
    """Everybody but the robot chooses; nobody repeats, the robot of the server makes the round complete."""
    for tablet in tablets:
        await tablet.say("choice", t=t, good=await quiet_wish(tablet))
    for tablet in tablets:
        await decided(tablet, t)


async def quiet_wish(tablet: Tablet) -> int:
    """A good that may be asked for, whatever was pushed before."""
    await tablet.ping()
    return await wish(tablet)


async def decided(tablet: Tablet, t: int) -> Reply:
    while (reply := await next_of(tablet, "choice"))["wait"]:
        pass
    assert reply["t"] == t
    return reply


async def test_robots_play_on_where_no_tablet_is_connected(server: Process) -> None:
    room = await opened(server, survey=False, training_rounds=0)
    tablets = await walk(server, room)
    for seat in range(3):
        await act(server, seat_hand_over, room, seat=seat, tablet=None)
    await together(tablet.close() for tablet in tablets)
    ended = asyncio.Event()
    learn = server.hub.clerk._learn

    async def listen(committed: Committed) -> None:
        await learn(committed)
        if any(standing.step is Step.END for standing in committed.rooms.values()):
            ended.set()

    server.hub.clerk._learn = listen
    await ended.wait()
