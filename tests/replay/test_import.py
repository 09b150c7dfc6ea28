from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from kiosk.archive.files import read_recording, write_recording
from kiosk.archive.store import recording_of, room_import
from kiosk.archive.verify import violations
from tests.recordings import ROOMS, room_directory
from tests.replay.columns import recorded_columns
from tests.replay.synthetic import synthetic_recording

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.archive.recording import Recording


@pytest.fixture
def odds(db: None) -> None:
    """What every room copies at its opening, an imported one too."""
    call_command("loaddata", "training", verbosity=0)


@pytest.fixture(params=[*ROOMS, "synthetic"])
def recording(request: pytest.FixtureRequest) -> Recording:
    if request.param == "synthetic":
        return synthetic_recording(seed=1)
    return read_recording(room_directory(request.param))


def test_a_recorded_room_keeps_every_rule(recording: Recording) -> None:
    assert recording.choices
    assert violations(recording) == []


@pytest.mark.usefixtures("odds")
def test_a_recorded_room_is_read_back_as_it_was_imported(recording: Recording) -> None:
    kept = recording_of(room_import(recording))
    assert violations(kept) == []
    assert recorded_columns(kept) == recorded_columns(recording)


@pytest.mark.usefixtures("odds")
def test_an_exported_room_is_read_back_with_its_times_events_and_everything_else(
    recording: Recording, tmp_path: Path
) -> None:
    kept = recording_of(room_import(recording, actor="a test"))
    write_recording(kept, tmp_path)
    assert [event.actor for event in kept.events] == ["a test", "a test"]
    assert read_recording(tmp_path) == kept


@pytest.mark.usefixtures("odds")
def test_an_exported_room_can_be_imported_again_with_the_times_of_its_choices(
    recording: Recording, tmp_path: Path
) -> None:
    write_recording(recording_of(room_import(recording)), tmp_path)
    again = recording_of(room_import(read_recording(tmp_path)))
    assert recorded_columns(again) == recorded_columns(recording)
    assert again.choices == read_recording(tmp_path).choices
