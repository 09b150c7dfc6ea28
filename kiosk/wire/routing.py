"""Which socket answers at which path, and to whom."""

from __future__ import annotations

from functools import partial
from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.urls import re_path

from kiosk.wire import consumers
from kiosk.wire.console import live
from kiosk.wire.hub import Hub


class BrowserOriginValidator(OriginValidator):
    """Pages of other sites may not speak here; who is no browser sends no Origin, and may.

    The field's tablets run a native application, which names none.
    """

    def valid_origin(self, parsed_origin: Any) -> bool:
        """Whether the socket may be opened."""
        return parsed_origin is None or super().valid_origin(parsed_origin)


def with_hub(pages: Any, hub: Hub) -> Any:
    """The pages' application, whose requests find the hub of their process in their scope."""

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await pages({**scope, "hub": hub}, receive, send)

    return application


def sockets(hub: Hub | None = None) -> BrowserOriginValidator:
    """The WebSocket application of one process, around one hub."""
    hub = hub or Hub()
    applications: dict[str, Any] = {
        r"^ws/?$": partial(consumers.game, hub),
        r"^ws/identity/?$": partial(consumers.identity, hub),
        r"^ws/check_network/?$": consumers.check_network,
        r"^ws/console/(?:(?P<room>\d{1,9})/?)?$": partial(live, hub),
        r"": consumers.nowhere,
    }
    routes = URLRouter([re_path(path, application) for path, application in applications.items()])
    return BrowserOriginValidator(routes, settings.ALLOWED_HOSTS)
