"""Options of the command line that are more than a text: tablet numbers, durations, names of checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from conf.numbers import TabletNumbers
from netcheck.checks import CHECKS
from netcheck.i18n import _

if TYPE_CHECKING:
    from click import Context, Parameter

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)")


class Duration(click.ParamType):  # type: ignore[type-arg]  # generic only from click 8.2 on
    """Seconds, from ``90``, ``90s``, ``2m`` or ``1h``."""

    name = "duration"

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> float:
        """Called by click."""
        if isinstance(value, float):
            return value
        match = _DURATION.fullmatch(str(value).strip())
        if match is None:
            self.fail(
                _("expected a duration such as 90s, 2m or 1h, got {value!r}").format(value=value), param, ctx
            )
        return float(match[1]) * _UNITS[match[2]]


class Tablets(click.ParamType):  # type: ignore[type-arg]  # generic only from click 8.2 on
    """Tablet numbers as people write them."""

    name = "numbers"

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> TabletNumbers:
        """Called by click."""
        if isinstance(value, TabletNumbers):
            return value
        try:
            return TabletNumbers.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class CheckName(click.ParamType):  # type: ignore[type-arg]  # generic only from click 8.2 on
    """The id of a check, or its beginning up to a dot: ``dns.router``, ``dns``."""

    name = "check"

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> str:
        """Called by click."""
        name = str(value)
        ids = [check.id for check in CHECKS]
        links = sorted({id_.partition(".")[0] for id_ in ids})
        if name not in ids and name not in links:
            self.fail(
                _("there is no check {name!r}; expected {links}, or one of `netcheck run --list`").format(
                    name=name, links=", ".join(links)
                ),
                param,
                ctx,
            )
        return name
