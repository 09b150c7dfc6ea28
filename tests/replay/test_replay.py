from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.archive.files import read_recording, write_recording
from tests.recordings import room_directory
from tests.replay.columns import recorded_columns
from tests.replay.relive import relive
from tests.replay.synthetic import synthetic_recording

if TYPE_CHECKING:
    from pathlib import Path

    from tests.replay.conftest import Arena


async def play_again(arena: Arena, folder: Path, tmp_path: Path, seed: int) -> None:
    recording = read_recording(folder)
    arena.site.manage("room", "replay", folder)
    arena.site.manage("enrolment", "open")
    tablets = await relive(arena.url, recording, seed=seed)
    assert sum(tablet.cuts for tablet in tablets) > 0
    arena.site.manage("room", "export", "1", "--to", tmp_path / "replayed")
    assert recorded_columns(read_recording(tmp_path / "replayed")) == recorded_columns(recording)
    assert " 0 violations" in arena.site.manage("room", "verify", "1")
    arena.require_no_faults()


async def test_room_416_replays_bit_for_bit_over_restless_sockets(
    arena: Arena, tmp_path: Path, seed: int
) -> None:
    await play_again(arena, room_directory(416), tmp_path, seed)


async def test_a_room_that_nobody_played_replays_bit_for_bit_over_restless_sockets(
    arena: Arena, tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "synthetic"
    write_recording(synthetic_recording(seed=seed), folder)
    await play_again(arena, folder, tmp_path, seed)
