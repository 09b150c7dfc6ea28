"""The laptop is gone in the middle of a session: what is left is the folder of its backups."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from kiosk.archive.files import read_recording
from kiosk.bots.client import Refused
from kiosk.upkeep.serving import LOCK
from tests import servers
from tests.upkeep.participants import ROBOTS, ROUNDS, Evening, choices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.archive.recording import ChoiceRow
    from kiosk.bots.client import TabletClient

BACKED_UP, KILLED = 4, 7
"""The rounds in which the last backup is made, and in which the laptop dies."""


@pytest.mark.timeout(600)
async def test_a_session_goes_on_on_another_laptop_from_its_last_backup(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with ExitStack() as stack:
        laptop = stack.enter_context(servers.site())
        first = stack.enter_context(servers.daphne(laptop.environment))
        evening = Evening(first.url)
        await evening.begin(laptop)
        await evening.go_on(until=BACKED_UP)
        await asyncio.to_thread(laptop.manage, "backup", "--to", stick)
        before = await evening.go_on(until=KILLED)
        first.process.kill()
        kept = choices(laptop, tmp_path / "before")
        shutil.rmtree(laptop.folder)

        other_laptop = stack.enter_context(servers.bare_site())
        told = await asyncio.to_thread(other_laptop.manage, "restore", "--newest", "--from", stick)
        assert f"In the backup: room 1, round {BACKED_UP + 1} of {ROUNDS}." in told
        assert "1 room goes on" in told
        second = await asyncio.to_thread(
            stack.enter_context, servers.daphne(other_laptop.environment, port=first.port)
        )
        await require_that_who_is_ahead_is_told(evening.me, before["userId"])
        assert (await evening.go_on(until=BACKED_UP))["t"] == BACKED_UP
        await evening.end()

        now = choices(other_laptop, tmp_path / "after")
        assert " 0 violations" in other_laptop.manage("room", "verify", "1")
        assert len(now) == (1 + ROBOTS) * ROUNDS
        assert decided(now, BACKED_UP) == decided(kept, BACKED_UP), "what the backup held is as it was"
        (restored,) = [
            json.loads(event.data)
            for event in read_recording(tmp_path / "after").events
            if event.kind == "room_restored"
        ]
        assert (restored["step"], restored["t"]) == ("game", BACKED_UP)
        assert "Traceback" not in second.process.log


async def require_that_who_is_ahead_is_told(me: TabletClient, user: int) -> None:
    """A client that repeats the choice of a round which is lost is told so, as often as it repeats it."""
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await me.ask("choice", userId=user, t=KILLED, good=0)
        assert refused.value.code == "future_round"


def decided(rows: list[ChoiceRow], rounds: int) -> list[tuple[object, ...]]:
    return [(row.player, row.t, row.desired_good, row.success) for row in rows if row.t < rounds]


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[servers.Site, Path]]:
    """A site, and a backup of it as it is."""
    with servers.site() as site:
        site.manage("room", "open", "demo")
        site.manage("backup")
        (backup,) = (site.folder / "backups").glob("*.sqlite3")
        yield site, backup


def refusal(site: servers.Site, *arguments: str | Path) -> str:
    with pytest.raises(servers.ServerError) as refused:
        site.manage("restore", *arguments)
    said = str(refused.value)
    assert "Traceback" not in said
    return said


def rooms(site: servers.Site) -> int:
    return site.manage("room", "list").count("3/3/3")


def test_a_database_that_is_there_is_replaced_only_when_told_to_and_kept_aside(
    played: tuple[servers.Site, Path],
) -> None:
    site, backup = played
    site.manage("room", "close", "1")
    assert "there is a database already" in refusal(site, backup)
    assert room_is_closed(site.folder / "kiosk.sqlite3")
    told = site.manage("restore", backup, "--replace")
    assert not room_is_closed(site.folder / "kiosk.sqlite3")
    (aside,) = re.findall(r"The former database lies in (.*)\.$", told, re.MULTILINE)
    assert room_is_closed(aside)


def room_is_closed(database: Path | str) -> bool:
    with closing(sqlite3.connect(database)) as reading:
        ((closed,),) = reading.execute("SELECT closed_at IS NOT NULL FROM kiosk_room")
    return bool(closed)


def test_what_is_damaged_or_no_backup_is_refused_before_anything_is_touched(
    played: tuple[servers.Site, Path], tmp_path: Path
) -> None:
    site, backup = played
    before = {file.name for file in site.folder.iterdir()} - {LOCK}
    damaged = tmp_path / "damaged.sqlite3"
    shutil.copy(backup, damaged)
    damage(damaged)
    assert re.search("is damaged|no sound database", refusal(site, damaged, "--replace"))
    notes = tmp_path / "notes.txt"
    notes.write_text("no database, but longer than the header of one. " * 10)
    assert "is no sound database of the kiosk" in refusal(site, notes, "--replace")
    assert "there is no file" in refusal(site, tmp_path / "nothing", "--replace")
    assert "There is no backup in" in refusal(site, "--newest", "--from", tmp_path)
    assert {file.name for file in site.folder.iterdir()} - {LOCK} == before


def test_nothing_is_restored_under_a_server_that_runs(played: tuple[servers.Site, Path]) -> None:
    site, backup = played
    with servers.daphne(site.environment):
        assert f"A server runs on {site.folder}" in refusal(site, backup, "--replace")


def damage(file: Path) -> None:
    """Overwrite the middle of a database, as a bad disk would."""
    content = bytearray(file.read_bytes())
    content[4096 : len(content) - 4096] = bytes(len(content) - 8192)
    file.write_bytes(content)
