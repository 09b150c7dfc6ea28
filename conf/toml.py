"""TOML read strictly: every key is asked for by name, and what is left over is a mistake."""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from conf.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Parsed = TypeVar("_Parsed")


class ConfigurationError(ValueError):
    """A file says something that cannot be: the sentence names file, key and what was expected."""


class Table:
    """One table of a TOML file; its readers raise `ConfigurationError` with file and key."""

    def __init__(self, content: dict[str, Any], *, file: str, name: str = "") -> None:
        self._content = content
        self._asked: set[str] = set()
        self.file = file
        self.name = name

    def error(self, key: str, expected: str, got: object) -> ConfigurationError:
        """The sentence for a wrong value of `key`."""
        where = f"{self.name} {key}".strip()
        sentence = _("{file}: {where}: expected {expected}, got {got}.")
        return ConfigurationError(
            sentence.format(file=self.file, where=where, expected=expected, got=_shown(got))
        )

    def has(self, key: str) -> bool:
        """Whether the table has a value for `key`."""
        return key in self._content

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._value(key, _("a text"), default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.error(key, _("a text"), value)
        return value

    def integer(self, key: str, default: int | None = None, *, least: int = 0, most: int = 2**31 - 1) -> int:
        """A whole number from `least` to `most`."""
        expected = _("a whole number from {least} to {most}").format(least=least, most=most)
        value = self._value(key, expected, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error(key, expected, value)
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """``true`` or ``false``."""
        value = self._value(key, _("true or false"), default)
        if not isinstance(value, bool):
            raise self.error(key, _("true or false"), value)
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(key, _("a list of texts"), list(default) if default is not None else None)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, _("a list of texts"), value)
        return tuple(value)

    def parsed(
        self, key: str, parse: Callable[[str], _Parsed], expected: str, default: str | None = None
    ) -> _Parsed:
        """A text turned into a value by `parse`, whose ValueError becomes the sentence."""
        value = self.text(key, default)
        try:
            return parse(value)
        except ValueError as error:
            raise self.error(key, expected, value) from error

    def table(self, key: str) -> Table:
        """The table `key`; empty where it is left out."""
        value = self._value(key, _("a table"), {})
        if not isinstance(value, dict):
            raise self.error(key, _("a table"), value)
        return Table(value, file=self.file, name=f"{self.name} [{key}]".strip())

    def tables(self, key: str) -> list[Table]:
        """The array of tables ``[[key]]``; empty where it is left out."""
        expected = _("tables {name}").format(name=f"[[{key}]]")
        value = self._value(key, expected, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, expected, value)
        return [
            Table(item, file=self.file, name=f"[[{key}]] {position}")
            for position, item in enumerate(value, start=1)
        ]

    def finish(self) -> None:
        """Refuse the keys that nobody asked for, with the nearest one that is known."""
        for key in self._content:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1)
                known = (
                    f"{near[0]!r}?"
                    if near
                    else _("one of {known}").format(known=", ".join(sorted(self._asked)))
                )
                raise ConfigurationError(
                    _("{file}: {where}: unknown key {key!r}; expected {known}").format(
                        file=self.file, where=self.name or _("top level"), key=key, known=known
                    )
                )

    def _value(self, key: str, expected: str, default: object) -> Any:
        self._asked.add(key)
        if key in self._content:
            return self._content[key]
        if default is None:
            raise self.error(key, expected, _NOTHING)
        return default


def read_toml(path: Path) -> Table:
    """The whole file as a table.

    Raises:
        ConfigurationError: the file is missing, unreadable or not TOML.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(_("{path}: there is no such file.").format(path=path)) from error
    except OSError as error:
        why = error.strerror
        raise ConfigurationError(_("{path}: cannot be read: {why}.").format(path=path, why=why)) from error
    except UnicodeDecodeError as error:
        sentence = _("{path}: expected UTF-8 text, got other bytes: {why}.")
        raise ConfigurationError(sentence.format(path=path, why=error.reason)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            _("{path}: expected TOML, but: {why}.").format(path=path, why=error)
        ) from error
    return Table(content, file=str(path))


_NOTHING = object()


def _shown(value: object) -> str:
    return _("nothing") if value is _NOTHING else repr(value)
