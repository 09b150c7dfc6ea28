"""The wheel: what a laboratory installs where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from typing import TYPE_CHECKING

import pytest

from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment in which the wheel is installed, beside this one's libraries."""
    folder = tmp_path_factory.mktemp("wheel")
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        CHECKOUT,
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("ganomics-*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    libraries = sysconfig.get_path("purelib")
    (site_packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site_packages / "libraries.pth").write_text(f"{libraries}\n")
    return python.parent


def run(installed: Path, command: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "GANOMICS_STATE"}
    return subprocess.run(
        [installed / command, *arguments],
        check=False,
        cwd=folder,
        env=environment | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )


def test_the_installed_server_makes_its_state_where_it_is_run(installed: Path, tmp_path: Path) -> None:
    for arguments in (
        ("migrate", "--verbosity", "0"),
        ("loaddata", "access_points", "treatments", "training", "pseudonyms", "--verbosity", "0"),
        ("room", "open", "demo"),
    ):
        done = run(installed, "ganomics", *arguments, folder=tmp_path)
        assert done.returncode == 0, done.stderr
    assert done.stdout == "Room 1 is open: 9 players, 3/3/3, tablets: any.\n"
    assert (tmp_path / "var" / "kiosk.sqlite3").exists()


def test_the_installed_netcheck_explains_itself(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "netcheck", "--help", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "netcheck run" in done.stdout


def test_a_configuration_that_cannot_be_is_a_sentence(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GANOMICS_SITE", str(tmp_path / "nothing.toml"))
    done = run(installed, "ganomics", "check", folder=tmp_path)
    assert (done.returncode, done.stderr) == (78, f"{tmp_path / 'nothing.toml'}: there is no such file.\n")
