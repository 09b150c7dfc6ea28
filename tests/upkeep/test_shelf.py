from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kiosk.upkeep.shelf import EVERY_ONE, HOURLY, Shelf, backup_at, kept_moments

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_two_days_of_a_backup_a_minute_leave_an_hour_of_minutes_and_the_last_of_each_hour() -> None:
    minutes = [NOON + timedelta(minutes=minute) for minute in range(3 * 24 * 60)]
    kept = sorted(kept_moments(minutes))
    newest = minutes[-1]
    assert kept[-60:] == minutes[-60:]
    assert all(moment.minute == 59 for moment in kept[:-60])
    assert len(kept) == 60 + 47
    assert newest - kept[0] < HOURLY


@given(st.sets(st.integers(0, 100_000), min_size=1))
def test_the_newest_is_kept_and_a_kept_one_stays_until_a_newer_one_comes(seconds: set[int]) -> None:
    moments = [NOON + timedelta(seconds=second) for second in seconds]
    kept = kept_moments(moments)
    assert max(moments) in kept
    assert kept_moments(kept) == kept
    assert {moment for moment in moments if max(moments) - moment < EVERY_ONE} <= kept


def test_what_is_no_backup_of_ours_is_neither_listed_nor_deleted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, ".sqlite3")
    old, new = NOON - timedelta(days=30), NOON
    names = ["kiosk.sqlite3", "kiosk-notes.sqlite3", "thesis.pdf"]
    for file in [shelf.place_for(old), shelf.place_for(new), *(tmp_path / name for name in names)]:
        file.touch()
    assert [backup.made_at for backup in shelf.backups()] == [old, new]
    shelf.tidy()
    assert {file.name for file in tmp_path.iterdir()} == {*names, "kiosk-20261127T120000Z.sqlite3"}


def test_a_backup_with_another_name_was_made_when_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    file.touch()
    os.utime(file, (NOON.timestamp(), NOON.timestamp()))
    assert backup_at(file).made_at == NOON
