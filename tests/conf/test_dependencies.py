"""What the server is built from: within its bounds, as locked, and without what is known to be vulnerable."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = [Requirement(text) for text in PROJECT["dependencies"]]
ADVISORIES = tomllib.loads((CHECKOUT / "conf" / "advisories.toml").read_text(encoding="utf-8"))["advisory"]


def locked(file: Path) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==(\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): pinned for name, pinned in pins}


LOCKED = locked(CHECKOUT / "requirements.lock")


def known_bad(name: str, number: str) -> list[str]:
    """The advisories that a version is under."""
    return [
        advisory["id"]
        for advisory in ADVISORIES
        if canonicalize_name(advisory["package"]) == canonicalize_name(name)
        and SpecifierSet(advisory["affected"]).contains(number, prereleases=True)
    ]


@pytest.mark.parametrize("name", sorted(LOCKED))
def test_the_tests_run_on_the_version_that_is_locked(name: str) -> None:
    assert version(name) == LOCKED[name]


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_what_is_locked_is_within_the_bounds(requirement: Requirement) -> None:
    assert LOCKED[canonicalize_name(requirement.name)] in requirement.specifier
    assert {bound.operator for bound in requirement.specifier} == {">=", "<"}


def test_nothing_that_is_locked_or_installed_is_known_to_be_vulnerable() -> None:
    both = {**LOCKED, **locked(CHECKOUT / "requirements-dev.lock")}
    installed = {}
    for name in both:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:  # locked for another system
            continue
    found = {name: known_bad(name, number) for names in (both, installed) for name, number in names.items()}
    assert {name: ids for name, ids in found.items() if ids} == {}


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_no_lower_bound_admits_a_version_that_is_known_to_be_vulnerable(requirement: Requirement) -> None:
    (lowest,) = (bound.version for bound in requirement.specifier if bound.operator == ">=")
    assert known_bad(requirement.name, lowest) == []


def test_an_advisory_is_noticed() -> None:
    assert known_bad("Daphne", "4.1.2") == ["CVE-2026-44545, CVE-2026-44546"]
    assert known_bad("daphne", "4.2.2") == []
