"""A certificate authority of the tests' own, by openssl alone."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NEW = (
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "90",
)


@dataclass(frozen=True)
class Authority:
    """Its own certificate, and where its key is."""

    certificate: Path
    key: Path

    @classmethod
    def found(cls, folder: Path) -> Authority:
        """A new one."""
        made = cls(folder / "authority.pem", folder / "authority.key")
        _run(*_NEW, "-subj", "/CN=An authority of the tests", "-keyout", made.key, "-out", made.certificate)
        return made

    def issue(self, name: str) -> tuple[Path, Path]:
        """A certificate for a name, and its key."""
        certificate, key = self.key.with_name(f"{name}.pem"), self.key.with_name(f"{name}.key")
        _run(
            *(*_NEW, "-CA", self.certificate, "-CAkey", self.key, "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}", "-addext", "basicConstraints=critical,CA:FALSE"),
            *("-keyout", key, "-out", certificate),
        )
        return certificate, key


def _run(*words: str | Path) -> None:
    subprocess.run(words, check=True, capture_output=True)
