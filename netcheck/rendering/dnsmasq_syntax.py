"""dnsmasq's configuration as a list of options, its includes resolved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.rendering.differences import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Option:
    """One line: ``name`` or ``name=value``."""

    name: str
    value: str
    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.name}={self.value}" if self.value else self.name


def read_options(config: Path, *folders: Path) -> list[Option]:
    """Every option of `config` and its includes, then those of the folders that exist, as dnsmasq reads them.

    Raises:
        UnreadableFileError: a file is missing, unreadable, or includes itself.
    """
    options = list(_read(config, ()))
    for folder in folders:
        if folder.is_dir():
            options += _read_folder(str(folder), ())
    return options


def _read(file: Path, around: tuple[Path, ...]) -> Iterator[Option]:
    if file in around:
        raise UnreadableFileError(_("{file}: the file includes itself.").format(file=file))
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        sentence = _("{file}: cannot be read: {reason}.").format(file=file, reason=error.strerror)
        raise UnreadableFileError(sentence) from error
    for number, line in enumerate(text.splitlines(), start=1):
        name, _equals, value = (part.strip() for part in _without_comment(line).partition("="))
        if name == "conf-file":
            yield from _read(Path(value), (*around, file))
        elif name == "conf-dir":
            yield from _read_folder(value, (*around, file))
        elif name:
            yield Option(name, value, file, number)


def _read_folder(value: str, around: tuple[Path, ...]) -> Iterator[Option]:
    """``conf-dir=FOLDER,.SUFFIX,*.SUFFIX``: the latter are the only ones read, the former are left out."""
    folder, *suffixes = value.split(",")
    only = tuple(suffix[1:] for suffix in suffixes if suffix.startswith("*"))
    without = tuple(suffix for suffix in suffixes if suffix and not suffix.startswith("*"))
    try:
        files = sorted(Path(folder).iterdir())
    except OSError as error:
        sentence = _("{file}: cannot be read: {reason}.").format(file=folder, reason=error.strerror)
        raise UnreadableFileError(sentence) from error
    for file in files:
        name = file.name
        hidden = name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))
        wanted = name.endswith(only) if only else not name.endswith(without or ("/",))
        if wanted and not hidden and file.is_file():
            yield from _read(file, around)


def _without_comment(line: str) -> str:
    """The line up to a ``#`` at its start or after a space; one within quotes belongs to the value."""
    quoted = False
    for position, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "#" and not quoted and (position == 0 or line[position - 1].isspace()):
            return line[:position].strip()
    return line.strip()
