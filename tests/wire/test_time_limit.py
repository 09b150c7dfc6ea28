from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from kiosk.models import Room
from kiosk.services.standing import RoomStanding, room_standings
from kiosk.wire import hub
from tests.sessions import enrol, open_room
from tests.wire.sockets import PATIENCE, play_round, walk, wish

if TYPE_CHECKING:
    from collections.abc import Collection

    import pytest

    from tests.wire.sockets import Process

LOOKS = 5


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


async def test_what_the_watch_has_read_too_late_does_not_stop_the_clock_of_the_next_round(
    server: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await server.database(partial(open_limited, 600))
    tablets = await walk(server, room)
    before = await server.database(partial(room_standings, [room.pk]))
    await play_round(tablets, 0)
    seen: list[dict[int, RoomStanding]] = []
    enough = threading.Event()

    def read(rooms: Collection[int]) -> dict[int, RoomStanding]:
        seen.append(room_standings(rooms) if seen else before)
        if len(seen) == LOOKS:
            enough.set()
        return seen[-1]

    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=1))  # somebody sets it
    monkeypatch.setattr(hub, "WATCH_PERIOD", 0.0)
    monkeypatch.setattr(hub, "room_standings", read)
    assert await asyncio.to_thread(enough.wait, PATIENCE)
    assert [found[room.pk].t for found in seen] == [0] + [1] * (len(seen) - 1)
