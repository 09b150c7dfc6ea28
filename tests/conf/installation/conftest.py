from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Programs:
    """Programs of a machine that there is not: what each one does, and how each was called."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._calls = folder / "calls"
        self._calls.touch()

    def add(self, name: str, script: str) -> None:
        """A program, by its shell script; `$here` is a folder of its own."""
        program = self._folder / name
        program.write_text(f'#!/bin/sh\nhere={self._folder}\necho "{name} $*" >> {self._calls}\n{script}\n')
        program.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        """Every call so far, in its order."""
        return self._calls.read_text().splitlines()


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """They are found before the real ones."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return Programs(folder)
