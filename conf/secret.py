"""Secrets that the server makes itself, each in a file that only its owner reads."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def secret_from(file: Path) -> str:
    """The secret in `file`; made on first use, with mode 0600, once whatever the number of processes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48) + "\n")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret is ours
            os.link(draft, file)
        draft.unlink()
        return file.read_text(encoding="ascii").strip()
