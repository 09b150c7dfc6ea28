"""Who sits where: devices find their seat again, or take the next that is free."""

from __future__ import annotations

import random
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from kiosk.economy.goods import seat_roles
from kiosk.models import Player, Pseudonym, Room, Step, Tablet
from kiosk.models.room_rows import lock_rooms
from kiosk.services.barriers import arrive
from kiosk.services.events import record
from kiosk.services.plan import access_point_of, planned_access_points
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Arrive, Committed, Find
from kiosk.services.standing import PlayerStanding, RoomStanding, player_standings
from kiosk.services.tablets import robot_tablets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

HIGHEST_USER_ID = 2**31 - 1


def seats_find(requests: Sequence[Find]) -> Committed:
    """Where the players with these secret numbers stand; nothing is written."""
    with transaction.atomic():
        found = _standings_by(user_id__in=[request.user_id for request in requests])
        by_user = {standing.user_id: standing for standing in found.players.values()}
        answers: list[Answer] = [
            by_user.get(request.user_id) or Refusal("unknown_user") for request in requests
        ]
    return Committed(answers, rooms=found.rooms, players=found.players)


def seats_refresh(players: Collection[int]) -> Committed:
    """Where these players stand now; for who may have missed news."""
    with transaction.atomic():
        return _standings_by(pk__in=players)


def seats_arrive(requests: Sequence[Arrive]) -> Committed:
    """Seat each device: where it sat before, else on the next free seat of a room that admits it.

    A seat counts as taken when its device has arrived; with the last one the room leaves `welcome`.
    """
    tablets = {
        tablet.device_id: tablet
        for tablet in Tablet.objects.filter(device_id__in=[request.device_id for request in requests])
    }
    with transaction.atomic():
        players = _players_of(tablets.values())
        if _newcomers(tablets.values(), players):
            waiting = lock_rooms(_waiting_rooms())
            players = _players_of(tablets.values())  # another process may have seated them meanwhile
            players |= _seat(waiting.values(), _newcomers(tablets.values(), players))
        found = _standings_by(pk__in=[player.pk for player in players.values()])
    answers = [_seat_of(tablets.get(request.device_id), players, found) for request in requests]
    seated = {answer.id: answer for answer in answers if isinstance(answer, PlayerStanding)}
    rooms = {player.room_id: found.rooms[player.room_id] for player in seated.values()}
    return Committed(answers, rooms=rooms, players=seated)


def seat_robots(room: Room, count: int, *, actor: str = "") -> list[Player]:
    """Reserve free seats for robots; each has still to arrive by itself, over the socket.

    Raises:
        Refusal: ``too_many_robots`` when fewer seats are free.
    """
    with transaction.atomic():
        room = Room.objects.locked().get(pk=room.pk)
        free = free_seats(room)
        if count > len(free):
            raise Refusal("too_many_robots", expected=len(free), got=count)
        tablets = robot_tablets(count)
        players = Player.objects.bulk_create(new_players(room, zip(free, tablets, strict=False), robot=True))
        record("robots_seated", room=room, actor=actor, seats=[player.seat for player in players])
    return players


def seats_reserve(room: Room, tablets: dict[int, int]) -> None:
    """Keep seats for tablets (seat → tablet number), as a recorded session had them; in a transaction."""
    known = {
        number: Tablet.objects.get_or_create(number=number)[0] for number in sorted(set(tablets.values()))
    }
    seated = ((seat, known[number]) for seat, number in tablets.items())
    Player.objects.bulk_create(new_players(room, seated, robot=False))


def new_user_id() -> int:
    """A secret number: positive, 31 bits, so that knowing it proves who speaks."""
    return 1 + secrets.randbelow(HIGHEST_USER_ID)


def _standings_by(**which: object) -> Committed:
    players = list(Player.objects.filter(**which).select_related("room", "tablet").defer("room__script"))
    rooms = {player.room_id: RoomStanding.of(player.room) for player in players}
    return Committed([], rooms=rooms, players=player_standings(players))


def _players_of(tablets: Iterable[Tablet]) -> dict[int, Player]:
    """Tablet → its player in the session that goes on, else in the last one that was."""
    players = (
        Player.objects.filter(tablet__in=[tablet.pk for tablet in tablets])
        .select_related("room")
        .defer("room__script")
        .order_by("pk")
    )
    latest: dict[int, Player] = {}
    for player in players:
        kept = latest.get(player.tablet_id or 0)
        if kept is None or _goes_on(player.room) or not _goes_on(kept.room):
            latest[player.tablet_id or 0] = player
    return latest


def _goes_on(room: Room) -> bool:
    return room.closed_at is None and room.step != Step.END


def _newcomers(tablets: Iterable[Tablet], players: dict[int, Player]) -> list[Tablet]:
    """The tablets without a player, and those whose player has still to arrive or may move on."""
    return [tablet for tablet in tablets if tablet.pk not in players or _may_move_on(players[tablet.pk])]


def _may_move_on(player: Player) -> bool:
    """Whether it has still to arrive, or its session is over and another may be open."""
    return player.step == Step.WELCOME or not _goes_on(player.room)


def _waiting_rooms() -> Iterable[int]:
    return Room.objects.unfinished().filter(step=Step.WELCOME).values_list("pk", flat=True)


def _seat(waiting: Iterable[Room], tablets: list[Tablet]) -> dict[int, Player]:
    """Seat these tablets in rooms that wait for players; those that no room admits are left out."""
    seated: dict[int, Player] = {}
    for room in waiting:
        if room.step != Step.WELCOME or room.closed_at is not None:
            continue  # filled up or closed while we waited for its lock
        welcome = [tablet for tablet in tablets if tablet.pk not in seated]
        seated |= _seat_in(room, welcome, timezone.now())
    return seated


def _seat_in(room: Room, tablets: list[Tablet], now: datetime) -> dict[int, Player]:
    """Count in who has a seat kept, or takes a free one; who was seated meanwhile stays seated."""
    there = {
        player.tablet_id: player
        for player in Player.objects.filter(room=room, tablet__in=[tablet.pk for tablet in tablets])
    }
    strangers = [
        tablet
        for tablet in tablets
        if tablet.pk not in there and not tablet.robot and room.admits(tablet.number)
    ]
    fresh = new_players(room, zip(free_seats(room), strangers, strict=False), robot=False)
    arriving = [*(player for player in there.values() if player.step == Step.WELCOME), *fresh]
    Player.objects.bulk_create(fresh)
    Player.objects.filter(pk__in=[player.pk for player in arriving]).update(
        step=room.step_after(Step.WELCOME)
    )
    if arriving:
        arrive(room, len(arriving), now)
    return {player.tablet_id: player for player in [*there.values(), *fresh] if player.tablet_id is not None}


def free_seats(room: Room) -> list[int]:
    """The seats that nobody has taken or is kept for."""
    taken = set(Player.objects.filter(room=room).values_list("seat", flat=True))
    return [seat for seat in range(room.size) if seat not in taken]


def new_players(room: Room, seated: Iterable[tuple[int, Tablet | None]], *, robot: bool) -> list[Player]:
    """Players for these seats, as the room's seed draws them; to be written by the caller."""
    roles = _roles(room)
    names = _pseudonyms(room)
    return [
        Player(
            room=room,
            seat=seat,
            tablet=tablet,
            user_id=new_user_id(),
            pseudo=names[seat],
            robot=robot,
            production_good=roles[seat],
            consumption_good=room.economy.consumption_good(roles[seat]),
            good_in_hand=roles[seat],
            training_good_in_hand=roles[seat],
        )
        for seat, tablet in seated
    ]


def _roles(room: Room) -> list[int]:
    """Production good by seat: as recorded where the room replays a recording, else drawn with its seed."""
    if room.script:
        return list(room.script["roles"])
    return [int(good) for good in seat_roles(room.economy, room.seed)]


def _pseudonyms(room: Room) -> list[str]:
    """A name for each seat, all different; where names run out they return with a number."""
    names = list(Pseudonym.objects.values_list("name", flat=True)) or [gettext("Player")]
    random.Random(room.seed).shuffle(names)
    rounds_of_names = range(1 + (room.size - 1) // len(names))
    return [f"{name} {again + 1}" if again else name for again in rounds_of_names for name in names]


def _seat_of(tablet: Tablet | None, players: dict[int, Player], found: Committed) -> Answer:
    if tablet is None:
        return Refusal("not_enrolled")
    player = players.get(tablet.pk)
    if player is None:
        point = access_point_of(tablet.number, planned_access_points())
        return Refusal("no_room", number=tablet.number, access_point=point)
    standing = found.players[player.pk]
    if found.rooms[standing.room_id].closed and standing.step != Step.END:
        return Refusal("room_closed")
    return standing
