from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from tests.lan.trial import TALLY, Tally

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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how well netcheck did in the laboratory."""
    reports = [report for group in ("passed", "failed") for report in terminalreporter.getreports(group)]
    tallies = [
        Tally(**value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == TALLY
    ]
    if tallies:
        terminalreporter.section("netcheck in the laboratory")
        terminalreporter.line(f"{len(tallies)} trials: {sum(tallies, start=Tally())}.")
