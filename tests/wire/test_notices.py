"""What an operator has written reaches a tablet that was away at that moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from kiosk.models import Event, Room
from kiosk.services.conduct import STILL_NEWS, message_send, messages_after
from kiosk.wire import notices
from tests.sessions import device, enrol, open_room
from tests.wire.sockets import process, together, walk

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.services.conduct import Message
    from tests.wire.sockets import Process, Tablet


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Collection[int]]:
    """The rooms of which the messages were read, read by read."""
    read: list[Collection[int]] = []

    def counted(number: int, rooms: Collection[int]) -> list[Message]:
        read.append(rooms)
        return messages_after(number, rooms)

    monkeypatch.setattr(notices, "messages_after", counted)
    return read


async def opened(server: Process) -> Room:
    def write() -> Room:
        enrol(0, 1, 2)
        return open_room("1/1/1")

    return await server.database(write)


async def write(server: Process, room: Room, text: str, tablet: int | None = None) -> int:
    """The number of a message that is sent, and told to this process."""
    await server.hub.learn(await server.database(partial(message_send, room, text=text, tablet=tablet)))
    last = await server.database(Event.objects.filter(kind="message_sent").order_by("pk").last)
    assert last is not None
    return last.pk


async def age(server: Process, number: int) -> None:
    """Let a message be no news any more."""

    def change() -> None:
        event = Event.objects.get(pk=number)
        Event.objects.filter(pk=number).update(at=event.at - STILL_NEWS)

    await server.database(change)


async def notices_of(tablet: Tablet, **said: Any) -> list[str]:
    """The texts of the messages that follow the answer to `init`."""
    await tablet.say("init", deviceId=device(tablet.number), **said)
    frames = await tablet.ping()
    assert '"demand":"init"' in frames[0]
    return [frame.rpartition('"text":')[2] for frame in frames[1:]]


async def test_a_tablet_that_comes_back_hears_what_came_after_the_message_it_saw(
    server: Process,
) -> None:
    room = await opened(server)
    tablets = await walk(server, room)
    seen = await write(server, room, "Bonjour")
    await tablets[1].close()
    await write(server, room, "À tous")
    await write(server, room, "Tablette 1", 1)
    await write(server, room, "Tablette 2", 2)
    back = await server.tablet(1)
    assert await notices_of(back, noticed=seen) == ['"À tous"}', '"Tablette 1"}']
    assert await notices_of(back, noticed=seen) == [], "a socket is told once"
    assert await notices_of(await server.tablet(1), noticed=0) == ['"Bonjour"}', '"À tous"}', '"Tablette 1"}']


async def test_a_tablet_of_the_field_says_nothing_of_messages_and_hears_none_of_before(
    server: Process,
) -> None:
    room = await opened(server)
    await walk(server, room)
    await write(server, room, "Bonjour")
    assert await notices_of(await server.tablet(1)) == []


async def test_a_message_is_no_news_after_a_while(server: Process) -> None:
    room = await opened(server)
    await walk(server, room)
    old = await write(server, room, "Bonjour")
    await age(server, old)
    async with process() as restarted:
        assert await notices_of(await restarted.tablet(1), noticed=0) == []
        await write(restarted, room, "Encore")
        assert await notices_of(await restarted.tablet(2), noticed=old) == ['"Encore"}']


async def test_a_number_that_the_server_does_not_know_says_nothing(server: Process) -> None:
    room = await opened(server)
    await walk(server, room)
    number = await write(server, room, "Bonjour")
    assert await notices_of(await server.tablet(1), noticed=number + 1000) == ['"Bonjour"}']


async def test_all_come_back_at_once_and_the_database_is_asked_once(
    server: Process, reads: list[Collection[int]]
) -> None:
    room = await opened(server)
    await walk(server, room)
    await write(server, room, "Bonjour")
    reads.clear()
    async with process() as restarted:
        tablets = await together(restarted.tablet(number) for number in range(3))
        assert await together(notices_of(tablet, noticed=0) for tablet in tablets) == [['"Bonjour"}']] * 3
        assert reads == [[room.pk]]


async def test_a_message_that_cannot_be_read_is_read_by_the_watch(
    server: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await opened(server)
    tablet, *_others = await walk(server, room)

    def fail_once(number: int, rooms: Collection[int]) -> list[Message]:
        monkeypatch.setattr(notices, "messages_after", messages_after)
        raise OperationalError("database is locked")

    monkeypatch.setattr(notices, "messages_after", fail_once)
    with pytest.raises(OperationalError):
        await write(server, room, "Bonjour")
    while (reply := await tablet.reply())["demand"] != "notice":
        pass
    assert reply["text"] == "Bonjour"
