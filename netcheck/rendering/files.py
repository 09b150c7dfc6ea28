"""A rendered file, and how it is laid into a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MODE = 0o644  # nothing secret is ever rendered


@dataclass(frozen=True)
class RenderedFile:
    """A configuration file: where it is installed, and its text."""

    installed: Path
    text: str


def write(files: Sequence[RenderedFile], folder: Path) -> list[Path]:
    """Lay the files flat into `folder`, which is made if it is missing; returns their paths.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(file, folder / file.installed.name) for file in files]


def _write(file: RenderedFile, path: Path) -> Path:
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(file.text, encoding="utf-8")
    draft.chmod(_MODE)
    draft.replace(path)  # a service that reads meanwhile sees the old file or the new one, never half
    return path
