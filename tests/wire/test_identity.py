from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.models import AccessPoint, Tablet
from kiosk.services.tablets import enrolment_close, enrolment_open
from tests.sessions import contents, open_room

if TYPE_CHECKING:
    from tests.wire.sockets import Process, Socket

SOON = timedelta(minutes=5)


@pytest.fixture
async def socket(server: Process) -> Socket:
    """A site with two access points, 0-85 and 90-103, whose door is open."""

    def write() -> None:
        AccessPoint.objects.create(number=1, tablets="0-85")
        AccessPoint.objects.create(number=6, tablets="90-103")
        enrolment_open(duration=SOON)

    await server.database(write)
    return await server.socket("/ws/identity/")


async def said(socket: Socket, **identity: Any) -> str:
    await socket.send(json.dumps(identity))
    return await socket.hear()


async def refused(socket: Socket, **identity: Any) -> dict[str, Any]:
    """The error of a reply in the form of all others."""
    reply = json.loads(await said(socket, **identity))
    assert (reply["demand"], reply["wait"]) == ("identity", True)
    assert reply["error"]["message"]
    error: dict[str, Any] = reply["error"]
    return error


def devices() -> dict[int, str | None]:
    return dict(Tablet.objects.values_list("number", "device_id"))


@pytest.mark.parametrize("number", [0, 85, 86, 87, 88, 89, 103])
async def test_a_device_becomes_the_tablet_of_its_number(
    server: Process, socket: Socket, number: int
) -> None:
    assert await said(socket, deviceId="a", tabletNumber=number) == "Done!"
    assert await server.database(devices) == {number: "a"}


async def test_a_device_that_says_it_again_hears_the_same(server: Process, socket: Socket) -> None:
    await said(socket, deviceId="a", tabletNumber=5)
    await server.database(enrolment_close)
    before = await server.database(contents)
    assert await said(socket, deviceId="a", tabletNumber=5) == "Done!"
    assert await server.database(contents) == before


async def test_a_new_device_of_a_number_plays_on_in_its_seat(server: Process, socket: Socket) -> None:
    await server.database(open_room)
    await said(socket, deviceId="broken", tabletNumber=5)
    tablet = await server.tablet()
    before = await tablet.ask("init", deviceId="broken")
    assert await said(socket, deviceId="spare", tabletNumber=5) == "Done!"
    spare = await server.tablet()
    assert await spare.ask("init", deviceId="spare") == before
    assert (await tablet.ask("init", deviceId="broken"))["error"]["code"] == "not_enrolled"


async def test_nobody_enrols_or_takes_another_number_while_the_door_is_closed(
    server: Process, socket: Socket
) -> None:
    await said(socket, deviceId="enrolled", tabletNumber=3)
    await server.database(enrolment_close)
    for device in ("a", "enrolled"):
        assert (await refused(socket, deviceId=device, tabletNumber=5))["code"] == "enrolment_closed"
    assert await server.database(devices) == {3: "enrolled"}


async def test_nobody_enrols_without_the_operators_pin(server: Process, socket: Socket) -> None:
    await server.database(lambda: enrolment_open(duration=SOON, pin="1234"))
    for wrong in ({}, {"pin": None}, {"pin": "4321"}):
        assert (await refused(socket, deviceId="a", tabletNumber=5, **wrong))["code"] == "wrong_pin"
    assert await said(socket, deviceId="a", tabletNumber=5, pin="1234") == "Done!"


async def test_a_number_that_the_site_does_not_have_is_refused_with_those_it_has(
    server: Process, socket: Socket
) -> None:
    error = await refused(socket, deviceId="a", tabletNumber=104)
    assert error["code"] == "unknown_tablet"
    assert "0-103" in error["message"]
    assert await server.database(devices) == {}


async def test_an_identity_that_is_none_changes_nothing_and_leaves_the_socket_open(
    server: Process, socket: Socket
) -> None:
    before = await server.database(contents)
    for identity in (
        {},
        {"deviceId": "a"},
        {"tabletNumber": 5},
        {"deviceId": "", "tabletNumber": 5},
        {"deviceId": "a\0", "tabletNumber": 5},
        {"deviceId": "x" * 201, "tabletNumber": 5},
        {"deviceId": 7, "tabletNumber": 5},
        {"deviceId": "a", "tabletNumber": "5"},
        {"deviceId": "a", "tabletNumber": 5.0},
        {"deviceId": "a", "tabletNumber": True},
        {"deviceId": "a", "tabletNumber": -1},
        {"deviceId": "a", "tabletNumber": 2**31},
        {"deviceId": "a", "tabletNumber": 5, "pin": 1234},
    ):
        assert (await refused(socket, **identity))["code"] == "malformed", identity
    for frame in ("", "{", "[]", "null", "NaN"):
        await socket.send(frame)
        assert json.loads(await socket.hear())["error"]["code"] == "malformed"
    await socket.send_binary(b"{}")
    assert json.loads(await socket.hear())["error"]["code"] == "malformed"
    assert await server.database(contents) == before
    assert await said(socket, deviceId="a", tabletNumber=5) == "Done!"
