"""A room in one file: the same rows in each kind, and personal fields only where they are asked for."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kiosk.archive.bundle import Format, bundle, without_personal_fields
from kiosk.archive.files import read_recording
from tests.replay.synthetic import synthetic_recording

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.archive.recording import Recording


@pytest.fixture
def recording() -> Recording:
    made = synthetic_recording(seed=3)
    return replace(made, players=[replace(player, age=33, gender="female") for player in made.players])


def test_the_zip_is_a_folder_that_can_be_read_again(recording: Recording, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(recording, Format.ZIP))) as archive:
        archive.extractall(tmp_path)
        assert "codebook.md" in archive.namelist()
    assert read_recording(tmp_path) == recording


def test_each_line_of_json_is_a_row_of_a_table(recording: Recording) -> None:
    rows = [json.loads(line) for line in bundle(recording, Format.JSON_LINES).decode().splitlines()]
    choices = [row for row in rows if row["table"] == "choices"]
    assert len(choices) == len(recording.choices)
    assert choices[0]["desired_good"] == recording.choices[0].desired_good


def test_the_database_answers_questions_about_the_same_rows(recording: Recording) -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(bundle(recording, Format.SQLITE))
    asked = database.execute("SELECT count(*), sum(success) FROM choices").fetchone()
    assert asked == (len(recording.choices), sum(row.success or 0 for row in recording.choices))
    assert "Code book" in database.execute("SELECT text FROM codebook").fetchone()[0]
    database.close()


@pytest.mark.parametrize("kind", list(Format))
def test_without_personal_fields_no_file_tells_an_age_or_a_gender(recording: Recording, kind: Format) -> None:
    assert b"female" in _unpacked(bundle(recording, kind), kind)
    assert b"female" not in _unpacked(bundle(without_personal_fields(recording), kind), kind)


def _unpacked(file: bytes, kind: Format) -> bytes:
    if kind is not Format.ZIP:
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read("players.csv")
