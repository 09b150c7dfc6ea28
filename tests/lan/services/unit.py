"""A unit file of systemd, as far as the laboratory's own init reads it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("/etc/systemd/system")


class UnitError(RuntimeError):
    """There is no such unit, or it does not start: the sentence says why."""


@dataclass(frozen=True)
class Unit:
    """A unit by its whole name, and its settings; a setting may be given several times."""

    name: str
    settings: dict[str, list[str]]

    @classmethod
    def read(cls, name: str) -> Unit:
        """The unit of that name; without an ending it is a service, and ``a@b`` is made of ``a@.service``.

        Raises:
            UnitError: there is no such file.
        """
        name = name if "." in name else f"{name}.service"
        stem, _, ending = name.rpartition(".")
        template, _, instance = stem.partition("@")
        file = FOLDER / (f"{template}@.{ending}" if instance else name)
        if not file.exists():
            raise UnitError(f"Unit {name} not found.")
        return cls(name, _settings(file.read_text(encoding="utf-8").replace("%i", instance)))

    def all(self, key: str) -> list[str]:
        """Every value of a setting."""
        return self.settings.get(key, [])

    def last(self, key: str, default: str = "") -> str:
        """The value that holds."""
        return (self.all(key) or [default])[-1]

    def seconds(self, key: str, default: float) -> float:
        """A span of time."""
        return float(self.last(key, str(default)).removesuffix("s"))

    def words(self, key: str) -> list[list[str]]:
        """Every value of a setting that is a command line."""
        return [shlex.split(value) for value in self.all(key)]

    @property
    def environment(self) -> dict[str, str]:
        """The variables of its processes: of its files, then its own."""
        variables: dict[str, str] = {}
        for name in self.all("EnvironmentFile"):
            file = Path(name.removeprefix("-"))
            if file.exists() or not name.startswith("-"):
                variables |= _variables(file.read_text(encoding="utf-8").splitlines())
        return variables | _variables(self.all("Environment"))


def installed() -> list[str]:
    """The names of all units; templates among them."""
    return sorted(file.name for file in FOLDER.iterdir())


def _settings(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith(("#", ";")):
            found.setdefault(key.strip(), []).append(value.strip())
    return found


def _variables(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
