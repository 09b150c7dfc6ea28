"""Invitations: signed links, each of which makes one device the tablet of one number, for a while.

On a public server there is no other way in. Nothing is stored: what a link allows stands in it, signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from kiosk.services.events import record
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.models import Tablet

_signer = Signer(salt="kiosk.invitation", sep=".")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link allows: the device that opens it first becomes the tablet of that number."""

    number: int
    issued: datetime
    until: datetime

    def __str__(self) -> str:
        """The text that the link carries."""
        times = (str(int(moment.timestamp())) for moment in (self.issued, self.until))
        return _signer.sign(".".join((str(self.number), *times)))


def invitations_issue(numbers: Iterable[int], *, duration: timedelta, actor: str = "") -> list[Invitation]:
    """One invitation a number."""
    issued = timezone.now().replace(microsecond=0)
    made = [Invitation(number, issued, issued + duration) for number in numbers]
    with transaction.atomic():
        record(
            "invitations_issued",
            actor=actor,
            numbers=[invitation.number for invitation in made],
            until=(issued + duration).isoformat(),
        )
    return made


def invitation_in(text: str) -> Invitation:
    """The invitation that a link carries.

    Raises:
        Refusal: ``wrong_invitation``: this server never issued it.
    """
    try:
        number, issued, until = map(int, _signer.unsign(text).split("."))
    except (BadSignature, ValueError) as error:
        raise Refusal("wrong_invitation") from error
    return Invitation(number, datetime.fromtimestamp(issued, UTC), datetime.fromtimestamp(until, UTC))


def require_invited(text: str, number: int, tablet: Tablet | None, now: datetime) -> None:
    """Let a new device in by its invitation: for that number, in time, and only the first one.

    Raises:
        Refusal: ``wrong_invitation``, ``invitation_expired`` or ``invitation_used``.
    """
    invitation = invitation_in(text)
    if invitation.number != number:
        raise Refusal("wrong_invitation")
    if now >= invitation.until:
        raise Refusal("invitation_expired")
    enrolled_at = tablet.enrolled_at if tablet is not None and tablet.device_id else None
    if enrolled_at is not None and enrolled_at >= invitation.issued:
        raise Refusal("invitation_used", number=number)
