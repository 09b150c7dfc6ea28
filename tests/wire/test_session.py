from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.models import Step
from tests.sessions import enrol, open_room
from tests.wire.sockets import pass_barrier, together, train, walk

if TYPE_CHECKING:
    from tests.wire.sockets import Process


async def test_a_session_is_played_to_its_end_and_nobody_has_to_repeat_anything(server: Process) -> None:
    room = await server.database(lambda: open_room("2/2/2"))
    await server.database(lambda: enrol(*range(6)))
    tablets = await walk(server, room, Step.END)
    ends = await together(tablet.init() for tablet in tablets)
    assert {(reply["step"], reply["wait"], reply["t"]) for reply in ends} == {("end", False, 2)}
