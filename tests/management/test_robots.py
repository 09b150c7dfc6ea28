"""Robots and the demo, over a real daphne."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.bots.client import TabletClient
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def kiosk() -> Iterator[tuple[servers.Site, servers.Daphne]]:
    with servers.site() as site, servers.daphne(site.environment) as process:
        yield site, process


def opened(site: servers.Site, treatment: str, tablets: str) -> str:
    """A new room for these tablets; its number."""
    found = re.search(r"\d+", site.manage("room", "open", treatment, "--tablets", tablets))
    assert found
    return found[0]


def test_robots_play_a_whole_room_that_verifies(kiosk: tuple[servers.Site, servers.Daphne]) -> None:
    site, process = kiosk
    room = opened(site, "demo", "50-58")
    said = site.manage(
        "robots", "--room", room, "--count", "9", "--policy", "random", "--url", process.url, "--seed", "7"
    )
    assert f"9 robots play in room {room}." in said
    assert "They have come to the end" in said
    assert f"{room}: 9 players, 90 choices, 0 violations." in site.manage("room", "verify", room)
    site.manage("room", "export", room, "--to", site.folder / "room")
    players = (site.folder / "room" / "players.csv").read_text().splitlines()[1:]
    assert [line.split(",")[7] for line in players] == ["1"] * 9, "each is marked as a robot's"


def test_more_robots_than_seats_are_refused_with_the_number_of_seats(
    kiosk: tuple[servers.Site, servers.Daphne],
) -> None:
    site, _process = kiosk
    room = opened(site, "10-10-10", "0-40")
    with pytest.raises(servers.ServerError, match="Expected at most 30 robots"):
        site.manage("robots", "--room", room, "--count", "31")


def test_the_demo_waits_for_a_person_stops_without_a_trace_and_continues() -> None:
    with servers.private_folder() as state:
        with _demo(state) as (process, port):
            asyncio.run(_play(port, until=4))
            process.stop(signal.SIGINT)
            assert "Traceback" not in process.log
            with closing(socket.socket()) as probe:
                assert probe.connect_ex(("127.0.0.1", port)) != 0, "daphne has ended, too"
        with _demo(state) as (process, port):
            place = asyncio.run(_play(port, until=10))
            process.await_line("Room 1 has come to its end.")
        assert place["end"] is True


def test_who_closes_the_demos_room_at_the_console_finds_the_next_one() -> None:
    with servers.private_folder() as state, _demo(state) as (process, _port):
        subprocess.run(
            [sys.executable, "manage.py", "room", "close", "1"],
            cwd=servers.CHECKOUT,
            env=os.environ | {"GANOMICS_STATE": str(state)},
            check=True,
            capture_output=True,
        )
        process.await_line("Room 2 is open")
        assert "Traceback" not in process.log


@contextmanager
def _demo(state: Path) -> Iterator[tuple[servers.Process, int]]:
    """`make run`'s server, whose robots do not stop to think."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = servers.Process(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--thinking", "0"],
        cwd=servers.CHECKOUT,
        env=os.environ | {"GANOMICS_STATE": str(state), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
    )
    try:
        process.await_line("Stop with Ctrl-C")
        yield process, port
    finally:
        process.stop(signal.SIGINT)


async def _play(port: int, *, until: int) -> dict[str, Any]:
    """Take the free seat, or go on where it stands, and play up to a round."""
    me = TabletClient(f"ws://127.0.0.1:{port}", "a-person")
    await me.enrol(1)
    place = await me.ask("init", deviceId=me.device_id)
    user = place["userId"]
    if place["step"] == "survey":
        await me.ask("survey", userId=user)
        held = 0
        for t in range(place["trainingTMax"]):
            held = (await me.ask("training_choice", userId=user, t=t, good=_other(held)))["goodInHand"]
        await me.ask("training_done", userId=user)
        place = await me.ask("init", deviceId=me.device_id)
    held = place["goodInHand"]
    for t in range(place["t"], until):
        reply = await me.ask("choice", userId=user, t=t, good=_other(held))
        held = reply["goodInHand"]
    await me.disconnect()
    return reply


def _other(held: int) -> int:
    return 1 if held != 1 else 0
