"""An operator lets a room go on without those who are missing; the server acts for them, and marks it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.models import Choice, Player, Room, Step
from kiosk.services.acting import acting, require_going_on
from kiosk.services.barriers import arrive, require_running
from kiosk.services.closing import count_in
from kiosk.services.refusal import Refusal
from kiosk.services.seats import free_seats, new_players
from kiosk.services.time_limit import choices_for_the_missing, seats_of
from kiosk.services.training import TRAINING_FIELDS, training_complete

if TYPE_CHECKING:
    from kiosk.services.acting import Act, Seen
    from kiosk.services.requests import Committed


def barrier_advance(room: Room, *, actor: str = "", seen: Seen | None = None) -> Committed:
    """Open the barrier that the room stands at.

    At the welcome robots of the server take the empty seats; in the survey the missing have not answered;
    in training and game they ask for their consumption good, which is marked as automatic.

    Raises:
        Refusal: ``moved_on`` when the barrier that was `seen` has opened since, ``paused``, or
            ``nobody_missing``.
    """
    with acting(room, actor=actor, seen=seen) as act:
        require_going_on(act.room)
        require_running(act.room)
        if seen is not None and (seen.step, seen.t) != (act.room.step, act.room.t):
            raise Refusal("moved_on", got=Step(act.room.step).label)
        _ADVANCES[Step(act.room.step)](act)
    return act.committed


def _welcome(act: Act) -> None:
    room = act.room
    late = list(Player.objects.filter(room=room, step=Step.WELCOME))
    empty = free_seats(room)
    if not late and not empty:
        raise Refusal("nobody_missing")
    robots = new_players(room, ((seat, None) for seat in empty), robot=True)
    for player in [*late, *robots]:
        player.step = room.step_after(Step.WELCOME)
    Player.objects.bulk_update(late, ["step"])
    Player.objects.bulk_create(robots)
    room.robots += len(robots)
    room.held = False
    _note(act, [player.seat for player in [*late, *robots]])
    arrive(room, len(late) + len(robots), act.at)


def _survey(act: Act) -> None:
    missing = _missing(act.room)
    for player in missing:
        player.step = act.room.step_after(Step.SURVEY)
    Player.objects.bulk_update(missing, ["step"])
    _go_on(act, missing)


def _training(act: Act) -> None:
    missing = _missing(act.room)
    choices: list[Choice] = []
    for player in missing:
        choices += training_complete(player, partial(_consumption_good, player), automatic=True)
        player.step = act.room.step_after(Step.TRAINING)
    Choice.objects.bulk_create(choices)
    Player.objects.bulk_update(missing, ["step", *TRAINING_FIELDS])
    _go_on(act, missing)


def _consumption_good(player: Player, _held: int) -> int:
    """What the server asks for where nobody says what."""
    return player.consumption_good


def _game(act: Act) -> None:
    choices = choices_for_the_missing(act.room, act.at)
    Choice.objects.bulk_create(choices)
    _note(act, seats_of(choices))
    act.closed += count_in({act.room.pk: act.room}, [act.room.pk] * len(choices))


def _missing(room: Room) -> list[Player]:
    """The players that have not done what the room's step asks."""
    players = list(Player.objects.filter(room=room, step=room.step).order_by("seat"))
    for player in players:
        player.room = room
    return players


def _go_on(act: Act, missing: list[Player]) -> None:
    _note(act, [player.seat for player in missing])
    arrive(act.room, len(missing), act.at)


def _note(act: Act, seats: list[int]) -> None:
    act.note("barrier_advanced", step=act.room.step, t=act.room.t, seats=seats)


_ADVANCES = {Step.WELCOME: _welcome, Step.SURVEY: _survey, Step.TRAINING: _training, Step.GAME: _game}
