"""The rounds of the game: choices that come together are kept together; the last one closes the round."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from kiosk.models import Choice, Phase, Player, Room, Step
from kiosk.services.barriers import lock_rooms, require_step
from kiosk.services.closing import count_in
from kiosk.services.goods import absolute_good, relative_good
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Choose, Chosen, Committed
from kiosk.services.standing import RoomStanding

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Chooser(NamedTuple):
    """What has to be known of a player that chooses."""

    pk: int
    step: str
    production_good: int
    consumption_good: int
    good_in_hand: int
    score: int


def choices_make(requests: Sequence[Choose]) -> Committed:
    """Keep each player's choice of a round; where the last player has chosen, resolve the round.

    A choice that is there already is answered with what has come of it. What cannot be taken is
    answered with a refusal, and changes nothing.
    """
    with transaction.atomic():
        rooms = lock_rooms(request.room_id for request in requests)
        choosers = _choosers(requests)
        kept = _kept_choices(requests)
        fresh: list[Choice] = []
        answers: list[Answer] = []
        for request in requests:
            try:
                chosen, choice = _choose(request, choosers[request.player_id], rooms[request.room_id], kept)
            except Refusal as refusal:
                answers.append(refusal)
                continue
            answers.append(chosen)
            if choice is not None:
                fresh.append(choice)
                kept[choice.player_id, choice.t] = choice.desired_good, None
        Choice.objects.bulk_create(fresh)
        room_of = {request.player_id: request.room_id for request in requests}
        closed = count_in(rooms, [room_of[choice.player_id] for choice in fresh])
    return Committed(answers, {pk: RoomStanding.of(room) for pk, room in rooms.items()}, closed=closed)


def _choosers(requests: Sequence[Choose]) -> dict[int, _Chooser]:
    rows = Player.objects.filter(pk__in={request.player_id for request in requests})
    return {row[0]: _Chooser._make(row) for row in rows.values_list(*_Chooser._fields)}


def _kept_choices(requests: Sequence[Choose]) -> dict[tuple[int, int], tuple[int, bool | None]]:
    """(player, t) → (good asked, success), of the choices that there are already."""
    rows = Choice.objects.filter(
        player__in={request.player_id for request in requests},
        phase=Phase.GAME,
        t__in={request.t for request in requests},
    ).values_list("player_id", "t", "desired_good", "success")
    return {(player, t): (asked, success) for player, t, asked, success in rows}


def _choose(
    request: Choose,
    chooser: _Chooser,
    room: Room,
    kept: dict[tuple[int, int], tuple[int, bool | None]],
) -> tuple[Chosen, Choice | None]:
    """What to answer, and the choice to keep when it is a new one.

    Raises:
        Refusal: it is out of step, of another round, for no such good, or differs from the one kept.
    """
    good = absolute_good(request.good, chooser.production_good, chooser.consumption_good, room.economy)
    if (request.player_id, request.t) in kept:
        asked, success = kept[request.player_id, request.t]
        if asked != good:
            raise _other_choice(request, chooser, room, asked)
        return _what_came(request, chooser, room, asked, success), None
    require_step(room, chooser.step, Step.GAME)
    if request.t != room.t:
        raise Refusal("past_round" if request.t < room.t else "future_round", expected=room.t, got=request.t)
    if good == chooser.good_in_hand:
        raise Refusal("good_in_hand", got=request.good)
    choice = Choice(
        player_id=chooser.pk,
        t=request.t,
        good_in_hand=chooser.good_in_hand,
        desired_good=good,
        shown_at=request.shown_at,
        answered_at=request.answered_at,
        received_at=request.received_at,
    )
    return Chosen(chooser.pk, request.t, good, None, chooser.good_in_hand, chooser.score), choice


def _other_choice(request: Choose, chooser: _Chooser, room: Room, asked: int) -> Refusal:
    if request.t < room.t:
        return Refusal("past_round", expected=room.t, got=request.t)
    kept = relative_good(asked, chooser.production_good, chooser.consumption_good, room.economy)
    return Refusal("already_chosen", expected=kept, t=request.t, got=request.good)


def _what_came(request: Choose, chooser: _Chooser, room: Room, asked: int, success: bool | None) -> Chosen:  # noqa: FBT001  a column's value
    """The answer to a repetition; of a round long ago too, with the score and the good of that time."""
    good_in_hand, score = chooser.good_in_hand, chooser.score
    if success is not None and request.t < room.t - 1:
        later = Choice.objects.filter(player=chooser.pk, phase=Phase.GAME, t__gt=request.t)
        score -= later.filter(success=True, desired_good=chooser.consumption_good).count()
        good_in_hand = later.order_by("t").values_list("good_in_hand", flat=True)[0]
    return Chosen(chooser.pk, request.t, asked, success, good_in_hand, score)
