"""What is taken of a running room is of one moment, also where each statement could see one of its own."""

from __future__ import annotations

import json

import pytest

from tests import servers
from tests.archive.interrupted import IN_A_PROCESS


@pytest.mark.skipif(
    bool(servers.missing_programs("postgres")), reason="needs postgres, which this machine does not have"
)
def test_on_postgresql_a_recording_holds_nothing_of_a_round_that_is_played_while_it_is_taken() -> None:
    with (
        servers.postgres() as cluster,
        servers.site(database_url=cluster.new_database("recordings")) as site,
    ):
        told = json.loads(site.python("-c", IN_A_PROCESS))
    assert told == {"now": 2, "rounds": [0], "closed": 1, "events": 1, "violations": []}
