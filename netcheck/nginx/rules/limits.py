"""Do the limits leave room for every tablet, and time for the slowest?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.nginx.capacity import connections_needed, connections_with_margin
from netcheck.nginx.durations import seconds
from netcheck.nginx.finding import Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.nginx.served import Served

DEFAULT_CONNECTIONS = 512
DEFAULT_READ_TIMEOUT = "60s"

_PING_INTERVAL = 20
"""daphne's, in seconds (its default, and that of the rendered units)."""

_LEAST_READ_TIMEOUT = _PING_INTERVAL + 5
"""A ping may be late by the time that a busy machine and a poor radio take."""


def connections_are_enough(served: Served) -> Iterator[Finding]:
    """`too_few_connections`."""
    tablets = len(served.plan.tablets)
    needed = connections_needed(tablets)
    events = next(iter(served.root.all("events")), served.root)
    directive = next(iter(events.all("worker_connections")), None)
    given = int(directive.args[0]) if directive and directive.args[0].isdecimal() else DEFAULT_CONNECTIONS
    if given < needed:
        summary = _("worker_connections is {given}; {tablets} tablets need {needed}, and more for a margin.")
        yield found(
            "too_few_connections",
            directive or events,
            summary.format(given=given, tablets=tablets, needed=needed),
            f"worker_connections {connections_with_margin(tablets)};",
        )


def silence_is_borne(served: Served) -> Iterator[Finding]:
    """`ws_cut_when_idle`."""
    scope = served.socket
    proxy_pass = scope.own("proxy_pass")
    timeout = scope.value("proxy_read_timeout", DEFAULT_READ_TIMEOUT)
    length = seconds(timeout)
    if proxy_pass and length is not None and length < _LEAST_READ_TIMEOUT:
        summary = _("{place} waits {timeout} for the kiosk, which pings every {ping} s.")
        yield found(
            "ws_cut_when_idle",
            next(iter(scope.inherited("proxy_read_timeout")), proxy_pass),
            summary.format(place=scope.place, timeout=timeout, ping=_PING_INTERVAL),
            "proxy_read_timeout 120s;",
        )
