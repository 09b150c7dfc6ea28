"""The three sockets of the protocol. Each parses, asks once, and sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
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
    from kiosk.wire.hub import Hub


class _Socket(AsyncWebsocketConsumer):
    channel_layer_alias = "none"
    """The hub listens to the layer, once a process; a socket needs no channel of its own."""

    def __init__(self, *, hub: Hub) -> None:
        super().__init__()
        self.hub = hub

    async def connect(self) -> None:
        self.hub.start()
        await self.accept()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle an event; Channels' own first goes to a thread, to close a connection that no socket has."""
        await getattr(self, get_handler_name(message))(message)


class GameConsumer(_Socket):
    """`/ws/`: the session of one tablet."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hold a session for as long as the socket lives, however it ends."""
        self.session = Session(self.hub, self.send, Origin.of(scope))
        about.set(self.session.about)
        try:
            with SOCKETS.track_inprogress():
                await super().__call__(scope, receive, send)
        finally:
            self.session.close()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Hand the frame to the session."""
        await self.session.receive(text_data)


class IdentityConsumer(_Socket):
    """`/ws/identity/`: a device says which tablet it is."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Enrol the device, or say why not."""
        try:
            identity = messages.parse_identity(text_data)
            answer = await self.hub.clerk.ask(Enrol(identity.device_id, identity.number, identity.pin))
        except Refusal as refusal:
            answer = refusal
        if isinstance(answer, Refusal):
            await self.send(replies.error("identity", answer))
        else:
            await self.send(replies.ENROLLED)


class CheckNetworkConsumer(_Socket):
    """`/ws/check_network/`: how patient a tablet should be."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer any JSON with the settings."""
        try:
            read_json(text_data)
        except Refusal as refusal:
            await self.send(replies.error("check_network", refusal))
        else:
            await self.send(replies.frame(settings.CHECK_NETWORK))


class NowhereConsumer(_Socket):
    """Any other path: refused at the door, rather than as an error of the server."""

    async def connect(self, *_: Any) -> None:
        """Refuse."""
        await self.close()
