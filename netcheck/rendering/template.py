"""Templates in a subset of Mustache: text that reads like the file it becomes.

``{{key}}`` is a value. On lines of their own, ``{{#key}}`` … ``{{/key}}`` keep the lines between them
where the value is true, once for each mapping where it is a list; ``{{^key}}`` … ``{{/key}}`` where it is
false or empty. Nothing is escaped: the caller knows the syntax of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from conf.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = ROOT / "conf" / "templates"

Value: TypeAlias = "str | int | Sequence[Mapping[str, Value]]"

_VALUE = re.compile(r"\{\{(\w+)\}\}")
_SECTION = re.compile(r"\s*\{\{([#^/])(\w+)\}\}\s*")


class TemplateError(Exception):
    """A template and the values for it do not fit: a mistake of the program, not of its user."""


def fill(template: str, values: Mapping[str, Value]) -> str:
    """The text of `TEMPLATES`/`template` with `values`.

    Raises:
        TemplateError: a key without a value, or a section that is not closed.
    """
    lines = (TEMPLATES / template).read_text(encoding="utf-8").splitlines()
    return "".join(f"{line}\n" for line in fill_lines(lines, values))


def fill_lines(lines: Sequence[str], values: Mapping[str, Value]) -> Iterator[str]:
    """The lines with `values`; raises TemplateError as `fill` does."""
    position = 0
    while position < len(lines):
        section = _SECTION.fullmatch(lines[position])
        if section is None:
            yield _VALUE.sub(lambda match: str(_value(match[1], values)), lines[position])
            position += 1
            continue
        end = _end_of_section(lines, position, section[2])
        body = lines[position + 1 : end]
        for scope in _scopes(section[1], _value(section[2], values)):
            yield from fill_lines(body, {**values, **scope})
        position = end + 1


def _value(key: str, values: Mapping[str, Value]) -> Value:
    if key not in values:
        raise TemplateError(f"expected one of {', '.join(sorted(values))}, got {key!r}")
    return values[key]


def _end_of_section(lines: Sequence[str], start: int, key: str) -> int:
    """The line that closes the section `key` of line `start`; none holds another of its own name."""
    for position in range(start + 1, len(lines)):
        section = _SECTION.fullmatch(lines[position])
        if section is not None and section[1] == "/" and section[2] == key:
            return position
    raise TemplateError(f"expected {{{{/{key}}}}} after line {start + 1}, got the end")


def _scopes(kind: str, value: Value) -> Sequence[Mapping[str, Value]]:
    """The values that are added for each time the section is written."""
    if kind == "^":
        return () if value else ({},)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    return ({},) if value else ()
