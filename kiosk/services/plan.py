"""The site's access points as the database has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.models import AccessPoint

if TYPE_CHECKING:
    from conf import site


def planned_access_points() -> tuple[site.AccessPoint, ...]:
    """The access points that are loaded."""
    return tuple(point.planned for point in AccessPoint.objects.all())


def access_point_of(tablet: int, points: tuple[site.AccessPoint, ...]) -> int | None:
    """The number of the access point that serves the tablet of that number, or None."""
    return next((point.number for point in points if tablet in point.tablets), None)
