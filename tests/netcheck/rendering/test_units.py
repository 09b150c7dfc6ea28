from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
from configparser import RawConfigParser
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from netcheck.rendering.files import write
from netcheck.rendering.layout import HOMEBREW_ARM, LINUX, macos
from netcheck.rendering.units import SYSTEMD_UNITS, render_units

if TYPE_CHECKING:
    from pathlib import Path

    from conf.site import Plan
    from netcheck.rendering.layout import Layout


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd, which judges the units, is not on this machine"
)


@pytest.fixture
def plan(lan_plan: Plan) -> Plan:
    """Two daphne processes, on 8018 and 8019."""
    return replace(lan_plan, site=replace(lan_plan.site, server=replace(lan_plan.site.server, processes=2)))


@pytest.fixture
def units(plan: Plan, trial: Layout, tmp_path: Path) -> Path:
    """A folder with the units of a site whose Python exists."""
    python = trial.application / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    write(render_units(plan, trial), tmp_path / "units")
    return tmp_path / "units"


def analyze(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)


def service(plan: Plan) -> str:
    return render_units(plan, LINUX)[1].text


def property_lists(plan: Plan) -> list[dict[str, Any]]:
    return [plistlib.loads(file.text.encode()) for file in render_units(plan, macos(HOMEBREW_ARM))]


@needs_systemd
def test_systemd_finds_nothing_to_say_against_the_units(units: Path) -> None:
    verified = analyze(units, "verify", *(f"./{name}".replace("@", "@8018") for name in SYSTEMD_UNITS))
    assert (verified.stdout + verified.stderr, verified.returncode) == ("", 0)


@needs_systemd
@pytest.mark.parametrize("unit", ["ganomics-daphne@8018.service", "ganomics-backup.service"])
def test_systemd_rates_the_service_as_well_hardened(units: Path, unit: str) -> None:
    # Of 10; beyond 3 an option of the unit is lost. Run by root as in the trial, it is rated at its worst.
    rated = analyze(units, "security", "--offline=yes", "--threshold=30", f"./{unit}")
    assert rated.returncode == 0, rated.stdout


def test_the_target_wants_one_daphne_a_port(plan: Plan) -> None:
    target = render_units(plan, LINUX)[0]
    assert re.findall(r"^Wants=(.*)$", target.text, re.MULTILINE) == [
        "ganomics-daphne@8018.service",
        "ganomics-daphne@8019.service",
    ]


def test_the_service_runs_as_its_own_user_and_always_comes_back(plan: Plan) -> None:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says to keep case
    parser.read_string(service(plan))
    assert parser["Service"]["User"] == "ganomics"
    assert parser["Service"]["Restart"] == "always"
    assert parser["Unit"]["StartLimitIntervalSec"] == "0"
    assert int(parser["Service"]["LimitNOFILE"]) >= 65_536
    assert parser["Service"]["EnvironmentFile"] == "-/etc/ganomics/environment"


def test_launchd_runs_the_same_daphne_once_a_port(plan: Plan) -> None:
    first, second = property_lists(plan)
    assert [first["Label"], second["Label"]] == ["ganomics.daphne.8018", "ganomics.daphne.8019"]
    systemd_command = re.search(r"^ExecStart=(.*)$", service(plan), re.MULTILINE)
    assert systemd_command is not None
    arguments = systemd_command[1].replace("%i", "8019").split()
    assert second["ProgramArguments"][-len(arguments) :] == arguments
    assert (second["UserName"], second["KeepAlive"], second["Umask"]) == ("_ganomics", True, 0o027)


@pytest.mark.parametrize("written", [True, False], ids=["with variables", "without"])
def test_launchds_shell_passes_the_file_of_variables_on(plan: Plan, tmp_path: Path, *, written: bool) -> None:
    environment = tmp_path / "environment"
    if written:
        environment.write_text("REDIS_URL='redis://127.0.0.1/0'\n")
    shell = property_lists(plan)[0]["ProgramArguments"][:3]
    printed = subprocess.run(
        [*shell, environment, "printenv", "REDIS_URL"], check=False, capture_output=True, text=True, env={}
    )
    assert printed.stdout == ("redis://127.0.0.1/0\n" if written else "")


def test_what_xml_reserves_is_escaped_in_property_lists(plan: Plan) -> None:
    layout = replace(macos(HOMEBREW_ARM), user="R&D <lab>")
    assert plistlib.loads(render_units(plan, layout)[0].text.encode())["UserName"] == "R&D <lab>"
