"""What nginx's directives mean, whatever their spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netcheck.nginx.durations import seconds
from netcheck.nginx.listening import Listen
from netcheck.nginx.scope import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from netcheck.nginx.tree import Directive

DEFAULTS = {
    ("autoindex", "off"),
    ("charset", "off"),
    ("client_max_body_size", "1048576"),
    ("gzip", "off"),
    ("gzip_static", "off"),
    ("gzip_vary", "off"),
    ("keepalive_timeout", "75.0"),
    ("multi_accept", "off"),
    ("proxy_connect_timeout", "60.0"),
    ("proxy_http_version", "1.0"),
    ("proxy_read_timeout", "60.0"),
    ("proxy_send_timeout", "60.0"),
    ("sendfile", "off"),
    ("server_tokens", "on"),
    ("tcp_nodelay", "on"),
    ("tcp_nopush", "off"),
    ("worker_connections", "512"),
}
"""Directives that say what holds without them, where no level further out says otherwise."""

ORDERED = ("rewrite", "return", "set", "if", "break", "allow", "deny")
"""Directives that nginx works through one after the other."""

_BLOCKS = {
    *("http", "events", "location", "upstream", "map", "types", "geo", "split_clients", "if", "limit_except"),
    *("stream", "mail"),
}
_SIZE = re.compile(r"(\d+)([kmg]?)", re.IGNORECASE)
_BYTES = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}

Meaning = tuple[str, ...]


def is_block(directive: Directive) -> bool:
    """Whether it has lines of its own: `server` is a block in http, and a line in an upstream."""
    return directive.name in _BLOCKS or (directive.name == "server" and not directive.args)


def meaning(directive: Directive) -> Meaning:
    """Equal for two directives that mean the same; of a block without what is in it."""
    return (directive.name, *_arguments(directive))


def _arguments(directive: Directive) -> Meaning:
    name, args = directive.name, directive.args
    if not args:
        return ()
    if name.endswith("_timeout"):
        return tuple(_duration(arg) for arg in args)
    return _SPELLINGS[name](directive) if name in _SPELLINGS else args


def _location(directive: Directive) -> Meaning:
    pattern = Pattern.of(directive)
    return (pattern.modifier, pattern.text)


def _listen(directive: Directive) -> Meaning:
    return (str(Listen.of(directive)), *sorted(directive.args[1:]))


def _header(directive: Directive) -> Meaning:
    return (directive.args[0].lower(), *directive.args[1:])


def _set(directive: Directive) -> Meaning:
    return tuple(sorted(arg.lower() for arg in directive.args))


def _size(directive: Directive) -> Meaning:
    match = _SIZE.fullmatch(directive.args[0])
    return (str(int(match[1]) * _BYTES[match[2].lower()]),) if match else directive.args


def _duration(text: str) -> str:
    length = seconds(text)
    return text if length is None else str(float(length))


_SPELLINGS: dict[str, Callable[[Directive], Meaning]] = {
    "location": _location,
    "listen": _listen,
    **dict.fromkeys(("proxy_set_header", "add_header", "proxy_hide_header", "proxy_pass_header"), _header),
    **dict.fromkeys(("server_name", "gzip_types", "charset_types", "ssl_protocols"), _set),
    **dict.fromkeys(("client_max_body_size", "gzip_min_length", "client_body_buffer_size"), _size),
}
"""The directives that can be spelled in several ways, and the one that stands for all of them."""
