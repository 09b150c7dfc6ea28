"""A seat is handed to another tablet, or to a robot of the server, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.models import Player, Room, Step, Tablet
from kiosk.services.acting import acting, require_going_on
from kiosk.services.barriers import arrive
from kiosk.services.refusal import Refusal
from kiosk.services.seats import new_user_id

if TYPE_CHECKING:
    from kiosk.services.acting import Act, Seen
    from kiosk.services.requests import Committed


def seat_hand_over(
    room: Room, *, seat: int, tablet: int | None, actor: str = "", seen: Seen | None = None
) -> Committed:
    """Let the tablet of that number go on where the seat stands; None gives it to a robot of the server.

    The player gets a new secret number, so that the device that held the seat plays there no more.

    Raises:
        Refusal: ``no_such_seat``, ``seat_same``, ``tablet_unknown``, or ``tablet_seated`` where that tablet
            has a seat of its own in a session that goes on.
    """
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        player = Player.objects.select_related("tablet").filter(room=act.room, seat=seat).first()
        if player is None:
            raise Refusal("no_such_seat", got=seat)
        before = player.tablet.number if player.tablet else None
        if before == tablet:
            raise Refusal("seat_same")
        act.room.robots += (tablet is None) - (before is None)
        player.tablet = None if tablet is None else _free_tablet(act.room, tablet)
        player.robot = tablet is None
        player.user_id = new_user_id()
        player.save(update_fields=["tablet", "robot", "user_id"])
        act.note(
            "seat_handed_over", seat=seat, step=act.room.step, t=act.room.t, **{"from": before, "to": tablet}
        )
        if player.step == Step.WELCOME and tablet is None:
            _arrive_as_robot(act, player)
    return act.committed


def _free_tablet(room: Room, number: int) -> Tablet:
    tablet = Tablet.objects.filter(number=number, robot=False).exclude(device_id=None).first()
    if tablet is None:
        raise Refusal("tablet_unknown", number=number)
    elsewhere = Player.objects.filter(tablet=tablet, room__in=Room.objects.unfinished()).first()
    here = Player.objects.filter(tablet=tablet, room=room).first()
    if seated := here or elsewhere:
        raise Refusal("tablet_seated", number=number, room=seated.room_id)
    return tablet


def _arrive_as_robot(act: Act, player: Player) -> None:
    """A seat that was kept for somebody who has not come counts as taken."""
    player.step = act.room.step_after(Step.WELCOME)
    player.save(update_fields=["step"])
    arrive(act.room, 1, act.at)
