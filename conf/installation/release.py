"""The program: releases side by side, each an environment of its own, and a link to the one that runs."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conf.installation.machine import run
from conf.installation.step import InstallationError, Step
from conf.site import ROOT
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

PYTHON = "/usr/bin/python3"
"""The system's own, which its package python3-venv belongs to; `make run` may use any other."""
_PACKAGES = ("conf", "fixtures", "kiosk", "netcheck")
_BESIDE = ("pyproject.toml", "requirements.lock", "README.md", "LICENSE")
_DIGITS = 12


@dataclass(frozen=True)
class Source:
    """Where a release comes from: its name, and what pip is asked for."""

    name: str
    requests: tuple[tuple[str, ...], ...]
    """The arguments of each `pip install`."""


def from_checkout(root: Path = ROOT) -> Source:
    """A checkout, with its libraries from PyPI."""
    lock = root / "requirements.lock"
    return Source(_digest(_files_of(root), root), (("-r", str(lock)), ("--no-deps", str(root))))


def from_bundle(bundle: Path) -> Source:
    """A bundle's wheels, and nothing from anywhere else.

    Raises:
        InstallationError: it holds no program.
    """
    wheels = sorted((bundle / "wheels").glob("ganomics-*.whl"))
    lock = bundle / "requirements.lock"
    if len(wheels) != 1 or not lock.exists():
        raise InstallationError(
            _("{bundle}: expected what `make offline-bundle` makes, found no program in it.").format(
                bundle=bundle
            )
        )
    here = ("--no-index", "--find-links", str(bundle / "wheels"))
    return Source(
        _digest([*wheels, lock], bundle), ((*here, "-r", str(lock)), (*here, "--no-deps", str(wheels[0])))
    )


def here() -> Source | None:
    """The checkout that this is; None where this is an installed release."""
    return from_checkout() if (ROOT / "pyproject.toml").exists() else None


class Release(Step["str | None"]):
    """The release that the site runs, by its name: a digest of all that it was made from."""

    def __init__(self, application: Path, source: Source | None) -> None:
        super().__init__(f"release {application}")
        self._source = source
        self._link = application / ".venv"
        self._releases = application / "releases"

    def now(self) -> str | None:
        """The release that the link leads to."""
        return self._link.readlink().name if self._link.is_symlink() else None

    def shall(self) -> str | None:
        """The one that the source makes; without a source, that which is there."""
        return self._source.name if self._source else self.now()

    def make(self, wanted: str | None) -> None:
        """Build the release beside the one that runs, and lead the link there once it is whole."""
        before = self.now()
        if wanted is None:
            self._link.unlink(missing_ok=True)
            shutil.rmtree(self._releases, ignore_errors=True)
            return
        self._build(self._releases / wanted)
        draft = self._link.with_name(".venv.draft")
        draft.unlink(missing_ok=True)
        draft.symlink_to(Path("releases", wanted))
        draft.replace(self._link)
        for other in self._releases.iterdir():
            if other.name not in (wanted, before):
                shutil.rmtree(other)

    def told(self, now: str | None, wanted: str | None) -> str:
        """Which release."""
        if wanted is None:
            return _("remove the program from {folder}").format(folder=self._link.parent)
        sentence = _("install the program, release {wanted}, into {folder}")
        if now:
            sentence = _("replace release {now} of the program in {folder} by {wanted}")
        return sentence.format(now=now, wanted=wanted, folder=self._link.parent)

    def _build(self, folder: Path) -> None:
        if self._source is None:
            raise InstallationError(
                _("Release {name} is not at hand: install from a checkout or a bundle.").format(
                    name=folder.name
                )
            )
        shutil.rmtree(folder, ignore_errors=True)
        try:
            run(PYTHON, "-m", "venv", str(folder))
            for request in self._source.requests:
                run(
                    *(str(folder / "bin/python"), "-m", "pip", "install", "--quiet"),
                    *("--disable-pip-version-check", "--no-cache-dir", *request),
                )
        except InstallationError:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _files_of(root: Path) -> list[Path]:
    """What the wheel is built from."""
    inside = (path for package in _PACKAGES for path in (root / package).rglob("*"))
    return [
        *(path for path in inside if path.is_file() and "__pycache__" not in path.parts),
        *(root / name for name in _BESIDE),
    ]


def _digest(files: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:_DIGITS]
