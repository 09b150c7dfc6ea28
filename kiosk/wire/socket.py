"""A socket of the kiosk's daphne: how much it takes from whom, and how quickly it hands on.

1. It reads no faster than the settings allow, and not at all while the client does not read: who floods is
   slowed by its own TCP, and nobody else is.
2. An address has no more sockets than the settings allow; the handshake of the next is refused with 429.
3. What is said goes to the system at once, in a frame that is made once for all who are told the same.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from functools import lru_cache
from typing import Any

from autobahn.websocket.protocol import PreparedMessage
from autobahn.websocket.types import ConnectionDeny
from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet.abstract import FileDescriptor

logger = logging.getLogger(__name__)

SERVICE_RESTART = 1012
"""The close code of RFC 6455's registry for: come back in a moment."""

LONGEST_ALIKE = 500
"""Characters of what many are told alike; longer are replies to one, and the console's news."""

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

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Do what the application says, first of all send a text.

        Who has said goodbye already hears nothing more, and autobahn would call that an error.
        """
        if message["type"] != "websocket.send":
            super().handle_reply(message)
        elif self.state == self.STATE_OPEN:
            text = message["text"]
            self.sendPreparedMessage((_kept if len(text) <= LONGEST_ALIKE else _frame)(text))

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:  # noqa: N802, FBT001, FBT002  autobahn's names
        """Hand bytes to the system at once, unless others wait before them.

        Twisted would do so in the next turn of the event loop, and ask the system to be told when it may,
        for each socket: of a round's fan-out that is half.
        """
        sent = 0
        if self._may_send_at_once and not (sync or chopsize):
            said = self.transport.writeSomeData(data)
            sent = said if isinstance(said, int) else 0  # a socket that is lost: Twisted finds out, as ever
        if sent < len(data):
            super().sendData(data[sent:] if sent else data, sync, chopsize)

    @property
    def _may_send_at_once(self) -> bool:
        transport = self.transport
        return (
            isinstance(transport, FileDescriptor)  # plain TCP, or a Unix socket
            and bool(transport.connected)
            and not (transport.dataBuffer or transport._tempDataBuffer or self.send_queue)  # noqa: SLF001  nothing else tells
        )

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


def _frame(text: str) -> PreparedMessage:
    """The frame of a text of any length: the settings limit what is read, and autobahn would limit both."""
    return PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=True)


_kept = lru_cache(maxsize=256)(_frame)
"""Made once for all who are told the same: of a thousand results, a few dozen differ."""


def _refusal(status: int, reason: str) -> ConnectionDeny:
    return ConnectionDeny(status, reason)  # type: ignore[no-untyped-call]  # autobahn's


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
