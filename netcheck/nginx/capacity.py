"""How many connections an nginx needs for a number of tablets."""

from __future__ import annotations

_WEBSOCKET = 2
"""A proxied socket costs two connections: tablet to nginx, nginx to daphne (measured)."""

_PAGE = 2
"""A page that the tablet keeps alive beside its socket, and its request on the way to daphne."""

_LOADING = 12
"""A browser opens up to six connections to a host when it loads a page; each may be proxied."""

_OTHERS = 32
"""Listeners count too (64 gave 26 sockets, measured), and so do consoles and netcheck itself."""

_STEP = 1024


def connections_needed(tablets: int) -> int:
    """The `worker_connections` below which some of the tablets are turned away."""
    return (_WEBSOCKET + _PAGE) * tablets + _OTHERS


def connections_with_margin(tablets: int) -> int:
    """`worker_connections` for tablets that all load the page again while their old sockets linger."""
    most = (2 * _WEBSOCKET + _LOADING) * tablets + _OTHERS
    return -(-most // _STEP) * _STEP
