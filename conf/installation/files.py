"""Steps that are files and folders."""

from __future__ import annotations

import difflib
import os
import shutil
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, TypedDict

from conf.installation.machine import run
from conf.installation.step import Step
from conf.secret import secret_from
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class FileFacts(TypedDict):
    """A file; one that is a link to elsewhere says where, and has no text."""

    text: str
    mode: str
    owner: str
    link: str


class File(Step["FileFacts | None"]):
    """A file with its text, its mode and its owner; None is no file.

    The text is asked for when it is wanted: a file can be taken away when nobody knows any more what it said.
    """

    def __init__(
        self,
        path: Path,
        text: Callable[[], str],
        *,
        mode: int = 0o644,
        owner: str = "root",
        after: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(f"file {path}")
        self.path = path
        self._text = text
        self._mode = mode
        self._owner = owner
        self._after = after

    def now(self) -> FileFacts | None:
        """How the file is."""
        if self.path.is_symlink():
            return FileFacts(text="", mode="", owner="", link=str(self.path.readlink()))
        if not self.path.exists():
            return None
        text = self.path.read_bytes().decode("utf-8", "surrogateescape")
        return FileFacts(text=text, mode=_mode(self.path), owner=self.path.owner(), link="")

    def shall(self) -> FileFacts | None:
        """How the plan wants the file."""
        return FileFacts(text=self._text(), mode=f"{self._mode:04o}", owner=self._owner, link="")

    def make(self, wanted: FileFacts | None) -> None:
        """Write the file, or take it away; whoever reads it meanwhile sees the old one or the new one."""
        if wanted is None:
            self.path.unlink(missing_ok=True)
        elif wanted["link"]:
            draft = _draft(self.path)
            draft.symlink_to(wanted["link"])
            draft.replace(self.path)
        else:
            self._write(wanted)
        self._after()

    def told(self, now: FileFacts | None, wanted: FileFacts | None) -> str:
        """Which file, and how it differs."""
        if wanted is None:
            return _("remove {path}").format(path=self.path)
        if wanted["link"]:
            return _("let {path} lead to {link}").format(path=self.path, link=wanted["link"])
        verb = _("change") if now else _("write")
        heading = f"{verb} {self.path} ({wanted['mode']}, {wanted['owner']})"
        return "\n".join((heading, *self._difference(now, wanted)))

    def _difference(self, now: FileFacts | None, wanted: FileFacts) -> list[str]:
        before = now["text"].splitlines() if now else []
        lines = difflib.unified_diff(before, wanted["text"].splitlines(), lineterm="", n=1)
        return [f"    {line}" for line in list(lines)[2:]]

    def _write(self, wanted: FileFacts) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = _draft(self.path)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(wanted["text"].encode("utf-8", "surrogateescape"))
        give(draft, wanted["owner"])
        draft.chmod(int(wanted["mode"], 8))
        draft.replace(self.path)


class SecretFile(File):
    """A file whose text nobody is shown."""

    def _difference(self, now: FileFacts | None, wanted: FileFacts) -> list[str]:
        del now, wanted
        return []


class SecretFacts(TypedDict):
    """A file with a secret: never the secret itself."""

    mode: str
    owner: str


class Secret(Step["SecretFacts | None"]):
    """A file with a secret that the machine makes itself, for the eyes of one user."""

    holds_data = True

    def __init__(self, path: Path, *, owner: str) -> None:
        super().__init__(f"secret {path}")
        self._path = path
        self._owner = owner

    def now(self) -> SecretFacts | None:
        """Who may read it."""
        if not self._path.exists():
            return None
        return SecretFacts(mode=_mode(self._path), owner=self._path.owner())

    def shall(self) -> SecretFacts | None:
        """Its owner alone."""
        return SecretFacts(mode="0600", owner=self._owner)

    def make(self, wanted: SecretFacts | None) -> None:
        """Make a secret, unless there is one, and let only its owner read it; or forget it."""
        if wanted is None:
            self._path.unlink(missing_ok=True)
            return
        secret_from(self._path)
        self._path.chmod(int(wanted["mode"], 8))
        give(self._path, wanted["owner"])

    def told(self, now: SecretFacts | None, wanted: SecretFacts | None) -> str:
        """Which secret."""
        if wanted is None:
            return _("forget the secret {path}").format(path=self._path)
        verb = _("let nobody else read the secret") if now else _("make the secret")
        return f"{verb} {self._path} ({wanted['mode']}, {wanted['owner']})"


class FolderFacts(TypedDict):
    """A folder, whatever is in it."""

    mode: str
    owner: str


class Folder(Step["FolderFacts | None"]):
    """A folder with its mode and its owner; taking it away takes along what was put there.

    A `shared` one is only taken away when nothing is left in it.
    """

    def __init__(
        self,
        path: Path,
        *,
        mode: int = 0o755,
        owner: str = "root",
        shared: bool = False,
        holds_data: bool = False,
    ) -> None:
        super().__init__(f"folder {path}")
        self.path = path
        self.holds_data = holds_data
        self._shared = shared
        self._mode = mode
        self._owner = owner

    def now(self) -> FolderFacts | None:
        """How the folder is."""
        if not self.path.is_dir():
            return None
        return FolderFacts(mode=_mode(self.path), owner=self.path.owner())

    def shall(self) -> FolderFacts | None:
        """How the plan wants the folder."""
        return FolderFacts(mode=f"{self._mode:04o}", owner=self._owner)

    def make(self, wanted: FolderFacts | None) -> None:
        """Make the folder, or take it away."""
        if wanted is None and self._shared:
            with suppress(OSError):  # something else is in it
                self.path.rmdir()
            return
        if wanted is None:
            shutil.rmtree(self.path)
            return
        self.path.mkdir(parents=True, exist_ok=True)
        give(self.path, wanted["owner"])
        self.path.chmod(int(wanted["mode"], 8))

    def told(self, now: FolderFacts | None, wanted: FolderFacts | None) -> str:
        """Which folder."""
        if wanted is None:
            sentence = (
                _("remove the folder {path}, if it is empty")
                if self._shared
                else _("remove the folder {path} with all that is in it")
            )
            return sentence.format(path=self.path)
        verb = _("change the folder") if now else _("make the folder")
        return f"{verb} {self.path} ({wanted['mode']}, {wanted['owner']})"


def give(path: Path, owner: str) -> None:
    """Let a file or folder belong to a user and that user's group."""
    shutil.chown(path, owner, int(run("id", "-g", owner)))


def _mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.lstat().st_mode):04o}"


def _draft(path: Path) -> Path:
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    return draft
