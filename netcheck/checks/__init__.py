"""The catalogue of checks: one module a link of the chain, in the order of the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.checks import (
    access_points,
    dns,
    files,
    host,
    http,
    nginx,
    paths,
    plan,
    resolvers,
    session,
    store,
    tablets,
    tls,
    websocket,
)

if TYPE_CHECKING:
    from netcheck.engine import Check

__all__ = ["CHECKS"]

_LINKS: tuple[Check, ...] = (
    *plan.CHECKS,
    *host.CHECKS,
    *dns.CHECKS,
    *resolvers.CHECKS,
    *http.CHECKS,
    *files.CHECKS,
    *tls.CHECKS,
    *websocket.CHECKS,
    *nginx.CHECKS,
    *store.CHECKS,
    *access_points.CHECKS,
    *tablets.CHECKS,
    *paths.CHECKS,
)

CHECKS: tuple[Check, ...] = (*_LINKS, session.gate(_LINKS))
"""Every check; the last is the gate."""
