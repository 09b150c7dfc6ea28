"""netcheck's README knows every check, every cause, every time-out and every option, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import netcheck
from netcheck import timeouts
from netcheck.causes import CAUSES
from netcheck.checks import CHECKS
from netcheck.cli import cli
from netcheck.explaining import placed
from netcheck.probes.report import SCHEMA as REPORT_SCHEMA
from netcheck.report.json import SCHEMA
from netcheck.timeouts import Timeout

README = Path(netcheck.__file__).with_name("README.md").read_text(encoding="utf-8")


def _rows(title: str) -> list[str]:
    """The lines of the table below a title, without its head."""
    section = README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


def test_every_check_is_listed_with_its_promise_and_its_causes() -> None:
    assert _rows("Checks") == [
        f"| `{check.id}` | {check.proves}{' (`--deep`)' if check.deep else ''} "
        f"| {', '.join(f'`{code}`' for code in check.causes) or '—'} |"
        for check in CHECKS
    ]


def test_every_cause_is_listed_with_its_title() -> None:
    assert _rows("Causes") == [f"| `{code}` | {placed(cause.title)} |" for code, cause in CAUSES.items()]


def test_every_time_out_is_listed_with_its_reason() -> None:
    named = {name: value for name, value in vars(timeouts).items() if isinstance(value, Timeout)}

    assert [row.split("|")[1].strip(" `") for row in _rows("Time-outs")] == list(named)


def test_both_schemas_are_named() -> None:
    assert f"`{SCHEMA}`" in README
    assert f"`{REPORT_SCHEMA}`" in README


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_listed(name: str) -> None:
    assert re.search(rf"^\| `netcheck {name}\b", README, re.MULTILINE)


@pytest.mark.parametrize(
    "option", ["--wait", "--watch", "--deep", "--remote", "--tablets", "--fail-level", "--list"]
)
def test_an_option_that_the_readme_explains_exists(option: str) -> None:
    run = cli.commands["run"]

    assert option in README
    assert any(option in item.opts for item in run.params if isinstance(item, click.Option))
