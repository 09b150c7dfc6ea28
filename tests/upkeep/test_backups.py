"""SQLite's database is copied while it is written."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from kiosk.upkeep.backups import BackupError, Backups, copy
from kiosk.upkeep.shelf import Shelf
from tests import servers

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60.0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database in the mode that the kiosk uses."""
    file = tmp_path / "kiosk.sqlite3"
    with closing(sqlite3.connect(file)) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("CREATE TABLE pair (a INTEGER, b INTEGER)")
        writing.executemany("INSERT INTO pair VALUES (?, ?)", [(number, number) for number in range(20_000)])
        writing.commit()
    return file


def write(database: Path) -> None:
    with closing(sqlite3.connect(database)) as writing:
        writing.execute("INSERT INTO pair VALUES (-1, -1)")
        writing.commit()


def rows(file: Path) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(file)) as reading:
        return reading.execute("SELECT a, b FROM pair").fetchall()


def test_a_backup_is_one_file_that_only_its_owner_reads(database: Path, tmp_path: Path) -> None:
    backup = Backups(database, tmp_path / "backups").make()
    assert backup is not None
    assert rows(backup.file) == rows(database)
    assert stat.S_IMODE(backup.file.stat().st_mode) == 0o600
    assert {file.name for file in backup.file.parent.iterdir()} == {backup.file.name, "backup.lock"}


def test_nothing_is_copied_when_nothing_has_changed(database: Path, tmp_path: Path) -> None:
    backups = Backups(database, tmp_path / "backups")
    assert backups.make() is not None
    assert backups.make() is None
    write(database)
    assert backups.make() is not None


def test_a_copy_shows_one_moment_and_nobody_who_writes_waits_for_it(database: Path, tmp_path: Path) -> None:
    stopped, written = threading.Event(), threading.Semaphore(0)
    refused: list[sqlite3.Error] = []

    def play() -> None:
        """Commit both halves of a pair in one transaction, again and again, and never wait for a lock."""
        with closing(sqlite3.connect(database, timeout=0)) as writing:
            number = 1
            while not stopped.is_set():
                try:
                    writing.execute("UPDATE pair SET a = ?", (number,))
                    writing.execute("UPDATE pair SET b = ?", (number,))
                    writing.commit()
                except sqlite3.Error as error:
                    refused.append(error)
                    return
                number += 1
                written.release()

    player = threading.Thread(target=play)
    player.start()
    try:
        for number in range(5):
            assert written.acquire(timeout=PATIENCE)
            file = tmp_path / f"{number}.sqlite3"
            with closing(sqlite3.connect(database)) as source:
                copy(source, file)
            copied = set(rows(file))
            assert len(copied) <= 20_000
            assert all(a == b for a, b in copied)
    finally:
        stopped.set()
        player.join()
    assert refused == []


def test_one_process_makes_a_backup_at_a_time(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    first, second = Backups(database, folder), Backups(database, folder)
    inside = threading.Event()
    go_on = threading.Event()
    tidy = Shelf.tidy

    def slowly(shelf: Shelf) -> None:
        inside.set()
        assert go_on.wait(PATIENCE)
        tidy(shelf)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Shelf, "tidy", slowly)
        thread = threading.Thread(target=first.make)
        thread.start()
        assert inside.wait(PATIENCE)
        assert second.make() is None
        go_on.set()
        thread.join()
    assert second.make() is not None


def test_what_a_process_left_that_was_killed_is_in_nobodys_way(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    file.with_name(".copy.sqlite3.part").write_text("half a copy")
    with closing(sqlite3.connect(database)) as source:
        copy(source, file)
    assert rows(file) == rows(database)


def test_a_backup_never_takes_the_room_that_the_game_needs(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.upkeep.disk.FULL", 2**62)
    with translation.override("en"), pytest.raises(BackupError, match="MB of free disk at"):
        Backups(database, tmp_path / "backups").make()


def test_a_disk_that_is_not_plugged_in_is_not_made_up(database: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Backups(database, tmp_path / "stick" / "backups").make()
    assert not (tmp_path / "stick").exists()


def test_a_database_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    backups = Backups(tmp_path / "nothing.sqlite3", tmp_path / "backups")
    with pytest.raises((sqlite3.Error, OSError)):
        backups.make()
    assert not (tmp_path / "nothing.sqlite3").exists()


def test_the_old_ones_go(database: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "backups", ".sqlite3")
    shelf.open()
    backups = Backups(database, shelf.folder)
    first = backups.make()
    assert first is not None
    for days in (1, 3):
        shelf.place_for(first.made_at - timedelta(days=days)).touch()
    write(database)
    backups.make()
    ages = {(first.made_at - backup.made_at).days for backup in shelf.backups()}
    assert ages <= {-1, 0, 1}
    assert 1 in ages


def test_a_server_backs_its_database_up_by_itself_while_it_serves() -> None:
    with servers.site() as site:
        fast = {"GANOMICS_BACKUP_EVERY": "0.1", "GANOMICS_LOG": "DEBUG"}
        with servers.daphne(site.environment | fast) as process:
            process.process.await_line("Backed up as")
            process.process.lines.clear()
            site.manage("room", "open", "demo")
            process.process.await_line("Backed up as")
        listed = site.manage("backup", "--list").splitlines()
        assert listed
        assert "In the backup: room 1, welcome" in restored_elsewhere(site.folder / "backups")


def restored_elsewhere(folder: Path) -> str:
    with servers.bare_site() as other:
        return other.manage("restore", "--newest", "--from", folder)
