from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from conf.secret import secret_from

if TYPE_CHECKING:
    from pathlib import Path


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "state" / "key"
    secret = secret_from(file)
    assert len(secret) >= 60
    assert secret_from(file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    assert secret_from(tmp_path / "a") != secret_from(tmp_path / "b")
