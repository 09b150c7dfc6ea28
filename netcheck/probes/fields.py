"""JSON read strictly, field by field: a mistake names the field, what was expected and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Parsed = TypeVar("_Parsed")


class FieldError(ValueError):
    """A field of the report is missing or of another kind."""


class Fields:
    """An object of the report, asked field by field."""

    def __init__(self, content: object, place: str) -> None:
        if not isinstance(content, dict):
            raise FieldError(f"{place or 'the report'}: expected an object, got {content!r}")
        self._content = content
        self._place = place

    def _value(self, key: str, kinds: tuple[type, ...], expected: str, *, optional: bool) -> Any:
        value = self._content.get(key)
        if value is None and optional:
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise FieldError(f"{self._place}{key}: expected {expected}, got {value!r}")
        return value

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text; empty where it may be missing and is."""
        return self._value(key, (str,), "a text", optional=optional) or ""

    def integer(self, key: str) -> int:
        """A whole number."""
        return int(self._value(key, (int,), "a whole number", optional=False))

    def number(self, key: str) -> float:
        """A number."""
        return float(self._value(key, (int, float), "a number", optional=False))

    def maybe_number(self, key: str) -> float | None:
        """A number, or None."""
        value = self._value(key, (int, float), "a number", optional=True)
        return None if value is None else float(value)

    def flag(self, key: str) -> bool:
        """True or false."""
        return bool(self._value(key, (bool,), "true or false", optional=False))

    def maybe_flag(self, key: str) -> bool | None:
        """True or false, or None."""
        value: bool | None = self._value(key, (bool,), "true or false", optional=True)
        return value

    def object(self, key: str) -> Fields:
        """An object, asked field by field too."""
        return Fields(self._content.get(key), f"{self._place}{key}.")

    def objects(self, key: str) -> list[Fields]:
        """A list of objects."""
        items = self._value(key, (list,), "a list", optional=False)
        return [Fields(item, f"{self._place}{key}[{position}].") for position, item in enumerate(items)]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(str(item) for item in self._value(key, (list,), "a list", optional=False))

    def parsed(self, key: str, parse: Callable[[str], _Parsed]) -> _Parsed:
        """A text turned into a value by `parse`, whose ValueError becomes the mistake."""
        try:
            return parse(self.text(key))
        except ValueError as error:
            raise FieldError(f"{self._place}{key}: {error}") from error
