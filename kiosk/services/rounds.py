"""The rounds of the game: choices that come together are kept together; the last one closes the round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kiosk.models import Choice, Phase, Step
from kiosk.models.room_rows import lock_rooms
from kiosk.models.round_rows import Chooser, NewChoice, keep_choices, read_choosers
from kiosk.services.barriers import require_running, require_step
from kiosk.services.closing import count_in
from kiosk.services.goods import absolute_good, relative_good
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Choose, Chosen, Committed
from kiosk.services.standing import RoomStanding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.models import Room


def choices_make(requests: Sequence[Choose]) -> Committed:
    """Keep each player's choice of a round; where the last player has chosen, resolve the round.

    A choice that is there already is answered with what has come of it. What cannot be taken is
    answered with a refusal, and changes nothing.
    """
    with transaction.atomic():
        rooms = lock_rooms(request.room_id for request in requests)
        choosers = read_choosers({(request.player_id, request.t) for request in requests})
        fresh: list[NewChoice] = []
        arrivals: list[int] = []
        answers: list[Answer] = []
        for request in requests:
            chooser = choosers[request.player_id, request.t]
            try:
                chosen, choice = _choose(request, chooser, rooms[request.room_id])
            except Refusal as refusal:
                answers.append(refusal)
                continue
            answers.append(chosen)
            if choice is not None:
                fresh.append(choice)
                arrivals.append(request.room_id)
                choosers[request.player_id, request.t] = chooser._replace(asked=choice.desired_good)
        keep_choices(fresh)
        closed = count_in(rooms, arrivals)
    return Committed(answers, {pk: RoomStanding.of(room) for pk, room in rooms.items()}, closed=closed)


def _choose(request: Choose, chooser: Chooser, room: Room) -> tuple[Chosen, NewChoice | None]:
    """What to answer, and the choice to keep when it is a new one.

    Raises:
        Refusal: it is out of step, of another round, for no such good, or differs from the one kept.
    """
    good = absolute_good(request.good, chooser.production_good, chooser.consumption_good, room.economy)
    if chooser.asked is not None:
        if chooser.asked != good:
            raise _other_choice(request, chooser, room, chooser.asked)
        return _what_came(request, chooser, room, chooser.asked), None
    require_step(room, chooser.step, Step.GAME)
    require_running(room)
    if request.t != room.t:
        raise Refusal("past_round" if request.t < room.t else "future_round", expected=room.t, got=request.t)
    if good == chooser.good_in_hand:
        raise Refusal("good_in_hand", got=request.good)
    choice = NewChoice(
        player_id=chooser.pk,
        t=request.t,
        good_in_hand=chooser.good_in_hand,
        desired_good=good,
        shown_at=request.shown_at,
        answered_at=request.answered_at,
        received_at=request.received_at,
    )
    return Chosen(chooser.pk, request.t, good, None, chooser.good_in_hand, chooser.score), choice


def _other_choice(request: Choose, chooser: Chooser, room: Room, asked: int) -> Refusal:
    if request.t < room.t:
        return Refusal("past_round", expected=room.t, got=request.t)
    kept = relative_good(asked, chooser.production_good, chooser.consumption_good, room.economy)
    return Refusal("already_chosen", expected=kept, t=request.t, got=request.good)


def _what_came(request: Choose, chooser: Chooser, room: Room, asked: int) -> Chosen:
    """The answer to a repetition; of a round long ago too, with the score and the good of that time."""
    good_in_hand, score = chooser.good_in_hand, chooser.score
    if chooser.success is not None and request.t < room.t - 1:
        later = Choice.objects.filter(player=chooser.pk, phase=Phase.GAME, t__gt=request.t)
        score -= later.filter(success=True, desired_good=chooser.consumption_good).count()
        good_in_hand = later.order_by("t").values_list("good_in_hand", flat=True)[0]
    return Chosen(chooser.pk, request.t, asked, chooser.success, good_in_hand, score)
