"""What every act of an operator has in common.

It holds the room's lock, counts one version up, and is one event with who did it. It may say which
version its operator has looked at: where somebody else has acted since, it is refused with what they did.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from django.db import transaction
from django.utils import timezone

from kiosk.models import Event, Room, Step
from kiosk.services.events import record
from kiosk.services.history import told
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Committed
from kiosk.services.standing import RoomStanding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kiosk.services.standing import RoundClosed


@dataclass(frozen=True, slots=True)
class Seen:
    """A room as an operator has it on the screen."""

    version: int
    step: Step
    t: int

    @classmethod
    def of(cls, room: Room) -> Self:
        """The room as it is read."""
        return cls(room.version, Step(room.step), room.t)

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `str` has written.

        Raises:
            Refusal: ``stale``: a page that does not say what it shows is looked at again.
        """
        try:
            version, step, t = text.split(".")
            return cls(int(version), Step(step), int(t))
        except ValueError as error:
            raise Refusal("stale", changes="") from error

    def __str__(self) -> str:
        return f"{self.version}.{self.step}.{self.t}"


@dataclass(slots=True)
class Act:
    """An act under way: the room, ours alone, and what comes of it."""

    room: Room
    actor: str
    at: datetime
    closed: list[RoundClosed] = field(default_factory=list)

    def note(self, kind: str, **data: object) -> None:
        """Write down what is done."""
        noted = {"version": self.room.version, **data}
        record(kind, room=self.room, actor=self.actor, at=self.at, **noted)

    @property
    def committed(self) -> Committed:
        """The news, once the act is done."""
        return Committed([], rooms={self.room.pk: RoomStanding.of(self.room)}, closed=self.closed)


@contextmanager
def acting(room: Room, *, actor: str, seen: Seen | None) -> Iterator[Act]:
    """One transaction in which the room is ours; it is saved at the end.

    Raises:
        Refusal: ``stale``, with what others have done since it was `seen`.
    """
    with transaction.atomic():
        locked = Room.objects.locked().get(pk=room.pk)
        if seen is not None and seen.version != locked.version:
            raise Refusal("stale", changes=" ".join(_changes(locked, since=seen.version)))
        locked.version += 1
        act = Act(locked, actor, timezone.now())
        yield act
        locked.save()


def require_going_on(room: Room) -> None:
    """Refuse what makes no sense in a session that is over.

    Raises:
        Refusal: ``room_closed`` or ``session_over``.
    """
    if room.closed_at is not None:
        raise Refusal("room_closed")
    if room.step == Step.END:
        raise Refusal("session_over")


def _changes(room: Room, *, since: int) -> Iterator[str]:
    for event in Event.objects.filter(room=room, data__version__gt=since).order_by("pk"):
        yield told(event)
