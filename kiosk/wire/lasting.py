"""Demands that may have to wait for other players: what each asks, and what it is told as things stand.

The same view answers a demand when it comes, when it is repeated, and when the news of a commit decides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.utils import timezone

from kiosk.models import Step
from kiosk.services import requests as ask
from kiosk.services.barriers import has_passed
from kiosk.services.goods import absolute_good
from kiosk.services.refusal import Refusal
from kiosk.wire import messages as say
from kiosk.wire import replies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from kiosk.services.standing import PlayerStanding, RoomStanding

Passing: TypeAlias = say.Survey | say.TrainingDone | say.GameChoice
"""Those with which a player does its part of a step, or of a round."""

Lasting: TypeAlias = say.Init | Passing


def view(
    demand: Lasting | None,
    room: RoomStanding,
    player: PlayerStanding,
    time_left: Callable[[RoomStanding], timedelta | None],
) -> tuple[bool, str]:
    """Whether a demand still has to wait, and its reply as things stand.

    Raises:
        Refusal: ``room_closed`` or, where the session was ended before, ``wrong_step``: nothing will ever
            decide it.
    """
    if room.closed and room.step is not Step.END:
        raise Refusal("room_closed")
    if isinstance(demand, say.GameChoice):
        success = player.last_success if demand.t == room.t - 1 else None
        if success is None and room.step is Step.END:
            raise Refusal("wrong_step", expected=Step.END.label, got=Step.GAME.label)
        chosen = ask.Chosen(player.id, demand.t, 0, success, player.good_in_hand, player.score)
        return success is None, replies.choice(room, player, chosen)
    waits = has_passed(player.step, room.step)
    if demand is None or isinstance(demand, say.Init):
        return waits, replies.init(room, player, time_left(room))
    return waits, replies.passing(say.NAMES[type(demand)], room, player)


def is_repetition(demand: Passing, room: RoomStanding, player: PlayerStanding) -> bool:
    """Whether the demand only repeats what is committed, so that it can be answered from memory."""
    match demand:
        case say.Survey():
            return has_passed(player.step, Step.SURVEY)
        case say.TrainingDone():
            return has_passed(player.step, Step.TRAINING)
        case _:
            good = absolute_good(demand.good, player.production_good, player.consumption_good, room.economy)
            return demand.t == room.t and player.asked == good


def request_of(demand: Passing, player: PlayerStanding) -> ask.Request:
    """What the demand asks of the services."""
    match demand:
        case say.Survey():
            return ask.AnswerSurvey(player.id, player.room_id, demand.age, demand.gender)
        case say.TrainingDone():
            return ask.FinishTraining(player.id, player.room_id)
        case _:
            return choice_of(ask.Choose, demand, player)


def choice_of(kind: type[ask.Choose], demand: say.Move, player: PlayerStanding) -> ask.Choose:
    """A choice, of the game or of the training, as it has come in."""
    return kind(
        player.id,
        player.room_id,
        demand.t,
        demand.good,
        demand.shown_at,
        demand.answered_at,
        timezone.now(),
    )
