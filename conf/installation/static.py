"""The static files, collected where nginx may read them and only root may write them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from conf.installation.step import Step
from netcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from conf.installation.command_line import CommandLine


class Static(Step[list[str]]):
    """The collected files; what is known of them is the list of those that are missing or other ones."""

    def __init__(self, root: Path, release: Path, ganomics: CommandLine) -> None:
        super().__init__(f"static {root}")
        self._root = root
        self._release = release
        self._ganomics = ganomics

    def now(self) -> list[str]:
        """The release's files that nginx would not find as they are; `*` while there is no release."""
        folders = sorted(self._release.glob("lib/python*/site-packages/kiosk/**/static"))
        files = [(path, path.relative_to(folder)) for folder in folders for path in folder.rglob("*")]
        missing = [str(name) for path, name in files if path.is_file() and not self._has(path, name)]
        return sorted(missing) if folders else ["*"]

    def shall(self) -> list[str]:
        """None is missing."""
        return []

    def make(self, wanted: list[str]) -> None:
        """Collect them; or clear the folder."""
        if not wanted:
            self._ganomics.run("collectstatic", "--noinput", "--verbosity", "0")
            return
        for entry in self._root.iterdir() if self._root.exists() else ():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def told(self, now: list[str], wanted: list[str]) -> str:
        """How many files, and where."""
        if wanted:
            return _("remove the static files from {folder}").format(folder=self._root)
        if now == ["*"]:
            return _("collect the static files into {folder}").format(folder=self._root)
        return _("collect the static files into {folder}: {count} are new or changed").format(
            folder=self._root, count=len(now)
        )

    def _has(self, source: Path, name: Path) -> bool:
        collected = self._root / name
        return collected.is_file() and collected.read_bytes() == source.read_bytes()
