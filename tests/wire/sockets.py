"""Sockets for tests: a process's WebSocket application, and the tablets that speak to it."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from channels.testing import WebsocketCommunicator

from kiosk.economy import goods
from kiosk.models import Step
from kiosk.wire.hub import Hub
from kiosk.wire.routing import sockets
from tests.sessions import device

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

    from kiosk.models import Room

    Reply = dict[str, Any]

_Result = TypeVar("_Result")
PATIENCE = 30.0
"""Seconds until a reply that does not come fails the test."""


class Socket:
    """One WebSocket of the application."""

    def __init__(self, application: object, path: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self._communicator = WebsocketCommunicator(application, path, list(headers))

    async def open(self) -> bool:
        """Whether the server let it in."""
        accepted, _code = await self._communicator.connect(PATIENCE)
        return bool(accepted)

    async def send(self, frame: str) -> None:
        await self._communicator.send_input({"type": "websocket.receive", "text": frame})

    async def send_binary(self, frame: bytes) -> None:
        await self._communicator.send_input({"type": "websocket.receive", "bytes": frame})

    async def hear(self) -> str:
        """The next frame; as daphne sends it, it must be encodable."""
        frame: str = await self._communicator.receive_from(PATIENCE)
        frame.encode()
        return frame

    async def close(self) -> None:
        if not self._communicator.future.done():
            await self._communicator.disconnect(timeout=PATIENCE)

    async def kill(self) -> None:
        """End it as a server does with an application that does not stop."""
        self._communicator.future.cancel()
        await asyncio.wait([self._communicator.future])

    @property
    def silent(self) -> bool:
        """Whether the server has said nothing that was not heard yet."""
        return bool(self._communicator.output_queue.empty())

    async def ping(self) -> list[str]:
        """What was said before the pong: all that the server had to say to this socket."""
        await self.send('{"demand": "ping"}')
        frames = []
        while (frame := await self.hear()) != "pong":
            frames.append(frame)
        return frames


class Tablet(Socket):
    """A tablet's socket; it never repeats by itself what it has asked for."""

    def __init__(self, application: object, number: int = 0, path: str = "/ws/") -> None:
        super().__init__(application, path)
        self.number = number
        self.user_id = 0

    async def say(self, demand: str, **fields: Any) -> None:
        """Send a demand; a player's comes with its userId."""
        if self.user_id and demand not in ("init", "ping", "echo"):
            fields = {"userId": self.user_id} | fields
        await self.send(json.dumps({"demand": demand, **fields}))

    async def ask(self, demand: str, **fields: Any) -> Reply:
        """The reply to a demand."""
        await self.say(demand, **fields)
        return await self.reply()

    async def reply(self) -> Reply:
        """The next frame as JSON."""
        content: Reply = json.loads(await self.hear())
        return content

    async def decision(self) -> Reply:
        """The next reply that has not to wait."""
        while (reply := await self.reply())["wait"]:
            assert "error" not in reply, reply
        return reply

    async def init(self, **fields: Any) -> Reply:
        reply = await self.ask("init", deviceId=device(self.number), **fields)
        self.user_id = reply.get("userId", 0)
        return reply


class Process:
    """One process of the server: its hub, and the application around it."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.application = sockets(self.hub)
        self._opened: list[Socket] = []

    async def tablet(self, number: int = 0) -> Tablet:
        """A tablet that is connected, and has said nothing yet."""
        return await self.connect(Tablet(self.application, number))

    async def socket(self, path: str) -> Socket:
        return await self.connect(Socket(self.application, path))

    async def connect(self, socket: _Socket) -> _Socket:
        assert await socket.open()
        self._opened.append(socket)
        return socket

    async def database(self, query: Callable[[], _Result]) -> _Result:
        """The result of a query, over the process's own connection."""
        return await self.hub.clerk.run(query)

    async def close(self) -> None:
        for socket in self._opened:
            await socket.close()
        await self.hub.stop()


_Socket = TypeVar("_Socket", bound=Socket)


@asynccontextmanager
async def process() -> AsyncIterator[Process]:
    """A process that ends with the block."""
    running = Process()
    try:
        yield running
    finally:
        await running.close()


async def together(awaitables: Iterable[Awaitable[_Result]]) -> list[_Result]:
    """The results of all, in their order."""
    return list(await asyncio.gather(*awaitables))


async def walk(running: Process, room: Room, to: Step = Step.GAME, *, first: int = 0) -> list[Tablet]:
    """Tablets for each seat of a room whose devices are enrolled, walked to a step over their sockets."""
    order = list(Step)
    tablets = await together(running.tablet(number) for number in range(first, first + room.size))
    await together(tablet.say("init", deviceId=device(tablet.number)) for tablet in tablets)
    for tablet, reply in zip(tablets, await together(each.decision() for each in tablets), strict=True):
        tablet.user_id = reply["userId"]
    if order.index(to) > order.index(Step.SURVEY) and room.survey:
        await pass_barrier(tablets, "survey", age=30, sex="female")
    if order.index(to) > order.index(Step.TRAINING) and room.training_rounds:
        for t in range(room.training_rounds):
            await together(train(tablet, t) for tablet in tablets)
        await pass_barrier(tablets, "training_done")
    for t in range(room.rounds if to is Step.END else 0):
        await play_round(tablets, t)
    return tablets


async def pass_barrier(tablets: Sequence[Tablet], demand: str, **fields: Any) -> list[Reply]:
    """Say it once on each, and hear the barrier open."""
    await together(tablet.say(demand, **fields) for tablet in tablets)
    return await together(tablet.decision() for tablet in tablets)


async def train(tablet: Tablet, t: int) -> Reply:
    """A training round for the first good that may be asked for."""
    held = (await tablet.init())["trainingGoodInHand"]
    return await tablet.ask("training_choice", t=t, good=_another(held))


async def wish(tablet: Tablet) -> int:
    """The first good that the tablet may ask for."""
    return _another((await tablet.init())["goodInHand"])


async def play_round(tablets: Sequence[Tablet], t: int) -> list[Reply]:
    """Everybody asks once, and hears the result."""
    wishes = await together(wish(tablet) for tablet in tablets)
    await together(tablet.say("choice", t=t, good=good) for tablet, good in zip(tablets, wishes, strict=True))
    return await together(tablet.decision() for tablet in tablets)


def _another(held: int) -> int:
    return goods.CONSUMPTION if held != goods.CONSUMPTION else goods.PRODUCTION
