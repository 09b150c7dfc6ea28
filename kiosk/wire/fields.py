"""Frames and their fields, each read with its type, or refused with what was expected and what came."""

from __future__ import annotations

import json
import re
import reprlib
from datetime import UTC, datetime
from typing import Any, TypeGuard

from kiosk.services.refusal import Refusal

LONGEST_FRAME = 4096
"""Characters; the longest honest frame, a ping with its report, has a few hundred."""

LONGEST_TEXT = 200

HIGHEST_NUMBER = 1e15
"""More than any measure of a tablet; its clock, in milliseconds, has thirteen digits."""

LATEST_TIME = 253_402_214_400_000
"""A day before Python's calendar ends, in the year 9999, so that every time zone can show it."""


def read_object(frame: str | None) -> dict[str, Any]:
    """The JSON object in a text frame.

    Raises:
        Refusal: ``malformed``.
    """
    content = read_json(frame)
    if not isinstance(content, dict):
        raise malformed("a JSON object", content)
    return content


def read_json(frame: str | None) -> Any:
    """The JSON in a text frame; None stands for a binary one.

    Raises:
        Refusal: ``malformed``.
    """
    if frame is None:
        raise malformed("a text frame", "a binary one")
    if len(frame) > LONGEST_FRAME:
        raise malformed(f"at most {LONGEST_FRAME} characters", len(frame))
    try:
        return _decoder.decode(frame)
    except (ValueError, RecursionError) as error:
        raise malformed("JSON", frame) from error


def _refuse_constant(name: str) -> None:
    """JSON knows no NaN and no Infinity, though Python reads them."""
    raise ValueError(name)


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)
"""Made once: `json.loads` would make one a frame, which takes longer than to read it."""


class Fields:
    """The fields of a frame, each read with its type or refused with what was expected."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    def text(self, key: str, *, longest: int = LONGEST_TEXT) -> str:
        """A text that is not empty."""
        value = self.optional_text(key, longest=longest)
        if not value:
            raise malformed(f"'{key}': a text", self._content.get(key))
        return value

    def optional_text(self, key: str, *, longest: int = LONGEST_TEXT) -> str | None:
        """The same, possibly empty, or None where it is left out."""
        value = self._content.get(key)
        if value is not None and not is_text(value, longest):
            raise malformed(f"'{key}': a text of at most {longest} characters", value)
        return value

    def integer(self, key: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.optional_integer(key, least, most)
        if value is None:
            raise malformed(f"'{key}': a whole number from {least} to {most}", value)
        return value

    def optional_integer(self, key: str, least: int, most: int) -> int | None:
        """The same, or None where it is left out."""
        value = self._content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise malformed(f"'{key}': a whole number from {least} to {most}", value)
        return value

    def time(self, key: str) -> datetime | None:
        """A moment in milliseconds since 1970, or None where it is left out."""
        value = self.optional_integer(key, 0, LATEST_TIME)
        return None if value is None else datetime.fromtimestamp(value / 1000, tz=UTC)

    def number(self, key: str) -> float | None:
        """A number that is not negative, or None where it is left out."""
        value = self._content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= HIGHEST_NUMBER:
            raise malformed(f"'{key}': a number from 0 to {HIGHEST_NUMBER:.0e}", value)
        return float(value)

    def optional_flag(self, key: str) -> bool | None:
        """True or false, or None where it is left out."""
        value = self._content.get(key)
        if value is not None and not isinstance(value, bool):
            raise malformed(f"'{key}': true or false", value)
        return value

    def table(self, key: str) -> Fields:
        """An object; empty where it is left out."""
        value = self._content.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise malformed(f"'{key}': an object", value)
        return Fields(value)


def is_text(value: object, longest: int = LONGEST_TEXT) -> TypeGuard[str]:
    """Whether it is a text that can be kept and repeated: no control characters, no halves of a character."""
    return isinstance(value, str) and len(value) <= longest and not _UNFIT.search(value)


_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def malformed(expected: str, got: object) -> Refusal:
    """The refusal of a frame, or of a field in it."""
    return Refusal("malformed", expected=expected, got=shown(got))


def shown(value: object) -> str:
    """What came, in the length of a sentence, however deep or long it was."""
    return "nothing" if value is None else _abridged.repr(value)


_abridged = reprlib.Repr()
_abridged.maxstring = _abridged.maxlong = _abridged.maxother = 60
