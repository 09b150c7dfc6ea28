"""Open a room of N robots' seats: `python -m tests.bench.rooms N` prints their devices."""

from __future__ import annotations

import json
import sys

import django
from django.db import transaction

ROUNDS = 1000


def main(size: int) -> None:
    """Open the room; without survey and training it goes straight to the game."""
    django.setup()
    from kiosk.services.rooms import room_create  # noqa: PLC0415  Django comes first
    from kiosk.services.seats import seat_robots  # noqa: PLC0415  the same

    counts = [size // 3 + (good < size % 3) for good in range(3)]
    with transaction.atomic():
        room = room_create(
            distribution="/".join(map(str, counts)), rounds=ROUNDS, training_rounds=0, survey=False, seed=size
        )
        players = seat_robots(room, size)
    json.dump([player.tablet.device_id for player in players if player.tablet], sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
