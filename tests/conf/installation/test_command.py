from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conf.installation.bundle import Bundle
from conf.installation.step import InstallationError
from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path


def run(
    *words: str, folder: Path = CHECKOUT, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
        capture_output=True,
        text=True,
    )


def test_it_needs_no_library_but_pythons_own() -> None:
    done = run("-S", "-W", "error", "-m", "conf.installation", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "site install --dry-run" in done.stdout


def test_manage_py_offers_the_same() -> None:
    done = run("manage.py", "site", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "manage.py site install --dry-run" in done.stdout
    assert "--with-data" in done.stdout


def test_a_bundle_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(InstallationError, match="expected what `make offline-bundle` makes"),
        Bundle.opened(tmp_path),
    ):
        pass


def test_a_bundle_for_another_system_is_refused(tmp_path: Path) -> None:
    (tmp_path / "system.json").write_text('{"name": "plan9", "version": "4", "machine": "mips"}')
    with pytest.raises(InstallationError, match="got one made on plan9 4 mips"), Bundle.opened(tmp_path):
        pass
