"""Opens a room of sixty whose tablets are enrolled: `python -m tests.survival.opening TREATMENT`."""

from __future__ import annotations

import sys
from pathlib import Path

import django

PLAYERS = 60


def device(number: int) -> str:
    """The device that is enrolled as the tablet of that number."""
    return f"device-{number}"


def main(treatment: str) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  Django is set up before

    from kiosk.models import Tablet, Treatment  # noqa: PLC0415
    from kiosk.services.rooms import room_open  # noqa: PLC0415

    call_command("loaddata", Path(__file__).with_name("treatments.toml"), verbosity=0)
    Tablet.objects.bulk_create(Tablet(number=number, device_id=device(number)) for number in range(PLAYERS))
    room_open(Treatment.objects.get(name=treatment))


if __name__ == "__main__":
    main(*sys.argv[1:])
