"""daphne as the kiosk runs it, with sockets of its own kind, and how it ends.

Asked to end, it takes no new connection, answers what it has been asked, closes each socket with
1012 ("service restart"), and is gone. What was acknowledged is committed; tablets come back.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from daphne.http_protocol import WebRequest
from daphne.server import Server as DaphneServer
from django.conf import settings
from twisted.internet.defer import Deferred, maybeDeferred

from kiosk.wire.socket import SERVICE_RESTART, Address, Socket

if TYPE_CHECKING:
    from collections.abc import Callable

DRAIN_TIME_OUT = 5.0
"""Seconds for what has been asked to be answered; a batch of the clerk takes milliseconds."""

CLOSE_TIME_OUT = 2.0
"""Seconds for the closing handshakes; autobahn gives up on each after one."""

PING_INTERVAL, PING_TIME_OUT = 20, 30
"""Seconds of silence until a socket is pinged, and from there until it is given up."""

HANDSHAKE_TIME_OUT = 20
"""Seconds; a thousand tablets that return at once wait for each other, and whom daphne's own 5 s turned
away would come again, and make the others wait longer."""


class Request(WebRequest):
    """A request for a page."""

    def process(self) -> Any:
        """Hand it on without what only a proxy of another kind may say."""
        self.requestHeaders.removeHeader(b"daphne-root-path")
        return super().process()


class Server(DaphneServer):
    """One daphne process."""

    def __init__(self, application: Any, endpoints: list[str]) -> None:
        """Serve `application` at Twisted's `endpoints`."""
        super().__init__(
            application,
            endpoints,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIME_OUT,
            websocket_handshake_timeout=HANDSHAKE_TIME_OUT,
            websocket_timeout=-1,  # by the time of day, which may be set: else that would end every socket
            websocket_max_message_size=settings.FRAME_BYTES,
            websocket_max_frame_size=settings.FRAME_BYTES,
            ready_callable=self._ready,
            server_name="",
        )
        self._ports: list[Any] = []
        self._addresses: dict[str, Address] = {}

    def address(self, name: str) -> Address:
        """The address of that name, which is forgotten with its last socket."""
        return self._addresses.setdefault(name, Address(name))

    def left(self, address: Address) -> None:
        """A socket of that address is gone."""
        address.sockets -= 1
        if not address.sockets:
            self._addresses.pop(address.name, None)

    def listen_success(self, port: Any) -> None:
        """Keep the port, to close it first."""
        self._ports.append(port)
        super().listen_success(port)

    def kill_all_applications(self) -> Deferred[None]:
        """What daphne does before it ends, in its own name; here none is killed that can be served."""
        return Deferred.fromFuture(asyncio.ensure_future(self._drain()))

    def _ready(self) -> None:
        self.ws_factory.protocol = Socket
        self.ws_factory.setProtocolOptions(failByDrop=False)  # who breaks the protocol is told how
        self.http_factory.buildProtocol = partial(_with_our_requests, self.http_factory.buildProtocol)

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        for port in self._ports:
            await maybeDeferred(port.stopListening).asFuture(loop)
        sockets = [
            each for each in self.connections if isinstance(each, Socket) and each.state == each.STATE_OPEN
        ]
        for socket in sockets:  # behind what it has asked already
            socket.application_queue.put_nowait({"type": "websocket.disconnect", "code": SERVICE_RESTART})
        running = [
            each["application_instance"]
            for each in self.connections.values()
            if "application_instance" in each
        ]
        if running:
            _served, late = await asyncio.wait(running, timeout=DRAIN_TIME_OUT)
            for application in late:
                application.cancel()
        leaving = [socket.leave() for socket in sockets]
        if leaving:
            await asyncio.wait(leaving, timeout=CLOSE_TIME_OUT)


def _with_our_requests(build: Callable[[Any], Any], address: Any) -> Any:
    channel = build(address)
    channel.requestFactory = Request
    return channel
