"""Whatever a client sends, it gets a code and a sentence; nothing changes, and the socket stays open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.models import Room, Step
from kiosk.services.conduct import room_close
from kiosk.wire.fields import LONGEST_FRAME
from tests.sessions import contents, device, enrol, open_room
from tests.wire.sockets import train, walk, wish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.wire.sockets import Process, Tablet

NOT_JSON = [
    "",
    " ",
    "pong",
    "{",
    '{"demand": "ping"',
    "{'demand': 'ping'}",
    '{"demand": "ping"} {"demand": "ping"}',
    '{"demand": "ping", "rtt": NaN}',
    '{"demand": "ping", "rtt": -Infinity}',
    "NaN",
    "\0",
    "\ufeff{}",
    '{"demand": "\x07"}',
    "[" * LONGEST_FRAME,
    '{"a":' * 800,
    "1" * 5000,
    " " * LONGEST_FRAME + "{}",
    '{"demand": "ping", "deviceId": "' + "x" * LONGEST_FRAME + '"}',
]
NO_OBJECT = ["null", "true", "0", "-1.5e3", '"ping"', "[]", '[{"demand": "ping"}]', "[" * 500 + "]" * 500]
NO_DEMAND: list[Any] = [None, "", "PING", "ping ", "destroy", 0, True, ["ping"], {"ping": 1}, "é\0", "\ud800"]
NO_TEXT: list[Any] = [None, "", 0, 1.5, True, [], {}, "x" * 201, "a\0b", "\ud800", "line\nline", "\x7f"]
NO_NUMBER: list[Any] = [None, "0", "", 0.0, 1.5, True, False, [0], {}, 2**31, -(2**63), 10**300, -1]
USER_IDS: list[Any] = [*NO_NUMBER, 0]
TIMES: list[Any] = ["0", 1.5, True, [], {}, -1, 10**17, 10**300]
ROUNDS: list[Any] = [*NO_NUMBER, 100_001]
GOODS: list[Any] = [value for value in NO_NUMBER if value != -1]
AGES: list[Any] = ["30", 30.5, True, [], {}, -1, 131, 10**300]


async def refused(tablet: Tablet, frame: str) -> dict[str, Any]:
    """The error reply to a frame, after which the socket still answers, and says nothing else."""
    shown = frame if len(frame) < 200 else f"{frame[:200]}…"
    await tablet.send(frame)
    reply = await tablet.reply()
    assert reply.keys() == {"demand", "wait", "error", "tablet", "accessPoint"}, shown
    assert reply["wait"] is True, shown
    assert reply["error"]["message"].strip(), shown
    assert len(reply["error"]["message"]) < 500, shown
    assert await tablet.ping() == [], shown
    return reply


async def all_refused(
    server: Process, tablet: Tablet, frames: Iterable[str], code: str = "malformed"
) -> list[dict[str, Any]]:
    """The error replies to these frames, none of which has changed anything."""
    before = await server.database(contents)
    replies = []
    for frame in frames:
        reply = await refused(tablet, frame)
        assert reply["error"]["code"] == code, frame[:200]
        replies.append(reply)
    assert await server.database(contents) == before
    return replies


def frames(demand: str, field: str, values: Iterable[Any], **others: Any) -> list[str]:
    """Frames that are right but for one field; None leaves it out."""
    made = [json.dumps({"demand": demand, **others, field: value}) for value in values if value is not None]
    if None in list(values):
        made.append(json.dumps({"demand": demand, **others}))
    return made


@pytest.fixture
async def tablets(server: Process) -> list[Tablet]:
    """Three tablets in the first round of the game."""
    return await _in_step(server, Step.GAME)


async def _in_step(server: Process, step: Step) -> list[Tablet]:
    def write() -> Room:
        enrol(*range(3))
        return open_room()

    return await walk(server, await server.database(write), step)


async def test_what_is_no_json(server: Process, tablets: list[Tablet]) -> None:
    replies = await all_refused(server, tablets[0], NOT_JSON)
    assert {reply["demand"] for reply in replies} == {None}


async def test_json_that_is_no_object(server: Process, tablets: list[Tablet]) -> None:
    await all_refused(server, tablets[0], NO_OBJECT)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
async def test_json_that_is_nested_at_any_depth(server: Process, tablets: list[Tablet], opening: str) -> None:
    closing = {"[": "]", '{"a":': "}"}[opening]
    nested = [opening * depth + "1" + closing * depth for depth in range(1, 680)]
    wanted = "malformed" if opening == "[" else "unknown_demand"
    for frame in nested:
        await tablets[0].send(frame)
        assert (await tablets[0].reply())["error"]["code"] in (wanted, "malformed")
        await tablets[0].send(f'{{"demand": "init", "deviceId": {frame}}}')
        assert (await tablets[0].reply())["error"]["code"] == "malformed"
    assert await tablets[0].ping() == []


async def test_a_binary_frame(server: Process, tablets: list[Tablet]) -> None:
    before = await server.database(contents)
    for frame in (b"", b"\0\xff", b'{"demand": "ping"}'):
        await tablets[0].send_binary(frame)
        assert (await tablets[0].reply())["error"]["code"] == "malformed"
        assert await tablets[0].ping() == []
    assert await server.database(contents) == before


async def test_a_demand_that_there_is_not(server: Process, tablets: list[Tablet]) -> None:
    frames = [json.dumps({"demand": name}) for name in NO_DEMAND] + ["{}", '{"Demand": "ping"}']
    replies = await all_refused(server, tablets[0], frames, "unknown_demand")
    assert replies[2]["demand"] == "PING"
    assert replies[-1]["demand"] is replies[NO_DEMAND.index("\ud800")]["demand"] is None


@pytest.mark.parametrize("device_id", NO_TEXT, ids=lambda value: repr(value)[:20])
async def test_an_init_of_no_device(server: Process, tablets: list[Tablet], device_id: object) -> None:
    await all_refused(server, tablets[0], frames("init", "deviceId", [device_id]))


async def test_fields_of_the_wrong_type_or_out_of_range(server: Process, tablets: list[Tablet]) -> None:
    tablet = tablets[0]
    player = {"userId": tablet.user_id}
    move = player | {"t": 0, "good": 1}
    for demand in ("choice", "training_choice"):
        others = {key: value for key, value in move.items() if key != "userId"}
        await all_refused(server, tablet, frames(demand, "userId", USER_IDS, **others))
        await all_refused(server, tablet, frames(demand, "t", ROUNDS, **player, good=1))
        await all_refused(server, tablet, frames(demand, "good", GOODS, **player, t=0))
        for field in ("shownAt", "answeredAt"):
            await all_refused(server, tablet, frames(demand, field, TIMES, **move))
    for demand in ("survey", "training_done", "call"):
        await all_refused(server, tablet, frames(demand, "userId", USER_IDS))
    await all_refused(server, tablet, frames("survey", "age", AGES, **player, sex="male"))
    for field, values in (("sex", ["", "m", "Male", 1, []]), ("gender", [1, True, [], {}, "x" * 61, "\0"])):
        await all_refused(server, tablet, frames("survey", field, values, **player, age=30))
    await all_refused(server, tablet, frames("init", "language", ["de", "", 1, []], deviceId=device(0)))
    numbers: list[Any] = ["1", True, [], -1, 0.5, 2**53]
    await all_refused(server, tablet, frames("init", "noticed", numbers, deviceId=device(0)))
    await all_refused(server, tablet, frames("echo", "token", NO_TEXT))


async def test_a_heartbeat_that_tells_nonsense(server: Process, tablets: list[Tablet]) -> None:
    numbers: list[Any] = ["1", True, [], -1, -0.5, 10**16, 10**400]
    await all_refused(server, tablets[0], frames("ping", "deviceId", NO_TEXT[2:]))
    await all_refused(server, tablets[0], frames("ping", "rtt", numbers))
    await all_refused(server, tablets[0], frames("ping", "tabletNumber", NO_NUMBER[1:]))
    await all_refused(server, tablets[0], frames("ping", "report", [1, True, [], "x"]))
    for field, values in (("battery", numbers), ("charging", [1, "yes", []]), ("ssid", [1, True, "\0"])):
        await all_refused(server, tablets[0], frames("ping", "report", [{field: value} for value in values]))


async def test_a_good_that_there_is_not_or_that_is_in_hand(server: Process, tablets: list[Tablet]) -> None:
    for tablet in tablets:
        held = (await tablet.init())["goodInHand"]
        player = {"userId": tablet.user_id, "t": 0}
        replies = await all_refused(
            server,
            tablet,
            frames("choice", "good", [3, 99, 1000, -1, -2, -1000], **player),
            "good_out_of_range",
        )
        assert {reply["demand"] for reply in replies} == {"choice"}
        await all_refused(server, tablet, frames("choice", "good", [held], **player), "good_in_hand")


async def test_a_round_of_the_past_or_the_future(server: Process, tablets: list[Tablet]) -> None:
    good = await wish(tablets[0])
    player = {"userId": tablets[0].user_id, "good": good}
    rounds = [1, 2, 3, 99, 100_000]
    await all_refused(server, tablets[0], frames("choice", "t", rounds, **player), "future_round")
    other = {"userId": tablets[0].user_id, "t": 0, "good": 2 if good == 1 else 1}
    for tablet in tablets:
        await tablet.say("choice", t=0, good=await wish(tablet))
    for tablet in tablets:
        await tablet.decision()
    await all_refused(server, tablets[0], [json.dumps({"demand": "choice"} | other)], "past_round")


async def test_another_good_than_the_one_already_chosen(server: Process, tablets: list[Tablet]) -> None:
    good = await wish(tablets[0])
    assert (await tablets[0].ask("choice", t=0, good=good))["wait"] is True
    other = {"demand": "choice", "userId": tablets[0].user_id, "t": 0, "good": 2 if good == 1 else 1}
    await all_refused(server, tablets[0], [json.dumps(other)], "already_chosen")


async def test_someone_elses_user_id_and_nobodys(server: Process, tablets: list[Tablet]) -> None:
    mine, yours = tablets[0], tablets[1].user_id
    stranger = await server.tablet(99)
    demands: dict[str, dict[str, Any]] = {
        "survey": {"age": 30, "sex": "male"},
        "training_choice": {"t": 0, "good": 1},
        "training_done": {},
        "choice": {"t": 0, "good": 1},
        "call": {},
    }
    for demand, fields in demands.items():
        await all_refused(server, mine, frames(demand, "userId", [yours], **fields), "unknown_user")
        nobody = next(number for number in range(1, 9) if number not in {each.user_id for each in tablets})
        for tablet in (mine, stranger):
            await all_refused(server, tablet, frames(demand, "userId", [nobody], **fields), "unknown_user")


@pytest.mark.parametrize("step", [Step.SURVEY, Step.TRAINING, Step.GAME])
async def test_anything_for_a_room_that_was_closed(server: Process, step: Step) -> None:
    tablets = await _in_step(server, step)
    if step is Step.TRAINING:
        for t in range(2):
            await train(tablets[0], t)
    good = await wish(tablets[0])
    player = {"userId": tablets[0].user_id}
    due: dict[Step, list[dict[str, Any]]] = {
        Step.SURVEY: [{"demand": "survey", "age": 30, "sex": "male"}],
        Step.TRAINING: [{"demand": "training_choice", "t": 2, "good": good}, {"demand": "training_done"}],
        Step.GAME: [{"demand": "choice", "t": 0, "good": good}],
    }
    await server.database(lambda: room_close(Room.objects.get()))
    for tablet in tablets:
        assert (await tablet.reply())["error"]["code"] == "room_closed"  # found by the watch, told unasked
    sent = [json.dumps(demand | player) for demand in due[step]]
    sent.append(json.dumps({"demand": "init", "deviceId": device(0)}))
    await all_refused(server, tablets[0], sent, "room_closed")
