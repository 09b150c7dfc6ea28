from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import kiosk.economy

ROOT = Path(kiosk.economy.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """The names of everything a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_the_rules_import_only_numpy_the_standard_library_and_each_other(module: Path) -> None:
    allowed = {"numpy", *sys.stdlib_module_names}
    strangers = {
        name
        for name in imported(module)
        if name.split(".")[0] not in allowed and not name.startswith("kiosk.economy")
    }
    assert not strangers


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_the_rules_read_no_file_no_clock_and_no_socket(module: Path) -> None:
    worldly = {"asyncio", "datetime", "io", "logging", "os", "pathlib", "random", "socket", "sys", "time"}
    assert not {name.split(".")[0] for name in imported(module)} & worldly


def test_every_file_of_the_rules_is_short_enough_to_read() -> None:
    assert {
        module.name: lines for module in MODULES if (lines := len(module.read_text().splitlines())) > 300
    } == {}
