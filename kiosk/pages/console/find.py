"""The rows that an address names; a page that says so where there is none."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from kiosk.models import Room


def room_or_404(number: int) -> Room:
    """The room of that number, without what only its replay needs."""
    return get_object_or_404(Room.objects.select_related("treatment").defer("script", "odds"), pk=number)
