from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings

from tests.lan.trial import TALLY, Tally

if TYPE_CHECKING:
    from collections.abc import Callable

hypothesis.settings.register_profile("any machine", deadline=None)  # a slow one has not failed
hypothesis.settings.load_profile("any machine")

FIGURES = "figures"

SQLITE = "django.db.backends.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in the field: threads and processes share it, which they cannot do in memory.

    Where DATABASE_URL names PostgreSQL, the tests run there.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == SQLITE:
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes a line of what a test has measured, for the end of the run."""
    return lambda line: record_property(FIGURES, line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the tests of an `xdist_group` stay together.

    pytest-xdist 3.8 tells groups by a suffix of the node's name, which it cannot write since pytest 9.2 keeps
    the name in another place: without this each test goes to whichever process is free.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        if mark and hasattr(item, "_id") and "@" not in item.nodeid.rpartition("]")[2]:
            item._id = type(item._id).parse(f"{item.nodeid}@{mark.args[0]}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what tests have measured, and how well netcheck did in the laboratory."""
    reports = [report for group in ("passed", "failed") for report in terminalreporter.getreports(group)]
    properties = [
        (report.nodeid.rpartition("::")[2], name, value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
    ]
    measured = [f"{test}: {value}" for test, name, value in properties if name == FIGURES]
    if measured:
        terminalreporter.section("figures")
        for line in measured:
            terminalreporter.line(line)
    tallies = [Tally(**value) for _test, name, value in properties if name == TALLY]
    if tallies:
        terminalreporter.section("netcheck in the laboratory")
        terminalreporter.line(f"{len(tallies)} trials: {sum(tallies, start=Tally())}.")
