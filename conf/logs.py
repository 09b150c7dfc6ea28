"""Lines of the log: for people, or JSON on request; each says which room, tablet and request it is about.

Whoever serves somebody leaves a description in `about`. It is asked only when a line is written, so
that a frame on its way through the server costs nothing.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from conf.i18n import _
from conf.toml import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = {"text": "conf.logs.TextFormatter", "json": "conf.logs.JsonFormatter"}


def _nobody() -> Mapping[str, object]:
    return {}


about: ContextVar[Callable[[], Mapping[str, object]]] = ContextVar("about", default=_nobody)
"""Describes who is served: room, tablet, seat, request, …; what is unknown is left out."""


def subject(record: logging.LogRecord) -> dict[str, object]:
    """Who or what a line is about: as its context says, and as ``extra={"about": …}`` of the call says."""
    return {**about.get()(), **getattr(record, "about", {})}


class TextFormatter(logging.Formatter):
    """A readable line: time, level, where, what, and in brackets about whom."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """The line without a traceback."""
        told = ", ".join(f"{key} {value}" for key, value in subject(record).items())
        return super().formatMessage(record) + (f" [{told}]" if told else "")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `message`, `exception`, and about whom."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **subject(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Refusals(logging.Filter):
    """What a client did that it may not do is a warning of one line: the server has no fault to trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through; Django logs a refused client (a wrong Host, …) as an error of ours."""
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


def logging_from(level: str, form: str) -> dict[str, Any]:
    """Django's `LOGGING` for a level and a format.

    Raises:
        ConfigurationError: there is no such level or format.
    """
    if level.upper() not in LEVELS:
        raise _none_of("GANOMICS_LOG", LEVELS, level)
    if form not in FORMATS:
        raise _none_of("GANOMICS_LOG_FORMAT", FORMATS, form)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMATS[form]}},
        "filters": {"refusals": {"()": Refusals}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"kiosk": {"level": level.upper()}},
    }


def _none_of(variable: str, known: Iterable[str], got: str) -> ConfigurationError:
    sentence = _("{name}: expected one of {known}, got {got!r}.")
    return ConfigurationError(sentence.format(name=variable, known=", ".join(known), got=got))
