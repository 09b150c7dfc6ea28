"""The kiosk's daphne itself, around an application that shows what it was read."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
import urllib.request
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.frames import Frame, Opcode

from tests import servers
from tests.wire.loud import LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAMES = 300
TABLETS = 104
ACCESS_POINT = "192.0.2.1"
"""An address as the proxy tells it; nothing is sent there."""

LONG = "?" * 4000
"""Of these the server cannot have taken in all that matter at one look at the socket."""

A_SECOND, AT_ONCE = 50, 60

PATIENCE = 30
"""Seconds until an answer that does not come fails the test."""

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@contextmanager
def loud(**changed: int) -> Iterator[servers.Daphne]:
    """The server with these settings changed."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(servers.BACKLOG)
        options = [str(listening.fileno()), *(f"{name}={number}" for name, number in changed.items())]
        process = servers.Process(
            [sys.executable, "-m", "tests.wire.loud", *options],
            cwd=servers.CHECKOUT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "conf.settings"},
            pass_fds=[listening.fileno()],
        )
        running = servers.Daphne(process, listening.getsockname()[1])
    try:
        yield running
    finally:
        process.stop()


def dial(server: servers.Daphne, path: str = "/", address: str = ACCESS_POINT) -> connect:
    """A socket that comes, says the proxy, from an address."""
    return connect(server.url + path, additional_headers={"X-Forwarded-For": address}, open_timeout=60)


async def read_so_far(server: servers.Daphne) -> dict[str, int]:
    def ask() -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/") as page:
            return json.load(page)

    counted: dict[str, int] = await asyncio.to_thread(ask)
    return counted


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


async def converse(client: ClientConnection, frames: int) -> None:
    """Send frames, and hear an answer to each."""
    for _ in range(frames):
        await client.send("?")
    for _ in range(frames):
        await client.recv()


async def test_who_does_not_read_is_not_read() -> None:
    with loud() as server:
        async with dial(server, "/read") as reader:
            deaf = connect(f"{server.url}/loud", max_queue=1, open_timeout=60, close_timeout=0.1)
            async with deaf as silent:
                silent.transport.pause_reading()
                for _ in range(FRAMES):
                    await silent.send(LONG)
                await converse(reader, FRAMES)  # sent later, and from no other address
                counted = await read_so_far(server)
                silent.transport.abort()
        assert not server.process.log
    assert counted["/read"] == FRAMES
    assert 0 < counted["/loud"] < FRAMES


async def test_who_reads_late_gets_every_frame_whole_and_in_its_order() -> None:
    frames = 60  # half of them fill every buffer on the way
    with loud() as server:
        async with connect(f"{server.url}/numbered", max_queue=1, open_timeout=60) as late:
            late.transport.pause_reading()
            for _ in range(frames):
                await late.send(LONG)
            async with dial(server, "/read") as reader:
                await converse(reader, 1)
            assert (await read_so_far(server))["/numbered"] < frames  # the rest waits, on both sides
            late.transport.resume_reading()
            heard = [await late.recv() for _ in range(frames)]
        assert not server.process.log
    assert [int(frame) for frame in heard] == list(range(1, frames + 1))
    assert {len(frame) for frame in heard[::2]} == {LENGTH}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="Linux alone tells in /proc what a process holds")
async def test_what_is_told_once_is_not_kept() -> None:
    told = 200  # half of them long, and each another
    with loud() as server:
        async with dial(server, "/numbered") as client:
            await client.send("?")
            await client.recv()
            before = resident(server.process.pid)
            for _ in range(told):
                await client.send("?")
                await client.recv()
            assert resident(server.process.pid) - before < told / 4 * LENGTH


async def test_an_answer_is_on_its_way_before_the_server_does_anything_else() -> None:
    with loud() as server:
        async with dial(server, "/spellbound") as client:
            await client.send("?")
            try:
                async with asyncio.timeout(PATIENCE):
                    assert await client.recv() == "x"
            finally:
                os.kill(server.process.pid, signal.SIGUSR1)


async def test_no_answer_follows_the_closing_frame() -> None:
    question, too_long = (Frame(Opcode.TEXT, b"?" * length).serialize(mask=True) for length in (1, 1001))
    with loud(FRAME_BYTES=1000) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(question + too_long)  # read at one go: when the answer is ready, the socket is closing
        said = b""
        with suppress(ConnectionResetError):  # who does not say goodbye, too, is given up
            while more := await reader.read(1000):
                said += more
        writer.close()
        assert await read_so_far(server) == {"/": 1}
    assert Frame(Opcode.TEXT, b"x").serialize(mask=False) not in said


async def test_who_floods_is_read_no_faster_than_the_settings_say() -> None:
    with loud(FRAMES_A_SECOND=A_SECOND, FRAMES_AT_ONCE=AT_ONCE) as server:
        async with dial(server) as flooder:
            began = time.monotonic()
            await converse(flooder, 3 * AT_ONCE)  # in one segment of TCP, which is read whole
            await converse(flooder, 1)
            assert time.monotonic() - began >= 2 * AT_ONCE / A_SECOND
        assert not server.process.log


async def test_an_address_divides_its_share_among_its_sockets() -> None:
    crowd = 10
    with loud(FRAMES_A_SECOND_OF_AN_ADDRESS=A_SECOND, FRAMES_AT_ONCE=AT_ONCE) as server:
        async with AsyncExitStack() as stack:
            one, *_others = [await stack.enter_async_context(dial(server)) for _ in range(crowd)]
            began = time.monotonic()
            await converse(one, AT_ONCE + 10)
            await converse(one, 1)
            assert time.monotonic() - began >= 10 * crowd / A_SECOND


async def test_an_address_opens_no_more_sockets_than_the_settings_say_and_is_told_and_noticed() -> None:
    with loud(SOCKETS_OF_AN_ADDRESS=3) as server:
        async with AsyncExitStack() as stack:
            first, *_others = [await stack.enter_async_context(dial(server)) for _ in range(3)]
            for _ in range(2):
                with pytest.raises(InvalidStatus) as refused:
                    await stack.enter_async_context(dial(server))
                assert refused.value.response.status_code == 429
                assert "Too many sockets from this address" in refused.value.response.reason_phrase
            await converse(await stack.enter_async_context(dial(server, address="192.0.2.2")), 1)
            await first.close()
            await converse(await stack.enter_async_context(dial(server)), 1)
        told = f"{ACCESS_POINT} has 3 sockets; further ones are refused"
        await asyncio.to_thread(server.process.await_line, told)
    assert server.process.log.count(told) == 1


async def test_a_site_behind_one_address_plays_through_a_power_cut_without_meeting_a_limit() -> None:
    """Each tablet leaves two dead sockets behind, comes back at the same moment, and speaks twice as much."""
    with loud() as server:
        async with AsyncExitStack() as stack:

            async def come_back() -> None:
                for _ in range(3):
                    client = await stack.enter_async_context(dial(server))
                began = time.monotonic()
                await converse(client, 20)  # five seconds' worth
                longest.append(time.monotonic() - began)

            longest: list[float] = []
            await asyncio.gather(*(come_back() for _ in range(TABLETS)))
        assert len(longest) == TABLETS
        assert not server.process.log


async def test_the_longest_frame_is_read_and_a_longer_one_closes_its_socket_with_a_reason() -> None:
    with loud(FRAME_BYTES=1000) as server:
        async with dial(server) as client:
            await client.send("x" * 1000)
            assert await client.recv() == "x"
            await client.send("x" * 1001)
            with pytest.raises(ConnectionClosedError) as closed:
                await client.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, bool(closed.value.rcvd.reason)) == (1009, True)


async def test_told_to_end_it_lets_a_page_be_read_that_it_has_been_asked_for() -> None:
    with loud() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not (await read_so_far(server)).get("/slow"):
            pass  # each look is a request, answered once this one may have begun
        await asyncio.to_thread(server.process.stop)
        said = await reader.read()
        writer.close()
    assert said.startswith(b"HTTP/1.1 200")
    assert b'{"/slow": 1}' in said
    assert not server.process.log


async def test_told_to_end_it_answers_what_was_asked_and_says_goodbye() -> None:
    with loud() as server:
        async with dial(server, "/slow") as busy, dial(server) as idle:
            await converse(idle, 1)
            await busy.send("?")
            await idle.ping()
            await asyncio.to_thread(server.process.stop)
            assert await busy.recv() == "x"
            for client in (busy, idle):
                with pytest.raises(ConnectionClosedError) as closed:
                    await client.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1012
        assert not server.process.log
