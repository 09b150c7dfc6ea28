"""What the server is built from: within its bounds, as locked, and without what is known to be vulnerable."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
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
LIST = tomllib.loads((CHECKOUT / "conf" / "advisories.toml").read_text(encoding="utf-8"))
ADVISORIES = LIST["advisory"]


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


def test_somebody_has_looked_for_advisories_of_what_is_locked() -> None:
    digest = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes()).hexdigest()
    how = "`make audit`, or look for advisories by hand and say so under [looked] in conf/advisories.toml"
    assert LIST["looked"]["lock"] == digest, f"{how}: {digest}"
    assert LIST["looked"]["day"] <= datetime.now(UTC).date()


PYTHON = """#!/bin/sh
# Makes an environment whose pip installs nothing, and whose pip-audit finds what it is told.
case $2 in
venv)
    mkdir -p "$3/bin"
    ln -s /bin/true "$3/bin/python"
    printf '#!/bin/sh\\necho "$*" >> asked\\nexit {status}\\n' > "$3/bin/pip-audit"
    chmod +x "$3/bin/pip-audit" ;;
*) exec {real} "$@" ;;
esac
"""


@pytest.mark.parametrize("status", [0, 1])
def test_an_audit_is_written_down_only_if_it_found_nothing(tmp_path: Path, status: int) -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "conf/advisories.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    with (tmp_path / "requirements.lock").open("a") as lock:
        lock.write("new==1\n")
    before = (tmp_path / "conf/advisories.toml").read_text()
    python = tmp_path / "python"
    python.write_text(PYTHON.format(real=sys.executable, status=status))
    python.chmod(0o755)
    done = subprocess.run(["sh", CHECKOUT / "conf/audit.sh", python], cwd=tmp_path, check=False)
    assert done.returncode == status
    asked = (tmp_path / "asked").read_text()
    assert "--strict" in asked
    assert "-r requirements.lock -r requirements-dev.lock" in asked
    after = tomllib.loads((tmp_path / "conf/advisories.toml").read_text())
    if status:
        assert (tmp_path / "conf/advisories.toml").read_text() == before
    else:
        digest = hashlib.sha256((tmp_path / "requirements.lock").read_bytes()).hexdigest()
        assert (after["looked"]["how"], after["looked"]["lock"]) == ("make audit", digest)
        assert after["advisory"] == ADVISORIES


def test_an_advisory_is_noticed() -> None:
    assert known_bad("Daphne", "4.1.2") == ["CVE-2026-44545, CVE-2026-44546"]
    assert known_bad("daphne", "4.2.2") == []
