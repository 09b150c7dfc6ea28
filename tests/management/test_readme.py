"""The READMEs know every command."""

from __future__ import annotations

from pathlib import Path

import pytest

import kiosk.management.commands
from conf.site import ROOT

COMMANDS = sorted(
    file.stem
    for file in Path(kiosk.management.commands.__file__).parent.glob("*.py")
    if file.stem != "__init__"
)
README = (ROOT / "kiosk" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told(command: str) -> None:
    assert f"`manage.py {command}" in README
