"""The request headers that nginx sends on from a place of its configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netcheck.nginx.scope import Scope
    from netcheck.nginx.tree import Directive

_SET = "proxy_set_header"


def header(scope: Scope, name: str) -> Directive | None:
    """The `proxy_set_header` of that name that holds in the scope."""
    return _of_name(scope.inherited(_SET), name)


def header_value(scope: Scope, name: str) -> str:
    """What it sets the header to; empty where nothing does."""
    directive = header(scope, name)
    return directive.args[1] if directive else ""


def is_cancelled(scope: Scope, name: str) -> bool:
    """Whether a level further out sets the header, and others set in this place cancel it here."""
    outer = (block.all(_SET) for block in scope.blocks)
    return header(scope, name) is None and any(_of_name(directives, name) for directives in outer)


def _of_name(directives: list[Directive], name: str) -> Directive | None:
    same = (directive for directive in directives if directive.args[0].lower() == name.lower())
    return next(same, None)
