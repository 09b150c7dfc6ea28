"""A real server with a database of its own, and the wire to it, which can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.bots.client import TabletClient

if TYPE_CHECKING:
    import ssl
    from typing import Self

ROOT = Path(__file__).resolve().parents[2]
TREATMENTS = Path(__file__).with_name("treatments.toml")
FIXTURES = ("access_points", "treatments", "training", "pseudonyms", str(TREATMENTS))
LOOK_AGAIN = 0.05
"""Seconds between two looks at a port: a server says in no other way that it is there."""

_held: list[socket.socket] = []


def own_port() -> int:
    """A port of the loopback that stays ours while nobody listens on it.

    A port that is merely free may become that of somebody's outgoing connection in the seconds for
    which a server is away. Held like this it refuses connections, until a server binds it as well.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    _held.append(held)
    return int(held.getsockname()[1])


class Kiosk:
    """The server: its database outlives its process, as on a laptop."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._environment = {**os.environ, "GANOMICS_STATE": str(state), "GANOMICS_LOG": "WARNING"}
        self._process: subprocess.Popen[bytes] | None = None
        self._rooms: list[int] = []
        self.port = own_port()
        self.manage("migrate", "-v0")
        self.manage("loaddata", "-v0", *FIXTURES)

    def manage(self, *arguments: str) -> str:
        """Run an operator's command; what it said."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self._environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open_room(self, treatment: str) -> int:
        """Open a room for any tablet; its number."""
        said = self.manage("room", "open", treatment)
        found = re.search(r"\d+", said)
        assert found, said
        self._rooms.append(int(found[0]))
        return self._rooms[-1]

    def close_room(self) -> None:
        """Close the room that was opened last."""
        self.manage("room", "close", str(self._rooms.pop()))

    def close_rooms(self) -> None:
        """Close whatever is open: an unfinished room claims every tablet."""
        while self._rooms:
            self.close_room()

    async def operate(self, room: int, act: str, **facts: str | int) -> None:
        """Do what an operator does at the console, by the same service, while the wire goes on carrying."""
        services = "kiosk.services.handing" if act == "seat_hand_over" else "kiosk.services.conduct"
        lines = (
            "from kiosk.models import Room",
            f"from {services} import {act}",
            f"{act}(Room.objects.get(pk={room}), **{facts!r})",
        )
        await asyncio.to_thread(self.manage, "shell", "-v0", "-c", "\n".join(lines))

    def robots(self, room: int, count: int) -> subprocess.Popen[bytes]:
        """Let robots play on that many seats, in a process of their own that ends with the session."""
        options = ["--room", str(room), "--count", str(count), "--url", f"ws://127.0.0.1:{self.port}"]
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "robots", *options],
            env=self._environment,
            stdout=subprocess.DEVNULL,
        )

    async def start(self) -> Self:
        """Start the server, and return when it answers."""
        command = ["conf.manage", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(  # noqa: ASYNC220  it returns at once
            [sys.executable, "-m", *command], env=self._environment, cwd=ROOT
        )
        while True:
            assert self._process.poll() is None, "daphne ended"
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return self
            await asyncio.sleep(LOOK_AGAIN)

    async def until_reported(self, number: int, field: str, value: object) -> None:
        """Return when it tells netcheck so of a tablet; presence is written down once a second."""
        while True:
            for tablet in (await asyncio.to_thread(self._report))["tablets"]:
                if tablet["number"] == number and tablet[field] == value:
                    return
            await asyncio.sleep(LOOK_AGAIN)

    def _report(self) -> dict[str, Any]:
        token = (self._state / "netcheck_token").read_text().strip()
        with closing(HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request("GET", "/api/report", headers={"Authorization": f"Bearer {token}"})
            said: dict[str, Any] = json.load(connection.getresponse())
        return said

    def kill(self) -> None:
        """Pull the plug."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def tablet(self, device: str) -> TabletClient:
        """Another tablet, without a screen."""
        return TabletClient(f"ws://127.0.0.1:{self.port}", device)


class Wire:
    """Between a tablet and the server: carries everything, or nothing, or is not there.

    Its port is listened on even while it is unplugged, and whoever comes is turned away at once:
    asyncio loses a connection that it is accepting in the moment in which a server is closed.
    """

    def __init__(self, target: int, tls: ssl.SSLContext | None = None) -> None:
        self._target = target
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._plugged = False
        self._calls: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._carries = _open_gate()
        self.port = 0

    async def plug(self) -> Self:
        """Carry what comes, on the same port as before."""
        self._carries.set()
        self._plugged = True
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, "127.0.0.1", ssl=self._tls)
            self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def unplug(self) -> None:
        """Close everything, and turn away what comes: as when the server is gone."""
        self._plugged = False
        for writer, call in self._calls.items():
            writer.transport.abort()
            call.cancel()
        await asyncio.gather(*self._calls.values(), return_exceptions=True)
        self._calls.clear()

    async def remove(self) -> None:
        """Unplug it for good, once no tablet tries any more."""
        await self.unplug()
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    def hold(self) -> None:
        """Carry nothing and say nothing: as when a tablet walks away from its access point."""
        self._carries.clear()

    def release(self) -> None:
        """Carry again; what was held back still arrives."""
        self._carries.set()

    def lead_elsewhere(self) -> None:
        """Never carry again what is connected, and carry what connects from now on.

        As when a tablet comes to another access point, with another address: neither end is told.
        """
        self._carries.clear()
        self._carries = _open_gate()

    @property
    def url(self) -> str:
        """The address to open on a tablet."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._plugged:
            writer.transport.abort()
            return
        self._calls[writer] = asyncio.create_task(self._call(reader, writer, self._carries))

    async def _call(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, carries: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await carries.wait()
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            pipes = [
                asyncio.create_task(_pipe(reader, back, carries)),
                asyncio.create_task(_pipe(there, writer, carries)),
            ]
            try:
                await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
            finally:
                back.close()
                for pipe in pipes:
                    pipe.cancel()
        writer.close()
        self._calls.pop(writer, None)


def _open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, carries: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            await carries.wait()
            writer.write(data)
            await writer.drain()
