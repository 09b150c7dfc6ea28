"""The sockets of the protocol. Each takes frames one after the other, asks once, and sends.

They are plain ASGI applications: Channels' generic consumers start a task for every frame that
comes, to listen to a channel layer at the same time, and here the hub of the process does that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings

from conf.logs import about
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Enrol
from kiosk.upkeep.metrics import SOCKETS
from kiosk.wire import messages, replies
from kiosk.wire.fields import read_json
from kiosk.wire.presence import Origin
from kiosk.wire.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from kiosk.wire.hub import Hub

    Scope: TypeAlias = dict[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
    Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]


async def game(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """`/ws/`: the session of one tablet, for as long as the socket lives, however it ends."""
    hub.start()
    session = Session(hub, _speaker(send), Origin.of(scope))
    about.set(session.about)
    try:
        with SOCKETS.track_inprogress():
            async for frame in _frames(receive, send):
                await session.receive(frame)
    finally:
        session.close()


async def identity(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """`/ws/identity/`: a device says which tablet it is, and is enrolled, or told why not."""
    say = _speaker(send)
    origin = Origin.of(scope)
    async for frame in _frames(receive, send):
        try:
            said = messages.parse_identity(frame)
            answer = await hub.clerk.ask(Enrol(said.device_id, said.number, said.pin, said.invitation))
        except Refusal as refusal:
            answer = refusal
        if isinstance(answer, Refusal):
            await hub.guesses.weigh(answer, origin.address)
            await say(replies.error("identity", answer))
        else:
            await say(replies.ENROLLED)


async def check_network(_scope: Scope, receive: Receive, send: Send) -> None:
    """`/ws/check_network/`: how patient a tablet should be; the answer to any JSON."""
    say = _speaker(send)
    async for frame in _frames(receive, send):
        try:
            read_json(frame)
        except Refusal as refusal:
            await say(replies.error("check_network", refusal))
        else:
            await say(replies.frame(settings.CHECK_NETWORK))


async def nowhere(_scope: Scope, receive: Receive, send: Send) -> None:
    """Any other path: refused at the door, rather than as an error of the server."""
    await receive()
    await send({"type": "websocket.close"})


async def _frames(receive: Receive, send: Send) -> AsyncIterator[str | None]:
    """Let the client in; then each of its text frames, or None for a binary one, until it is gone."""
    await receive()  # that it wants to connect
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        yield event.get("text")


def _speaker(send: Send) -> Callable[[str], Awaitable[None]]:
    """Sends a text frame."""
    return lambda frame: send({"type": "websocket.send", "text": frame})
