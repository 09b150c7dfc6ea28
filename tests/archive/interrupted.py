"""A recording that is taken of a room while somebody plays a round in between."""

from __future__ import annotations

import json
import sys
from threading import Thread
from typing import TYPE_CHECKING

from django.db import connection

from kiosk.archive import store
from kiosk.archive.verify import sentence, violations
from tests.sessions import enrol, open_room, play_round, standings, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.archive.recording import Recording
    from kiosk.models import Room

IN_A_PROCESS = "import django; django.setup(); from tests.archive import interrupted; interrupted.main()"
"""What Python runs, in the environment of a site."""


def main() -> None:
    """Take the recording of a room in its second round while that round is closed; print what it holds."""
    room = open_room("2/2/2", rounds=5, training_rounds=0)
    enrol(*range(6))
    players = walk(room)
    play_round(room, players, 0)
    recording = while_reading(lambda: play_round(room, standings(players), 1), room)
    room.refresh_from_db()
    facts = {
        "now": room.t,
        "closed": recording.rounds_closed,
        "rounds": sorted({row.t for row in recording.choices}),
        "events": [row.kind for row in recording.events].count("round_closed"),
        "violations": [sentence(violation) for violation in violations(recording)],
    }
    sys.stdout.write(json.dumps(facts))


def while_reading(happening: Callable[[], object], room: Room) -> Recording:
    """A room's recording; once its players are read and before its choices are, something happens."""
    read = store._choice_rows
    somebody = Thread(target=with_a_connection_of_its_own, args=(happening,))

    def read_after(*which: object) -> object:
        if somebody.ident is None:
            somebody.start()
            somebody.join()
        return read(*which)  # type: ignore[arg-type]

    store._choice_rows = read_after  # type: ignore[assignment]
    return store.recording_of(room)


def with_a_connection_of_its_own(happening: Callable[[], object]) -> None:
    try:
        happening()
    finally:
        connection.close()
