"""A server that must not start says so in a sentence, and `manage.py check` says the same."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from kiosk.upkeep import disk
from kiosk.upkeep.soundness import DISK_FULL, DISK_LOW, site_is_fit
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 120.0
"""Seconds, after which a server that should not have started fails the test."""

READ_ONLY_FORMAT = 3
"""A version of SQLite's file format that this SQLite reads, but would not write."""

WRITE_VERSION = 18
"""Its place in a database's header."""


@pytest.fixture(scope="module")
def migrated() -> Iterator[servers.Site]:
    with servers.bare_site() as site:
        site.manage("migrate", "--verbosity", "0")
        yield site


@pytest.fixture
def database(migrated: servers.Site) -> Iterator[Path]:
    """The site's database, as it was again after the test."""
    file = migrated.folder / "kiosk.sqlite3"
    kept = file.with_suffix(".kept")
    shutil.copy(file, kept)
    yield file
    for beside in file.parent.glob("kiosk.sqlite3-*"):
        beside.unlink()
    kept.replace(file)


def damaged(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + bytes(len(content) - 4096))


def no_database_at_all(file: Path) -> None:
    file.write_text("once a database " * 500)


def read_only(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[WRITE_VERSION] = READ_ONLY_FORMAT
    file.write_bytes(content)


def of_a_version_before(file: Path) -> None:
    with closing(sqlite3.connect(file)) as writing:
        (newest,) = writing.execute("SELECT max(id) FROM django_migrations WHERE app = 'kiosk'").fetchone()
        writing.execute("DELETE FROM django_migrations WHERE id = ?", (newest,))
        writing.commit()


def of_a_version_to_come(file: Path) -> None:
    with closing(sqlite3.connect(file)) as writing:
        writing.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('kiosk', '9999_later', '')"
        )
        writing.commit()


def missing(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    ("spoil", "sentence", "remedy"),
    [
        (damaged, "is damaged: ", "`manage.py restore --newest --replace`"),
        (no_database_at_all, "is damaged: file is not a database", "`manage.py restore --newest --replace`"),
        (of_a_version_before, "The database lacks ", "Run `manage.py migrate`, then start the server."),
        (
            of_a_version_to_come,
            "it has kiosk.9999_later, which this one does not know",
            "Install that version",
        ),
        (missing, "There is no database yet: ", "Run `manage.py migrate`"),
    ],
)
def test_a_server_that_would_lose_data_does_not_start_and_says_what_to_do(
    migrated: servers.Site, database: Path, spoil: Callable[[Path], None], sentence: str, remedy: str
) -> None:
    spoil(database)
    ended = run(migrated, "manage.py", "serve", "--port", "0")
    assert ended.returncode == 78, ended.stderr
    assert sentence in ended.stderr
    assert remedy in ended.stderr
    assert "Traceback" not in ended.stderr
    checked = run(migrated, "manage.py", "check")
    assert sentence in checked.stdout + checked.stderr
    assert "Traceback" not in checked.stderr


def test_a_server_whose_database_cannot_be_written_says_so_and_waits_for_the_day_when_it_can(
    migrated: servers.Site, database: Path
) -> None:
    read_only(database)
    sentence = "cannot be written: attempt to write a readonly database"
    with servers.daphne(migrated.environment) as daphne:
        assert f"{sentence}. The file and its folder must belong to the user" in daphne.process.log
        assert "Traceback" not in daphne.process.log
    checked = run(migrated, "manage.py", "check")
    assert checked.returncode == 1
    assert sentence in checked.stderr


def run(site: servers.Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=servers.CHECKOUT,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_a_configuration_that_cannot_be_ends_the_server_with_a_sentence(migrated: servers.Site) -> None:
    mistaken = servers.Site(migrated.folder, migrated.environment | {"GANOMICS_STALL": "soon"})
    ended = run(mistaken, "manage.py", "serve", "--port", "0")
    assert (ended.returncode, ended.stderr) == (
        78,
        "GANOMICS_STALL: expected a number of seconds from 1 on, got 'soon'.\n",
    )


@pytest.mark.django_db
def test_a_disk_that_fills_up_is_told_before_it_is_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(free: int) -> set[str | None]:
        monkeypatch.setattr(disk, "free_bytes", lambda *_: free)
        return {message.id for message in site_is_fit(databases=["default"])}

    assert found(disk.LOW) == set()
    assert found(disk.LOW - 1) == {DISK_LOW}
    assert found(disk.FULL - 1) == {DISK_FULL}


@pytest.mark.django_db(transaction=True)
def test_a_site_that_is_fit_has_nothing_to_say() -> None:
    call_command("check", "--tag", "site", "--tag", "integrity", "--fail-level", "WARNING")


def test_operators_commands_without_a_database_end_with_a_sentence() -> None:
    with servers.bare_site() as site:
        ended = run(site, "manage.py", "room", "list")
        assert ended.returncode == 1
        assert "no such table" in ended.stderr
        assert "Traceback" not in ended.stderr
