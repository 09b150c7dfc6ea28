"""Files that are edited and put back."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def edited(file: Path, *changes: tuple[str, str]) -> Iterator[None]:
    """Replace texts in a file for as long as the block lasts.

    Raises:
        ValueError: a text is not there, so that nothing would break.
    """
    before = file.read_text(encoding="utf-8")
    after = before
    for old, new in changes:
        if old not in after:
            raise ValueError(f"{file}: expected {old!r} in it")
        after = after.replace(old, new)
    file.write_text(after, encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(before, encoding="utf-8")


def lines_with(file: Path, beginning: str) -> list[str]:
    """The lines that begin so, each with its end."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return [line for line in lines if line.lstrip().startswith(beginning)]
