"""A WebSocket opened as a browser opens it, with Host and Origin, to the server's front or to daphne."""

from __future__ import annotations

import asyncio
import json
import math
import resource
import secrets
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidHeader,
    InvalidMessage,
    InvalidStatus,
)
from websockets.typing import Origin

from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_, _
from netcheck.network import Outcome, outcome_of
from netcheck.probes.pages import front_port, front_scheme, host

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from netcheck.facts import Facts
    from netcheck.world import World

CAPACITY_MARGIN = 1.1
"""Beyond the tablets: the operator's pages, and sockets that are not gone when their tablet is back."""

_OTHER_FILES = 64


@dataclass(frozen=True)
class Handshake:
    """How opening a socket ended."""

    outcome: Outcome
    status: int = 0
    """101 where it opened; 0 where no HTTP answer came."""
    bad_accept: bool = False
    detail: str = ""
    body: bytes = b""
    """What came with a refusal: each server has its own page for it."""

    @property
    def opened(self) -> bool:
        """Whether the socket is a WebSocket now."""
        return self.status == 101 and not self.bad_accept  # noqa: PLR2004  Switching Protocols

    @property
    def said(self) -> str:
        """The outcome in a few words."""
        return _("status {status}").format(status=self.status) if self.status else self.outcome.words


def origin(world: World) -> str:
    """What a page of the site sends as Origin."""
    return f"{front_scheme(world)}://{host(world)}"


class _Once(connect):
    """An opening that follows no redirect: a browser follows none for a socket either."""

    def process_redirect(self, exc: Exception) -> Exception:
        """Called by websockets; the redirect itself is the outcome."""
        return exc


class Refused(Exception):  # noqa: N818  an outcome, not a mistake
    """The socket did not open."""

    def __init__(self, handshake: Handshake) -> None:
        super().__init__(handshake.said)
        self.handshake = handshake


@asynccontextmanager
async def socket(world: World, *, direct: bool) -> AsyncIterator[ClientConnection]:
    """An open socket to ``/ws/``; raises `Refused`."""
    direct = direct and not world.remote
    secure = front_scheme(world) == "https" and not direct
    server = world.site.server
    address = server.upstream.address if direct else server.address
    port = server.upstream.port if direct else front_port(world)
    extra = {"X-Forwarded-Proto": front_scheme(world)} if direct else {}
    tls: dict[str, Any] = {"ssl": world.trust, "server_hostname": server.name} if secure else {}
    opening = _Once(
        f"{'wss' if secure else 'ws'}://{host(world)}/ws/",
        host=address,
        port=port,
        origin=Origin(origin(world)),
        additional_headers=extra,
        compression=None,
        proxy=None,
        open_timeout=timeouts.WEBSOCKET.seconds,
        close_timeout=0.2,
        ping_interval=None,
        **tls,
    )
    try:
        connection = await opening
    except (OSError, InvalidHandshake) as error:
        raise Refused(_failure(error)) from error
    try:
        yield connection
    finally:
        await connection.close()


def _failure(error: Exception) -> Handshake:
    if isinstance(error, InvalidStatus):
        return Handshake(Outcome.ANSWERED, error.response.status_code, body=bytes(error.response.body))
    if isinstance(error, InvalidHeader):
        return Handshake(Outcome.ANSWERED, 101, bad_accept=True, detail=str(error))
    if isinstance(error, InvalidMessage):
        empty = isinstance(error.__cause__, EOFError)
        return Handshake(Outcome.EMPTY if empty else Outcome.GARBAGE, detail=str(error))
    if isinstance(error, OSError):
        silent = isinstance(error, TimeoutError)
        return Handshake(Outcome.SILENT if silent else outcome_of(error), detail=str(error))
    return Handshake(Outcome.GARBAGE, detail=str(error))


async def _shake(world: World, *, direct: bool) -> Handshake:
    try:
        async with socket(world, direct=direct):
            return Handshake(Outcome.ANSWERED, 101)
    except Refused as refused:
        return refused.handshake


async def _through(world: World, _facts: Facts) -> Handshake:
    return await _shake(world, direct=False)


async def _straight(world: World, _facts: Facts) -> Handshake:
    return await _shake(world, direct=True)


@dataclass(frozen=True)
class Echo:
    """A ping, and a message that makes the round through consumer and channel layer, over one socket."""

    handshake: Handshake
    pong: str = ""
    """What answered the ping; how it failed in `failure`."""
    token: str = ""
    """The token of the echo, as it came back."""
    sent: str = ""
    instance: str = ""
    failure: str = ""


async def _echo(world: World, _facts: Facts) -> Echo:
    token = secrets.token_hex(8)
    try:
        async with socket(world, direct=True) as connection:
            return await _round_trip(connection, token)
    except Refused as refused:
        return Echo(refused.handshake, failure=refused.handshake.said)


async def _round_trip(connection: ClientConnection, token: str) -> Echo:
    opened = Handshake(Outcome.ANSWERED, 101)
    pong = ""
    try:
        async with asyncio.timeout(timeouts.ECHO.seconds):
            await connection.send(json.dumps({"demand": "ping"}))
            pong = str(await connection.recv())
            await connection.send(json.dumps({"demand": "echo", "token": token}))
            while True:
                reply = _object(str(await connection.recv()))
                if reply.get("demand") == "echo":
                    got, instance = str(reply.get("token", "")), str(reply.get("instance", ""))
                    return Echo(opened, pong, got, token, instance, str(reply.get("error", "")))
    except TimeoutError:
        return Echo(
            opened,
            pong,
            sent=token,
            failure=_("no answer in {seconds:g} s").format(seconds=timeouts.ECHO.seconds),
        )
    except ConnectionClosed as closed:
        return Echo(opened, pong, sent=token, failure=_("closed: {reason}").format(reason=closed))


def _object(text: str) -> dict[str, object]:
    with suppress(ValueError):
        parsed = json.loads(text)
        if isinstance(parsed, dict):
            return parsed
    return {}


@dataclass(frozen=True)
class Capacity:
    """How many sockets were held at once, of how many."""

    wanted: int
    held: int
    detail: str = ""


async def _capacity(world: World, _facts: Facts) -> Capacity:
    wanted = math.ceil(max(1, len(world.plan.tablets)) * CAPACITY_MARGIN)
    _raise_open_files(wanted)
    enough, release = asyncio.Event(), asyncio.Event()
    held = ended = 0
    detail = ""

    async def hold() -> None:
        nonlocal held, ended, detail
        try:
            async with socket(world, direct=False) as connection:
                held += 1
                if held + ended == wanted:
                    enough.set()
                await release.wait()
                if connection.state.name != "OPEN":
                    held -= 1
        except Refused as refused:
            ended += 1
            detail = refused.handshake.said
            if held + ended == wanted:
                enough.set()

    async with asyncio.TaskGroup() as group:
        for _number in range(wanted):
            group.create_task(hold())
        await enough.wait()
        release.set()
    return Capacity(wanted, held, detail)


def _raise_open_files(sockets: int) -> None:
    """MacOS gives a shell 256 open files; a program may take more without asking anybody."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = sockets + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        wished = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))


@dataclass(frozen=True)
class Idle:
    """How long a silent socket lived (seconds), and how it ended where it did not live on."""

    handshake: Handshake
    seconds: float = 0.0
    failure: str = ""


async def _idle(world: World, _facts: Facts) -> Idle:
    began = world.clock()
    opened = Handshake(Outcome.ANSWERED, 101)
    try:
        async with socket(world, direct=False) as connection:
            try:
                async with asyncio.timeout(world.silence):
                    while True:
                        await connection.recv()
            except TimeoutError:
                return Idle(opened, world.clock() - began)
            except ConnectionClosed as closed:
                return Idle(opened, world.clock() - began, str(closed))
    except Refused as refused:
        return Idle(refused.handshake, failure=refused.handshake.said)


_OPEN = timeouts.Timeout(timeouts.WEBSOCKET.seconds + 1, N_("opening, then closing politely"))

UPGRADE = Probe(N_("the socket through nginx"), _through, _OPEN)
STRAIGHT = Probe(N_("the socket to the kiosk"), _straight, _OPEN)
ECHO = Probe(
    N_("the echo"),
    _echo,
    timeouts.Timeout(_OPEN.seconds + timeouts.ECHO.seconds, N_("opening, then a round trip")),
)
CAPACITY = Probe(N_("a socket for each tablet"), _capacity, timeouts.CAPACITY)
IDLE = Probe(
    N_("a silent socket"),
    _idle,
    timeouts.Timeout(timeouts.SILENCE.seconds + _OPEN.seconds, N_("the silence itself")),
)
