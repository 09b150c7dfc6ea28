"""A real server says for whom a room waits, without being asked."""

from __future__ import annotations

import json
import sys

from tests import servers

WAITS = ", 1 missing: never connected: seat 8"


def test_the_servers_log_says_which_seat_a_room_waits_for() -> None:
    with servers.site() as site:
        site.manage("room", "open", "demo")
        environment = site.environment | {"GANOMICS_STALL": "1", "GANOMICS_LOG_FORMAT": "json"}
        with servers.daphne(environment) as process:
            robots = servers.Process(
                [sys.executable, "manage.py", "robots", "--room", "1", "--count", "8", "--url", process.url],
                cwd=servers.CHECKOUT,
                env=site.environment,
            )
            try:
                process.process.await_line(WAITS)
            finally:
                robots.stop()
            line = json.loads(next(line for line in process.process.lines if WAITS in line))
    assert line["room"] == 1
    assert line["message"].startswith("Room 1 stands still in the welcome since ")
