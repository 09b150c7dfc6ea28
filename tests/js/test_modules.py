"""The page's modules under Node's own runner; its report is part of the failure."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_modules_keep_their_promises() -> None:
    if shutil.which("node") is None or not (HERE / "node_modules" / "acorn").exists():
        pytest.skip("node or its packages are not installed: apt install nodejs npm; npm ci in tests/js")
    done = subprocess.run(["node", "--test"], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
