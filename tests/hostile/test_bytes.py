"""Requests and frames that no client would write, against a real server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.hostile import bytes as hostile
from tests.survival.wire import read_frame

if TYPE_CHECKING:
    import random
    from collections import Counter
    from collections.abc import Awaitable, Callable

    from tests.survival.house import House

REQUESTS = 8_000
SOCKETS = 2_000
AT_ONCE = 40
PATIENCE = 60.0
"""Seconds for an answer; only a failure takes so long."""

CLOSE = 8
END = b"\xff" * 300
"""No frame begins so: where what was sent before has not closed the socket, this does."""

SWITCHING = 101
INTERNAL_ERROR = 500
REASONS = {1000, 1002, 1003, 1007, 1008, 1009}
"""Close codes that tell a client what it did; those of a server in trouble are not among them."""


async def one_after_another(count: int, act: Callable[[], Awaitable[None]]) -> None:
    """Do something so often, over a few connections at once."""
    left = iter(range(count))

    async def take_turns() -> None:
        for _ in left:
            await act()

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(take_turns())


@pytest.mark.timeout(900)
async def test_no_request_is_an_error_of_the_server(
    house: House, chance: random.Random, kinds: Counter[str], figures: Callable[[str], None]
) -> None:
    async def ask() -> None:
        request = hostile.request(chance)
        reader, writer = await asyncio.open_connection("127.0.0.1", house.processes[0].port)
        try:
            writer.write(request)
            async with asyncio.timeout(PATIENCE):
                status = (await reader.readline()).split()
        finally:
            writer.transport.abort()
        assert len(status) > 1, request
        assert status[0].startswith(b"HTTP/1."), (request, status)
        assert int(status[1]) < INTERNAL_ERROR, (request, status)
        kinds[status[1].decode()] += 1

    await one_after_another(REQUESTS, ask)
    figures(f"{kinds.total()} answers to {REQUESTS} requests: {dict(kinds.most_common())}")


@pytest.mark.timeout(900)
async def test_who_breaks_the_protocol_of_sockets_is_told_how(
    house: House, chance: random.Random, kinds: Counter[str], figures: Callable[[str], None]
) -> None:
    async def break_in() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.processes[0].port)
        frames = [hostile.frame(chance) for _ in range(3)]
        try:
            writer.write(hostile.handshake(chance.choice((b"/ws/", b"/ws/identity/", b"/ws/check_network/"))))
            async with asyncio.timeout(PATIENCE):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"".join([*frames, END]))  # at once: who talks on after a close is reset by TCP
                while (said := await read_frame(reader))[0] & 0xF != CLOSE:
                    kinds["answer"] += 1
        except ConnectionResetError:  # it has said goodbye itself, perhaps twice, and needs no reason
            assert any(frame[0] & 0xF == CLOSE for frame in frames), frames
            kinds["goodbye"] += 1
            return
        finally:
            writer.transport.abort()
        code = int.from_bytes(said[2:4]) if len(said) > 2 else 1000
        assert code in REASONS, (frames, code)
        kinds[str(code)] += 1

    await one_after_another(SOCKETS, break_in)
    figures(f"{3 * SOCKETS} frames over {SOCKETS} sockets: {dict(kinds.most_common())}")


@pytest.mark.timeout(300)
async def test_a_handshake_is_answered_whatever_its_headers_say(house: House, chance: random.Random) -> None:
    """One header at a time, so that each is seen by the server's own part for sockets."""
    for header in hostile.HEADERS:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.processes[0].port)
        writer.write(hostile.handshake(b"/ws/").replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n"))
        async with asyncio.timeout(PATIENCE):
            status = (await reader.readline()).split()
        writer.transport.abort()
        assert int(status[1]) < INTERNAL_ERROR, (header, status)
