"""Which device is the tablet of which number."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from conf.numbers import TabletNumbers
from kiosk.models import AccessPoint, Enrolment, Room, Tablet
from kiosk.models.tablet import ROBOT_NUMBERS
from kiosk.services.events import record
from kiosk.services.invitations import require_invited
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Committed, Enrol, Enrolled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta


def enrolment_open(*, duration: timedelta, pin: str = "", actor: str = "") -> datetime:
    """Let new devices in until the moment that is returned; a PIN keeps participants out."""
    with transaction.atomic():
        until = timezone.now() + duration
        Enrolment(open_until=until, pin=pin).save()
        record("enrolment_opened", actor=actor, until=until.isoformat())
    return until


def enrolment_close(*, actor: str = "") -> None:
    """Let no new device in."""
    with transaction.atomic():
        Enrolment().save()
        record("enrolment_closed", actor=actor)


def enrolment() -> Enrolment:
    """The door as it is."""
    return Enrolment.objects.first() or Enrolment()


def numbers_of_the_site() -> TabletNumbers:
    """The numbers a device may enrol under: from the lowest to the highest that access points serve.

    Numbers in a gap belong to no access point, yet the field's tablets 86, 88 and 89 really played.
    """
    served = [number for point in AccessPoint.objects.all() for number in point.numbers]
    return (
        TabletNumbers(((min(served), max(served)),)) if served else TabletNumbers(((0, ROBOT_NUMBERS - 1),))
    )


def tablets_enrol(requests: Sequence[Enrol]) -> Committed:
    """Make each device the tablet of its number, in place of the one that was; while enrolment is open.

    A device that already is that tablet is told so at any time.
    """
    with transaction.atomic():
        door = Enrolment.objects.select_for_update().first() or Enrolment()  # one passes at a time
        numbers = numbers_of_the_site()
        return Committed([_enrol(request, door, numbers) for request in requests])


def _enrol(request: Enrol, door: Enrolment, numbers: TabletNumbers) -> Answer:
    now = timezone.now()
    tablet = Tablet.objects.filter(number=request.number).first()
    if tablet is not None and tablet.device_id == request.device_id:
        return Enrolled(request.number)
    try:
        _admit(request, tablet, door, now)
    except Refusal as refusal:
        return refusal
    if request.number not in numbers:
        return Refusal("unknown_tablet", number=request.number, expected=numbers)
    Tablet.objects.filter(device_id=request.device_id).update(device_id=None)
    Tablet.objects.update_or_create(
        number=request.number, defaults={"device_id": request.device_id, "enrolled_at": now}
    )
    record("tablet_enrolled", at=now, number=request.number)
    return Enrolled(request.number)


def _admit(request: Enrol, tablet: Tablet | None, door: Enrolment, now: datetime) -> None:
    """Let a new device in: by an invitation, or where that is allowed through the open door.

    Raises:
        Refusal: the reason why not.
    """
    if request.invitation:
        require_invited(request.invitation, request.number, tablet, now)
        return
    if settings.BY_INVITATION_ONLY:
        raise Refusal("invitation_needed")
    if not door.is_open(now):
        raise Refusal("enrolment_closed")
    if door.pin and not secrets.compare_digest(request.pin.encode(), door.pin.encode()):
        raise Refusal("wrong_pin")


def tablet_renumber(tablet: Tablet, number: int, *, actor: str = "") -> None:
    """Give a tablet another number; its device finds its seat as before.

    Raises:
        Refusal: ``unknown_tablet`` where the site has no such number, ``number_taken``, ``in_session``.
    """
    with transaction.atomic():
        numbers = numbers_of_the_site()
        if number not in numbers:
            raise Refusal("unknown_tablet", number=number, expected=numbers)
        if Tablet.objects.filter(number=number).exclude(pk=tablet.pk).exists():
            raise Refusal("number_taken", number=number)
        _require_idle(tablet)
        record("tablet_renumbered", actor=actor, number=tablet.number, to=number)
        tablet.number = number
        tablet.save(update_fields=["number"])


def tablet_retire(tablet: Tablet, *, actor: str = "") -> None:
    """Forget the device of a tablet: it plays no more until it enrols again. Its past sessions stay.

    Raises:
        Refusal: ``in_session``.
    """
    with transaction.atomic():
        _require_idle(tablet)
        record("tablet_retired", actor=actor, number=tablet.number)
        tablet.device_id = None
        tablet.enrolled_at = None
        tablet.save(update_fields=["device_id", "enrolled_at"])


def _require_idle(tablet: Tablet) -> None:
    if Room.objects.unfinished().filter(players__tablet=tablet).exists():
        raise Refusal("in_session", number=tablet.number)


def robot_tablets(count: int) -> list[Tablet]:
    """New tablets for robots, each with a secret device of its own; called in a transaction."""
    highest = Tablet.objects.filter(number__gte=ROBOT_NUMBERS).aggregate(Max("number"))["number__max"]
    first = (highest or ROBOT_NUMBERS) + 1
    return Tablet.objects.bulk_create(
        Tablet(number=number, device_id=f"robot-{secrets.token_urlsafe(16)}", robot=True)
        for number in range(first, first + count)
    )
