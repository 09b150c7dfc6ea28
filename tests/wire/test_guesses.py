"""Guessing secrets is pointless, and noticed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.models import Event
from kiosk.services.guesses import Guessed
from kiosk.services.refusal import Refusal
from kiosk.services.tablets import enrolment_open
from kiosk.wire.guesses import MEMORY, NOTICED, Guesses
from tests.sessions import enrol, open_room
from tests.wire.sockets import Socket, walk

if TYPE_CHECKING:
    import pytest
    from pytest_django.fixtures import Settings

    from kiosk.models import Room
    from tests.wire.sockets import Process

GUESSER = "192.0.2.66"
"""An address as the proxy tells it; nothing is sent there."""

WRONG_USER = Refusal("unknown_user")


async def stranger(server: Process, path: str = "/ws/", address: str = GUESSER) -> Socket:
    """A socket that comes, says the proxy, from an address."""
    headers = [(b"x-forwarded-for", address.encode())]
    return await server.connect(Socket(server.application, path, headers))


async def guess(socket: Socket, times: int) -> None:
    """Say userIds that nobody has."""
    for number in range(times):
        await socket.send(f'{{"demand": "call", "userId": {number + 1}}}')
        assert '"unknown_user"' in await socket.hear()


async def test_a_guesser_is_slowed_over_all_its_sockets_and_nobody_else_is(
    server: Process, settings: Settings
) -> None:
    settings.GUESSES_A_SECOND, settings.GUESSES_AT_ONCE = 10, 5
    one, other = await stranger(server), await stranger(server)
    began = time.monotonic()
    await guess(one, 5)
    await guess(other, 6)
    assert time.monotonic() - began >= 6 / 10
    settings.GUESSES_A_SECOND = 0.001  # the next would wait for a quarter of an hour
    await guess(await stranger(server, address="192.0.2.67"), 5)


async def test_a_pin_is_guessed_no_faster(server: Process, settings: Settings) -> None:
    settings.GUESSES_A_SECOND, settings.GUESSES_AT_ONCE = 10, 5
    await server.database(lambda: enrolment_open(duration=timedelta(minutes=5), pin="2718"))
    door = await stranger(server, "/ws/identity/")
    began = time.monotonic()
    for pin in range(11):
        await door.send(f'{{"deviceId": "device", "tabletNumber": 1, "pin": "{pin}"}}')
        assert '"wrong_pin"' in await door.hear()
    assert time.monotonic() - began >= 6 / 10


async def test_who_says_its_own_number_waits_for_nothing(server: Process, settings: Settings) -> None:
    settings.GUESSES_A_SECOND, settings.GUESSES_AT_ONCE = 0.001, 1

    def write() -> Room:
        enrol(*range(3))
        return open_room()

    for tablet in await walk(server, await server.database(write)):
        for _ in range(3):
            assert (await tablet.ask("call"))["wait"] is False


async def test_many_guesses_are_an_event_and_a_line_of_the_log(
    server: Process, caplog: pytest.LogCaptureFixture
) -> None:
    await guess(await stranger(server), NOTICED)
    while not (found := await server.database(lambda: list(Event.objects.filter(kind="secret_guessed")))):
        pass  # the hub's watch writes it down within a second; a query in between lets it run
    assert [event.data for event in found] == [{"address": GUESSER, "secret": "userId", "times": NOTICED}]
    assert f"{GUESSER} has said {NOTICED} wrong userIds" in caplog.text


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_guesser_is_told_of_again_after_a_minute_and_forgotten_when_it_stops() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for _ in range(NOTICED - 1):
        await guesses.weigh(WRONG_USER, GUESSER)
    assert guesses.changes() == []
    for _ in range(NOTICED):
        await guesses.weigh(WRONG_USER, GUESSER)
    assert guesses.changes() == [Guessed(GUESSER, "userId", 2 * NOTICED - 1)]
    for _ in range(NOTICED):
        await guesses.weigh(WRONG_USER, GUESSER)
    assert guesses.changes() == []
    clock.now += MEMORY + 1
    assert guesses.changes() == [Guessed(GUESSER, "userId", NOTICED)]
    clock.now += MEMORY + 1
    assert guesses.changes() == []
    assert not guesses._guessers


async def test_other_refusals_are_no_guesses() -> None:
    guesses = Guesses()
    for _ in range(1000):
        await guesses.weigh(Refusal("malformed", expected="", got=""), GUESSER)
    assert not guesses._guessers
