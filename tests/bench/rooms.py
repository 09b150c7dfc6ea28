"""Open rooms of robots' seats: `python -m tests.bench.rooms 10x104` prints the devices, room after room."""

from __future__ import annotations

import json
import sys

import django
from django.db import transaction

from tests.bench.tables import Size

ROUNDS = 1000


def main(size: Size) -> None:
    """Open the rooms; without survey and training they go straight to the game."""
    django.setup()
    from kiosk.services.rooms import room_create  # noqa: PLC0415  Django comes first
    from kiosk.services.seats import seat_robots  # noqa: PLC0415  the same

    counts = [size.players // 3 + (good < size.players % 3) for good in range(3)]
    distribution = "/".join(map(str, counts))
    players = []
    with transaction.atomic():
        for seed in range(size.rooms):
            room = room_create(
                distribution=distribution, rounds=ROUNDS, training_rounds=0, survey=False, seed=seed
            )
            players += seat_robots(room, size.players)
    json.dump([player.tablet.device_id for player in players if player.tablet], sys.stdout)


if __name__ == "__main__":
    main(Size.parse(sys.argv[1]))
