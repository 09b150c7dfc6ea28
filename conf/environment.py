"""Variables of the environment that are more than a text. Without Django."""

from __future__ import annotations

import os

from conf.i18n import _
from conf.toml import ConfigurationError
from conf.values import HIGHEST_PORT


def seconds_from(name: str, default: float, *, least: float) -> float:
    """A variable that says a number of seconds.

    Raises:
        ConfigurationError: it is no number, or less than `least`.
    """
    text = os.environ.get(name) or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = float("nan")
    if not least <= seconds < float("inf"):
        sentence = _("{name}: expected a number of seconds from {least:g} on, got {got!r}.")
        raise ConfigurationError(sentence.format(name=name, least=least, got=text))
    return seconds


def port_from(name: str, default: int) -> int:
    """A variable that says a port.

    Raises:
        ConfigurationError: it is none.
    """
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= HIGHEST_PORT):
        sentence = _("{name}: expected a port from 1 to {most}, got {got!r}.")
        raise ConfigurationError(sentence.format(name=name, most=HIGHEST_PORT, got=text))
    return int(text)
