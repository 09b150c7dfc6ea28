from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.models import Step
from tests.sessions import enrol, open_room
from tests.wire.sockets import walk

if TYPE_CHECKING:
    from kiosk.models import Room
    from tests.wire.sockets import Process, Tablet

FRENCH = "Personne ici n’a ce userId."
ENGLISH = "Nobody here has this userId."


async def error(tablet: Tablet) -> str:
    """The sentence of a refusal."""
    reply = await tablet.ask("survey", userId=1, age=30, sex="male")
    assert reply["error"]["code"] == "unknown_user"
    message: str = reply["error"]["message"]
    return message


def opened(language: str) -> Room:
    enrol(*range(3))
    return open_room(language=language)


async def test_the_server_speaks_french_to_who_has_not_said_anything(server: Process) -> None:
    assert await error(await server.tablet()) == FRENCH


@pytest.mark.parametrize(
    ("room", "client", "expected"),
    [
        ("fr", None, FRENCH),
        ("en", None, ENGLISH),
        ("fr", "en", ENGLISH),
        ("en", "fr", FRENCH),
        ("en", "en", ENGLISH),
    ],
)
async def test_errors_are_in_the_clients_language_else_in_the_rooms(
    server: Process, room: str, client: str | None, expected: str
) -> None:
    await server.database(lambda: opened(room))
    tablet = await server.tablet(0)
    await tablet.init(**({"language": client} if client else {}))
    assert await error(tablet) == expected


async def test_a_client_that_is_refused_its_seat_is_told_so_in_its_language(server: Process) -> None:
    tablet = await server.tablet(0)
    french = (await tablet.init())["error"]["message"]
    english = (await tablet.init(language="en"))["error"]["message"]
    assert english == "This device has no tablet number yet."
    assert french != english


async def test_a_client_that_reconnects_without_init_is_spoken_to_in_the_language_of_its_room(
    server: Process,
) -> None:
    room = await server.database(lambda: opened("en"))
    tablets = await walk(server, room, Step.SURVEY)
    again = await server.tablet(0)
    again.user_id = tablets[0].user_id
    reply = await again.ask("choice", t=0, good=1)
    assert reply["error"]["message"] == "Expected survey at this point of the session, got game."


async def test_a_sentence_is_in_one_language_with_all_that_it_names(server: Process) -> None:
    room = await server.database(lambda: opened("fr"))
    tablet, *_others = await walk(server, room, Step.SURVEY)
    reply = await tablet.ask("choice", t=0, good=1)
    assert reply["error"]["code"] == "wrong_step"
    assert not {"survey", "game", "session"} & set(reply["error"]["message"].split())
