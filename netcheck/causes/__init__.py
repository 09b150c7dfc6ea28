"""The catalogue of causes: every fault that netcheck can name, one literal each."""

from __future__ import annotations

from netcheck import nginx
from netcheck.causes import dns, host, http, plan, resolvers, store, tablets, websocket
from netcheck.causes.cause import Cause

__all__ = ["CAUSES", "Cause", "cause_of"]

_TOLD_BY_THEMSELVES = {
    cause.code: cause
    for module in (plan, host, dns, resolvers, http, websocket, store, tablets)
    for cause in module.CAUSES
}
_READ_FROM_NGINX = {
    code: Cause(
        code=code,
        title=told.title,
        sentence=told.sentence,
        remedy=told.remedy,
        commands=("{write_nginx}", "{reload_nginx}"),
        explains=told.explains,
    )
    for code, told in nginx.CAUSES.items()
}

CAUSES: dict[str, Cause] = _READ_FROM_NGINX | _TOLD_BY_THEMSELVES
"""All causes by their code. What a probe meets and the reader of nginx's configuration finds is one cause."""


def cause_of(code: str) -> Cause:
    """The cause of that code; KeyError for a code nobody wrote down."""
    return CAUSES[code]
