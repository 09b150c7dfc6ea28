"""The ledger: how each thing was before the installation touched it, kept for the way back."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from conf.installation.step import InstallationError
from netcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


class Ledger:
    """A file of mode 0600: what it keeps of replaced files may be anybody's secret."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before: dict[str, Any] = _read(file)

    def __contains__(self, name: str) -> bool:
        return name in self._before

    @property
    def empty(self) -> bool:
        """Whether nothing of this machine is the installation's."""
        return not self._before

    def before(self, name: str) -> Any:
        """How the thing was."""
        return self._before[name]

    def remember(self, name: str, before: Any) -> None:
        """Write down how a thing is, before it is touched; only the first time counts."""
        if name not in self._before:
            self._before[name] = before
            self._write()

    def forget(self, name: str) -> None:
        """The thing is as it was; with the last one the ledger itself goes."""
        del self._before[name]
        self._write()

    def _write(self) -> None:
        if not self._before:
            self._file.unlink(missing_ok=True)
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f".{self._file.name}.draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            json.dump(self._before, written, indent=1)
        draft.replace(self._file)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise InstallationError(
            _("{file}: only root may read what was there before: use sudo.").format(file=file)
        ) from error
    except ValueError as error:
        raise InstallationError(
            _("{file}: expected the ledger of the installation, got something else: {reason}.").format(
                file=file, reason=error
            )
        ) from error
    return dict(content)
