"""daphne as the kiosk runs it: how it ends, and how much it takes from whom.

1. Asked to end, it takes no new connection, answers what it has been asked, closes each socket with
   1012 ("service restart"), and is gone. What was acknowledged is committed; tablets come back.
2. It reads from a socket no faster than the settings allow, and not at all while the client does not
   read: who floods is slowed by its own TCP, and nobody else is.
3. An address has no more sockets than the settings allow; the handshake of the next is refused with 429.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from autobahn.websocket.types import ConnectionDeny
from daphne.http_protocol import WebRequest
from daphne.server import Server as DaphneServer
from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet.defer import Deferred, maybeDeferred

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

SERVICE_RESTART = 1012
"""The close code of RFC 6455's registry for: come back in a moment."""

DRAIN_TIME_OUT = 5.0
"""Seconds for what has been asked to be answered; a batch of the clerk takes milliseconds."""

CLOSE_TIME_OUT = 2.0
"""Seconds for the closing handshakes; autobahn gives up on each after one."""

PING_INTERVAL, PING_TIME_OUT = 20, 30
"""Seconds of silence until a socket is pinged, and from there until it is given up."""

HANDSHAKE_TIME_OUT = 20
"""Seconds; a thousand tablets that return at once wait for each other, and whom daphne's own 5 s turned
away would come again, and make the others wait longer."""

LONGEST_PAUSE = 5.0
"""Seconds; a socket that is not read for longer could not answer a ping in time."""

LOOK_AGAIN = 0.5
"""Seconds until a socket whose frames wait to be answered is looked at again."""

TOO_MANY_REQUESTS = 429
BAD_REQUEST = 400


class Address:
    """Where sockets come from: all tablets of an access point in NAT mode, perhaps of the site, have one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sockets = 0
        self.refused = 0
        self.trusted = _is_loopback(name)
        """The machine itself: robots, netcheck, and everybody where the proxy does not say who comes."""

    def require_room(self) -> None:
        """Let one more socket in.

        Raises:
            ConnectionDeny: 429; the log tells of the first, not of each.
        """
        if self.trusted or self.sockets < settings.SOCKETS_OF_AN_ADDRESS:
            self.refused = 0
            return
        if not self.refused:
            logger.warning("%s has %d sockets; further ones are refused", self.name, self.sockets)
        self.refused += 1
        raise _refusal(TOO_MANY_REQUESTS, "Too many sockets from this address")

    @property
    def interval(self) -> float:
        """Seconds a frame; an address's share is divided equally: a flooder takes nothing from others."""
        alone: float = 1 / settings.FRAMES_A_SECOND
        return alone if self.trusted else max(alone, self.sockets / settings.FRAMES_A_SECOND_OF_AN_ADDRESS)


class Socket(WebSocketProtocol):
    """A WebSocket of one client, from its handshake to its end."""

    address: Address | None = None
    gone: asyncio.Future[None] | None = None
    _due = 0.0
    """When the frames that have come would all have been allowed."""
    _hasty = False
    _unread = False

    def onConnect(self, request: Any) -> Any:  # noqa: N802  autobahn's name
        """Let the socket in, unless its address has too many or its headers are none."""
        if not all(name.isascii() for name in request.headers) or not request.path.isascii():
            raise _refusal(BAD_REQUEST, "Expected ASCII in the request's path and header names")
        if not request.headers.get("sec-websocket-protocol", "").isascii():
            raise _refusal(BAD_REQUEST, "Expected ASCII in Sec-WebSocket-Protocol")
        request.headers.pop("daphne-root-path", None)  # of daphne's own; nobody here may move the paths
        address = self.factory.server_class.address(
            request.headers.get("x-forwarded-for") or self.transport.getPeer().host
        )
        address.require_room()
        address.sockets += 1
        self.address = address
        return super().onConnect(request)

    def onOpen(self) -> None:  # noqa: N802  autobahn's name
        """From now on the transport tells when the client does not read."""
        self.transport.unregisterProducer()  # the HTTP channel, which the request came over
        self.transport.registerProducer(self, streaming=True)
        super().onOpen()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803, FBT001  autobahn's names
        """Hand the frame on; if they come too fast, read no more until they would have been slow enough."""
        super().onMessage(payload, isBinary)
        assert self.address is not None  # noqa: S101  set at the handshake
        now = time.monotonic()
        interval = self.address.interval
        self._due = max(self._due, now - settings.FRAMES_AT_ONCE * interval) + interval
        if (self._due > now or self._is_behind) and not self._hasty:
            self._hasty = True
            self._regulate()
            self._calm_down()

    def onAutoPingTimeout(self) -> None:  # noqa: N802  autobahn's name
        """A ping was not answered in time: the client is given up, unless it is us who do not read."""
        if self._hasty:
            self.autoPingPending = self.autoPingTimeoutCall = None
        else:
            super().onAutoPingTimeout()

    def serverSend(self, content: Any, binary: bool = False) -> None:  # noqa: N802, FBT001, FBT002  daphne's names
        """Send; who has said goodbye already hears nothing more, and autobahn would call that an error."""
        if self.state not in (self.STATE_CLOSING, self.STATE_CLOSED):
            super().serverSend(content, binary)

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:  # noqa: N802, N803, FBT001  autobahn's names
        """The socket is gone, or was never let in."""
        if self.address is None:
            return
        self.factory.server_class.left(self.address)
        super().onClose(wasClean, code, reason)
        if self.gone is not None and not self.gone.done():
            self.gone.set_result(None)

    def leave(self) -> asyncio.Future[None]:
        """Close with 1012; done when the client has answered, or was given up.

        autobahn lets an application say 1000 and private codes only; the frame itself takes any.
        """
        self.gone = asyncio.get_running_loop().create_future()
        self.sendCloseFrame(code=SERVICE_RESTART, reasonUtf8=b"The server starts again; please come back")
        return self.gone

    def pauseProducing(self) -> None:  # noqa: N802  Twisted's name
        """The client does not read what it is sent: what it says has to wait."""
        self._unread = True
        self._regulate()

    def resumeProducing(self) -> None:  # noqa: N802  Twisted's name
        """It has read."""
        self._unread = False
        self._regulate()

    def stopProducing(self) -> None:  # noqa: N802  Twisted's name
        """The transport is gone."""

    @property
    def _is_behind(self) -> bool:
        """Whether more frames wait to be answered than may come at once."""
        return bool(self.application_queue.qsize() > settings.FRAMES_AT_ONCE)

    def _calm_down(self) -> None:
        """Read again when the frames that have come, with those of the same segment, are paid for."""
        now = time.monotonic()
        pause = min(self._due - now, LONGEST_PAUSE)
        if self._is_behind and self.state == self.STATE_OPEN:
            pause = max(pause, LOOK_AGAIN)
        if pause > 0:
            self._due = now + pause
            asyncio.get_running_loop().call_later(pause, self._calm_down)
        else:
            self._hasty = False
            self._regulate()

    def _regulate(self) -> None:
        if self._hasty or self._unread:
            self.transport.pauseProducing()
        elif self.state != self.STATE_CLOSED:
            self.transport.resumeProducing()


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


def _refusal(status: int, reason: str) -> ConnectionDeny:
    return ConnectionDeny(status, reason)  # type: ignore[no-untyped-call]  # autobahn's


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
