"""What the log says of a tablet whose demand met a fault of the server."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from conf.logs import JsonFormatter
from kiosk.models import Step
from tests.sessions import device, enrol, open_room
from tests.wire.commits import Commits
from tests.wire.sockets import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.wire.sockets import Process


@pytest.fixture
def logged() -> Iterator[Callable[[], dict[str, Any]]]:
    """The one line that the kiosk has logged."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(JsonFormatter())
    logging.getLogger("kiosk").addHandler(handler)
    yield lambda: json.loads(handler.stream.getvalue())
    logging.getLogger("kiosk").removeHandler(handler)


async def test_a_fault_is_told_with_room_tablet_and_request(
    server: Process, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], dict[str, Any]]
) -> None:
    room = await server.database(lambda: open_room("1/1/1", training_rounds=0))
    await server.database(lambda: enrol(0, 1, 2))
    tablet, *_others = await walk(server, room, Step.GAME)
    monkeypatch.setattr("kiosk.wire.session.replies.choice", _fail)
    held = (await tablet.init())["goodInHand"]
    reply = await tablet.ask("choice", t=0, good=1 if held != 1 else 0)
    assert reply["error"]["code"] == "unavailable"
    told = logged()
    assert (told["logger"], told["level"]) == ("kiosk.wire.session", "ERROR")
    assert (told["room"], told["tablet"], told["request"]) == (room.pk, 0, "choice 0")
    assert device(0) not in str(told), "the device is the tablet's secret"


async def test_a_batch_that_fails_names_its_room(
    server: Process, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], dict[str, Any]]
) -> None:
    room = await server.database(lambda: open_room("1/1/1", training_rounds=0))
    await server.database(lambda: enrol(0, 1, 2))
    tablet, *_others = await walk(server, room, Step.GAME)
    held = (await tablet.init())["goodInHand"]
    Commits(monkeypatch).fail_next()
    reply = await tablet.ask("choice", t=0, good=1 if held != 1 else 0)
    assert reply["error"]["code"] == "unavailable"
    told = logged()
    assert (told["logger"], told["request"], told["room"]) == ("kiosk.wire.clerk", "Choose", str(room.pk))


def _fail(*_: object) -> str:
    raise RuntimeError("a fault of the server")
