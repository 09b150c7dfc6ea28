"""Every reply has exactly the fields of the field's protocol, with its types, and those that extend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kiosk.models import AccessPoint, Step
from tests.sessions import device, enrol, open_room
from tests.wire.sockets import play_round, together, train, walk, wish

if TYPE_CHECKING:
    from kiosk.models import Room
    from tests.wire.sockets import Process

FLAG, NUMBER, TEXT = "bool", "int", "str"

PROTOCOL = {
    "init": {
        "demand": TEXT,
        "wait": FLAG,
        "userId": NUMBER,
        "pseudo": TEXT,
        "step": TEXT,
        "progress": NUMBER,
        "nGood": NUMBER,
        "score": NUMBER,
        "t": NUMBER,
        "tMax": NUMBER,
        "goodInHand": NUMBER,
        "goodDesired": NUMBER,
        "choiceMade": FLAG,
        "trainingT": NUMBER,
        "trainingTMax": NUMBER,
        "trainingGoodInHand": NUMBER,
        "trainingGoodDesired": NUMBER,
        "trainingChoiceMade": FLAG,
        "trainingScore": NUMBER,
    },
    "survey": {"demand": TEXT, "wait": FLAG, "progress": NUMBER},
    "training_choice": {
        "demand": TEXT,
        "wait": FLAG,
        "trainingSuccess": FLAG,
        "trainingScore": NUMBER,
        "trainingProgress": NUMBER,
        "trainingEnd": FLAG,
        "t": NUMBER,
    },
    "training_done": {"demand": TEXT, "wait": FLAG, "progress": NUMBER},
    "choice": {
        "demand": TEXT,
        "wait": FLAG,
        "progress": NUMBER,
        "success": FLAG,
        "end": FLAG,
        "score": NUMBER,
        "t": NUMBER,
    },
}
"""What the laboratory's tablets expect."""

EXTENSIONS = {
    "init": {
        "missing",
        "room",
        "tablet",
        "accessPoint",
        "nPlayer",
        "productionGood",
        "consumptionGood",
        "cycle",
        "distribution",
        "lastSuccess",
        "language",
        "consent",
        "surveyOptional",
        "pay",
        "timeLimit",
        "timeLeft",
        "paused",
    },
    "survey": {"missing"},
    "training_choice": {"goodInHand"},
    "training_done": {"missing"},
    "choice": {"goodInHand", "missing", "paused"},
}
"""What only the page knows."""


def require_golden(reply: dict[str, Any]) -> dict[str, Any]:
    """The reply, which has the keys and types of its kind, no more and no less."""
    expected = PROTOCOL[reply["demand"]]
    assert reply.keys() == expected.keys() | EXTENSIONS[reply["demand"]]
    types = {key: type(reply[key]).__name__ for key in expected}
    if reply["demand"] == "choice" and reply["wait"]:
        assert reply["success"] == -2
        types["success"] = FLAG
    assert types == expected
    return reply


@pytest.fixture
async def room(server: Process) -> Room:
    def write() -> Room:
        AccessPoint.objects.create(number=1, tablets="0-16")
        enrol(*range(3))
        return open_room(cycle="previous")

    return await server.database(write)


async def test_every_reply_of_a_session_has_the_fields_of_the_protocol(server: Process, room: Room) -> None:
    tablets = [await server.tablet(number) for number in range(3)]
    for tablet in tablets:
        reply = require_golden(await tablet.init())
        assert reply["wait"] is (tablet is not tablets[-1])
    await together(tablet.reply() for tablet in tablets[:2])
    for tablet in tablets:
        require_golden(await tablet.ask("survey", age=30, sex="male"))
    await together(tablet.reply() for tablet in tablets[:2])
    for t in range(room.training_rounds):
        for tablet in tablets:
            require_golden(await train(tablet, t))
    for tablet in tablets:
        require_golden(await tablet.ask("training_done"))
    await together(tablet.reply() for tablet in tablets[:2])
    for t in range(room.rounds):
        wishes = await together(wish(tablet) for tablet in tablets)
        for tablet, good in zip(tablets, wishes, strict=True):
            require_golden(await tablet.ask("choice", t=t, good=good))
            require_golden(await tablet.init())
        for tablet in tablets[:2]:
            await tablet.ping()
    for tablet in tablets:
        require_golden(await tablet.init())


async def test_init_tells_a_tablet_everything_it_has_to_know_at_the_start(
    server: Process, room: Room
) -> None:
    tablet, *_others = await walk(server, room, Step.SURVEY)
    reply = await tablet.init()
    assert reply | {"userId": 0, "pseudo": "", "productionGood": 0, "consumptionGood": 0} == {
        "demand": "init",
        "wait": False,
        "userId": 0,
        "pseudo": "",
        "step": "survey",
        "progress": 100,
        "nGood": 3,
        "score": 0,
        "t": 0,
        "tMax": 3,
        "goodInHand": 0,
        "goodDesired": -2,
        "choiceMade": False,
        "trainingT": 0,
        "trainingTMax": 2,
        "trainingGoodInHand": 0,
        "trainingGoodDesired": -2,
        "trainingChoiceMade": False,
        "trainingScore": 0,
        "missing": 0,
        "room": room.pk,
        "tablet": 0,
        "accessPoint": 1,
        "nPlayer": 3,
        "productionGood": 0,
        "consumptionGood": 0,
        "cycle": "previous",
        "distribution": [1, 1, 1],
        "lastSuccess": -2,
        "language": "fr",
        "consent": True,
        "surveyOptional": False,
        "pay": None,
        "timeLimit": None,
        "timeLeft": None,
        "paused": None,
    }
    assert (reply["productionGood"] - reply["consumptionGood"]) % 3 == 1
    assert reply["pseudo"]


async def test_init_in_the_middle_of_a_round_tells_what_was_asked_for(server: Process, room: Room) -> None:
    tablets = await walk(server, room, Step.GAME)
    await play_round(tablets, 0)
    before = await tablets[0].init()
    good = await wish(tablets[0])
    await tablets[0].ask("choice", t=1, good=good)
    after = await tablets[0].init()
    assert (before["t"], before["choiceMade"], before["goodDesired"]) == (1, False, -2)
    assert (after["t"], after["choiceMade"], after["goodDesired"]) == (1, True, good)
    assert before["lastSuccess"] is after["lastSuccess"] in (True, False)


async def test_a_choice_that_waits_says_how_many_are_missing(server: Process, room: Room) -> None:
    tablets = await walk(server, room, Step.GAME)
    good = await wish(tablets[0])
    reply = await tablets[0].ask("choice", t=0, good=good)
    assert reply == {
        "demand": "choice",
        "wait": True,
        "t": 0,
        "progress": 33,
        "success": -2,
        "end": False,
        "score": 0,
        "goodInHand": (await tablets[0].init())["goodInHand"],
        "missing": 2,
        "paused": None,
    }


async def test_a_room_that_pays_tells_each_player_what_it_has_earned(server: Process) -> None:
    def write() -> Room:
        enrol(*range(3))
        return open_room(pay_base="10.00", pay_per_point="0.2000", pay_rounding="0.50", currency="€")

    room = await server.database(write)
    tablet, *_others = await walk(server, room, Step.SURVEY)
    pay = {"base": 10.0, "perPoint": 0.2, "currency": "€", "amount": 10.0}
    assert (await tablet.init())["pay"] == pay


async def test_an_error_says_what_is_wrong_in_a_code_and_a_sentence(server: Process) -> None:
    tablet = await server.tablet()
    reply = await tablet.ask("init", deviceId=device(0))
    sentence = reply["error"].pop("message")
    assert reply == {
        "demand": "init",
        "wait": True,
        "error": {"code": "not_enrolled"},
        "tablet": None,
        "accessPoint": None,
    }
    assert sentence.endswith(".")


async def test_a_ping_is_answered_with_a_bare_pong_with_or_without_a_device(server: Process) -> None:
    tablet = await server.tablet()
    for fields in ({}, {"deviceId": device(0)}, {"deviceId": None, "rtt": 3.5, "report": {"battery": 0.5}}):
        await tablet.say("ping", **fields)
        assert await tablet.hear() == "pong"
