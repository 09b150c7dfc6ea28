from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from kiosk.archive.codebook import COLUMNS
from kiosk.archive.files import read_recording, write_recording
from kiosk.archive.recording import ChoiceRow, EventRow, PlayerRow, RecordingError, RoomRow
from kiosk.services.events import KINDS
from tests.replay.synthetic import synthetic_recording

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_recording(synthetic_recording(seed=3), tmp_path / "room")
    return tmp_path / "room"


def test_what_is_written_is_read_back(folder: Path) -> None:
    assert read_recording(folder) == synthetic_recording(seed=3)


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("room.csv", RoomRow),
        ("players.csv", PlayerRow),
        ("choices.csv", ChoiceRow),
        ("events.csv", EventRow),
    ],
)
def test_the_code_book_explains_every_column(file: str, row: type) -> None:
    assert list(COLUMNS[file]) == [field.name for field in dataclasses.fields(row)]


def test_the_code_book_explains_every_event(folder: Path) -> None:
    book = (folder / "codebook.md").read_text()
    assert all(f"| {kind} | {meaning} |" in book for kind, meaning in KINDS.items())


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("choices.csv", "good_in_hand", "good", "choices.csv: expected a column 'good_in_hand', got player"),
        ("choices.csv", "\n0,0,", "\n0,x,", "choices.csv line 2: t: expected a whole number, got 'x'."),
        ("players.csv", "\n0,", "\n,", "players.csv line 2: player: expected a whole number, got ''."),
    ],
)
def test_a_broken_table_names_file_line_and_what_was_expected(
    folder: Path, file: str, old: str, new: str, sentence: str
) -> None:
    broken = folder / file
    broken.write_text(broken.read_text().replace(old, new, 1))
    with pytest.raises(RecordingError) as refused:
        read_recording(folder)
    assert sentence in str(refused.value)


def test_a_folder_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"expected a folder with room\.csv"):
        read_recording(tmp_path / "nowhere")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "players.csv").unlink()
    with pytest.raises(RecordingError, match=r"players\.csv: there is no such file"):
        read_recording(folder)


def test_bytes_that_are_no_text_are_a_sentence(folder: Path) -> None:
    (folder / "choices.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordingError, match="expected a CSV table in UTF-8"):
        read_recording(folder)
