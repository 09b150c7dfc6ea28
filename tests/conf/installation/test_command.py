from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from conf.installation import OLDEST_PYTHON
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


OLDER = """
import runpy, sys
sys.version_info = (3, 10, 12, "final", 0)
runpy.run_module("conf.installation", run_name="__main__")
"""


def test_an_older_python_is_refused_with_a_sentence() -> None:
    done = run("-S", "-c", OLDER)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Expected Python 3\.11 or later, .+; got .+\.\n", done.stderr)


def test_the_oldest_python_is_that_of_the_project() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={'.'.join(map(str, OLDEST_PYTHON))}"


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
