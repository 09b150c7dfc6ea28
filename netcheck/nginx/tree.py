"""nginx's configuration as a tree of directives, its includes resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_BARE = re.compile(r"[^\s;{}\"'][^\s;{}]*")


class UnreadableConfigurationError(Exception):
    """nginx's configuration cannot be read: where, and why, as a sentence."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


@dataclass(frozen=True)
class Directive:
    """One directive, with the lines of its block where it has one."""

    name: str
    args: tuple[str, ...]
    file: Path
    line: int
    block: tuple[Directive, ...] = ()

    def all(self, name: str) -> list[Directive]:
        """The directives of that name directly in the block."""
        return [directive for directive in self.block if directive.name == name]

    def __str__(self) -> str:
        return " ".join((self.name, *map(quoted, self.args)))


def read_configuration(config: Path) -> Directive:
    """The whole configuration that begins in `config`, as one block without a name.

    Raises:
        UnreadableConfigurationError: a file is missing or unreadable, or not nginx's syntax.
    """
    import crossplane  # noqa: PLC0415  whoever only renders, as the installation does, need not have it

    payload = crossplane.parse(str(config.absolute()))
    for error in payload["errors"]:
        raise UnreadableConfigurationError(Path(error["file"]), error["line"] or 0, _reason(error))
    # Not crossplane's own `combine`, which loses the name of a file after its first include.
    return Directive("", (), config, 0, tuple(_directives(payload["config"], 0, ())))


def _directives(files: Sequence[dict[str, Any]], index: int, around: tuple[int, ...]) -> Iterator[Directive]:
    """The directives of a file, its includes' in their place; `around` are the files that include it."""
    file = Path(files[index]["file"])
    if index in around:
        raise UnreadableConfigurationError(file, 0, _("the file includes itself"))

    def convert(statements: Sequence[dict[str, Any]]) -> Iterator[Directive]:
        for statement in statements:
            if "includes" in statement:
                for included in statement["includes"]:
                    yield from _directives(files, included, (*around, index))
            else:
                block = tuple(convert(statement.get("block", ())))
                args = tuple(statement["args"])
                yield Directive(statement["directive"], args, file, statement["line"], block)

    return convert(files[index]["parsed"])


def quoted(argument: str) -> str:
    """An argument as it has to be written: in quotes where it is empty or holds what ends an argument."""
    return argument if _BARE.fullmatch(argument) else '"' + argument.replace('"', '\\"') + '"'


def _reason(error: dict[str, Any]) -> str:
    """Crossplane's message without the place, which it repeats in several ways."""
    message = str(error["error"])
    message = message.partition("] ")[2] if message.startswith("[Errno") else message
    return message.rpartition(" in ")[0] if f" in {error['file']}" in message else message
