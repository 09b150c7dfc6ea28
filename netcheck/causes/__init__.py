"""The catalogue of causes: every fault that netcheck can name, one literal each."""

from __future__ import annotations

from netcheck.causes import dns, host, http, plan, resolvers, store, tablets, websocket
from netcheck.causes.cause import Cause

__all__ = ["CAUSES", "Cause", "cause_of"]

CAUSES: dict[str, Cause] = {
    cause.code: cause
    for module in (plan, host, dns, resolvers, http, websocket, store, tablets)
    for cause in module.CAUSES
}
"""All causes by their code."""


def cause_of(code: str) -> Cause:
    """The cause of that code; KeyError for a code nobody wrote down."""
    return CAUSES[code]
