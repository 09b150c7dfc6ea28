from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from kiosk.models import Room
from tests.sessions import enrol, open_room
from tests.wire.sockets import walk, wish

if TYPE_CHECKING:
    from tests.wire.sockets import Process


def open_limited(seconds: int) -> Room:
    room = open_room("1/1/1", time_limit=seconds)
    enrol(0, 1, 2)
    return room


def begin_earlier(room: Room, seconds: int) -> None:
    Room.objects.filter(pk=room.pk).update(clock_from=timezone.now() - timedelta(seconds=seconds))


async def test_when_the_time_is_over_everyone_hears_at_once_where_the_room_stands(server: Process) -> None:
    room = await server.database(partial(open_limited, 20))
    quick, *slow = await walk(server, room)
    await quick.say("choice", t=0, good=await wish(quick))
    assert (await quick.reply())["wait"] is True
    await server.database(partial(begin_earlier, room, 60))
    decided = await quick.decision()  # nobody repeats, nobody chooses: the watch has seen the time pass
    assert (decided["demand"], decided["t"]) == ("choice", 0)
    for tablet in slow:
        told = await tablet.reply()
        assert (told["demand"], told["t"], told["choiceMade"]) == ("init", 1, False)


async def test_a_tablet_is_told_how_much_time_is_left(server: Process) -> None:
    room = await server.database(partial(open_limited, 600))
    tablet, *_others = await walk(server, room)
    told = await tablet.init()
    assert told["timeLimit"] == 600
    assert 0 < told["timeLeft"] <= 600_000
