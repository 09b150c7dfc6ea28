"""A room that waits: for whom, since when, and what kind of silence theirs is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from kiosk.models import Choice, Event, Phase, Player, Presence, Room, Step
from kiosk.services.events import record
from kiosk.services.plan import access_point_of, planned_access_points
from kiosk.services.seats import free_seats

if TYPE_CHECKING:
    from conf.site import AccessPoint

HEARD_LATELY = timedelta(seconds=10)
"""Ten heartbeats: who was heard within this time is there."""


class Silence(models.TextChoices):
    """Why nothing has come from a seat."""

    NEVER_CONNECTED = "never_connected", _("never connected")
    DISCONNECTED = "disconnected", _("disconnected")
    SILENT = "silent", _("silent: its connection broke off without a word")
    AHEAD = "ahead", _("in a later round than the room: its page must be loaded again")
    UNANSWERED = "unanswered", _("there, but has not answered")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a room stands; any difference is a move."""

    step: str
    t: int
    arrived: int

    @classmethod
    def of(cls, room: Room) -> Place:
        """The place of a room as it has been read."""
        return cls(room.step, room.t, room.arrived)


@dataclass(frozen=True, slots=True)
class Missing:
    """A seat that its room waits for; what is not known is None."""

    seat: int
    tablet: int | None
    access_point: int | None
    pseudo: str
    robot: bool
    silence: Silence
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stall:
    """A room that nobody has moved since `since`, and whom it waits for."""

    room_id: int
    step: Step
    t: int
    since: datetime
    missing: tuple[Missing, ...]


def missing_players(room: Room, now: datetime) -> list[Missing]:
    """Whom the room waits for, by seat; a seat that nobody has taken yet counts too."""
    players = list(_due(room).select_related("tablet").order_by("seat"))
    devices = [player.tablet.device_id for player in players if player.tablet and player.tablet.device_id]
    heard = {presence.device_id: presence for presence in Presence.objects.filter(device_id__in=devices)}
    points = planned_access_points()
    taken = [_missing(player, heard, room, points, now) for player in players]
    return sorted([*taken, *_empty_seats(room)], key=lambda missing: missing.seat)


def stall_note(room_id: int, place: Place, *, since: datetime, now: datetime) -> tuple[Stall | None, bool]:
    """Write down that a room stands still, once for each place where it does.

    Returns:
        The stall, None where the room has gone on meanwhile; and whether it is news.
    """
    with transaction.atomic():
        room = Room.objects.defer("script").locked().get(pk=room_id)
        if not _is_under_way(room) or Place.of(room) != place:
            return None, False
        missing = tuple(missing_players(room, now))
        is_news = not _is_noticed(room)
        if is_news:
            seats = [{"seat": one.seat, "tablet": one.tablet, "silence": str(one.silence)} for one in missing]
            about = asdict(place) | {"since": since.isoformat(), "missing": seats}
            record("room_stalled", room=room, at=now, **about)
    return Stall(room_id, Step(place.step), place.t, since, missing), is_news


def places_of_rooms() -> dict[int, Place]:
    """Where every room stands that is under way: neither at its end nor held or paused by an operator."""
    rooms = (
        Room.objects.unfinished().filter(held=False, paused_at=None).values_list("pk", "step", "t", "arrived")
    )
    return {pk: Place(step, t, arrived) for pk, step, t, arrived in rooms}


def last_training_choice(room_id: int) -> datetime | None:
    """When the last exchange of a room's training came in: who trains is busy."""
    choices = Choice.objects.filter(player__room=room_id, phase=Phase.TRAINING)
    found: datetime | None = choices.aggregate(last=models.Max("received_at"))["last"]
    return found


def _is_under_way(room: Room) -> bool:
    return room.closed_at is None and room.paused_at is None and not room.held


def _is_noticed(room: Room) -> bool:
    place = {f"data__{key}": value for key, value in asdict(Place.of(room)).items()}
    return Event.objects.filter(room=room, kind="room_stalled", **place).exists()


def _due(room: Room) -> models.QuerySet[Player]:
    """The players that have not done what the room waits for."""
    players = Player.objects.filter(room=room).exclude(robot=True, tablet=None)  # the server plays those
    if room.step != Step.GAME:
        return players.filter(step=room.step)
    chosen = Choice.objects.filter(player__room=room, phase=Phase.GAME, t=room.t)
    return players.exclude(pk__in=chosen.values("player"))


def _empty_seats(room: Room) -> list[Missing]:
    if room.step != Step.WELCOME:
        return []
    return [
        Missing(seat, None, None, "", robot=False, silence=Silence.NEVER_CONNECTED, heard_at=None)
        for seat in free_seats(room)
    ]


def _missing(
    player: Player,
    heard: dict[str, Presence],
    room: Room,
    points: tuple[AccessPoint, ...],
    now: datetime,
) -> Missing:
    tablet = player.tablet
    presence = heard.get(tablet.device_id or "") if tablet else None
    return Missing(
        seat=player.seat,
        tablet=tablet.number if tablet else None,
        access_point=access_point_of(tablet.number, points) if tablet else None,
        pseudo=player.pseudo,
        robot=player.robot,
        silence=_silence(presence, room, now),
        heard_at=presence.heard_at if presence else None,
    )


def _silence(presence: Presence | None, room: Room, now: datetime) -> Silence:
    if presence is None or presence.heard_at < room.opened_at:
        return Silence.NEVER_CONNECTED
    if presence.left_at is not None:
        return Silence.DISCONNECTED
    if now - presence.heard_at > HEARD_LATELY:
        return Silence.SILENT
    said: dict[str, Any] = presence.report
    return Silence.AHEAD if said.get("ahead", -1) > room.t else Silence.UNANSWERED
