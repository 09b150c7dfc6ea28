"""The training: a player exchanges with virtual partners, and waits for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kiosk.economy import training
from kiosk.models import Choice, Phase, Player, Step
from kiosk.services.barriers import require_step
from kiosk.services.goods import absolute_good, relative_good
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Chosen, Committed, Train
from kiosk.services.standing import RoomStanding, player_standings

if TYPE_CHECKING:
    from collections.abc import Sequence


def training_exchange(requests: Sequence[Train]) -> Committed:
    """Resolve each player's exchange with its virtual partner; a repetition gets the same answer."""
    with transaction.atomic():
        players = {
            player.pk: player
            for player in Player.objects.filter(pk__in={request.player_id for request in requests})
            .select_for_update(of=("self",))
            .order_by("pk")
            .select_related("room", "tablet")
        }
        made: list[Choice] = []
        answers = [_answer(request, players[request.player_id], made) for request in requests]
        Choice.objects.bulk_create(made)
        Player.objects.bulk_update(
            {choice.player for choice in made},
            ["training_t", "training_good_in_hand", "training_score"],
        )
        standings = player_standings(players.values())
    rooms = {player.room_id: RoomStanding.of(player.room) for player in players.values()}
    return Committed(answers, rooms, standings)


def _answer(request: Train, player: Player, made: list[Choice]) -> Answer:
    try:
        good = absolute_good(
            request.good, player.production_good, player.consumption_good, player.room.economy
        )
        if request.t < player.training_t:
            return _repeated(request, player, good, made)
        _require_next(request, player, good)
    except Refusal as refusal:
        return refusal
    choice = _exchange(request, player, good)
    made.append(choice)
    return Chosen(
        player.pk, request.t, good, choice.success, player.training_good_in_hand, player.training_score
    )


def _require_next(request: Train, player: Player, good: int) -> None:
    require_step(player.room, player.step, Step.TRAINING)
    if request.t > player.training_t or request.t >= player.room.training_rounds:
        raise Refusal("future_round", expected=player.training_t, got=request.t)
    if good == player.training_good_in_hand:
        raise Refusal("good_in_hand", got=request.good)


def _exchange(request: Train, player: Player, good: int) -> Choice:
    """Draw what the virtual partner does, and move the player on."""
    now = timezone.now()
    in_hand = player.training_good_in_hand
    success = _draw(request, player, in_hand)
    choice = Choice(
        player=player,
        phase=Phase.TRAINING,
        t=request.t,
        good_in_hand=in_hand,
        desired_good=good,
        success=success,
        shown_at=request.shown_at,
        answered_at=request.answered_at,
        received_at=request.received_at,
        resolved_at=now,
    )
    if success:
        consumed = good == player.consumption_good
        player.training_good_in_hand = player.production_good if consumed else good
        player.training_score += 1
    player.training_t += 1
    return choice


def _draw(request: Train, player: Player, in_hand: int) -> bool:
    room = player.room
    if room.script:
        return bool(room.script["training"][request.t][player.seat])
    held = relative_good(in_hand, player.production_good, player.consumption_good, room.economy)
    odds = training.TrainingOdds.from_mapping(room.odds)
    return training.exchange(odds, room.seed, player.seat, request.t, held, request.good)


def _repeated(request: Train, player: Player, good: int, made: list[Choice]) -> Chosen:
    """What came of a choice that is there already.

    Raises:
        Refusal: it was another one.
    """
    of_player = Choice.objects.filter(player=player, phase=Phase.TRAINING)
    rounds = sorted(
        [*of_player, *(choice for choice in made if choice.player is player)], key=lambda choice: choice.t
    )
    choice = rounds[request.t]
    if choice.desired_good != good:
        raise Refusal("past_round", expected=player.training_t, got=request.t)
    after = [*(later.good_in_hand for later in rounds[request.t + 1 :]), player.training_good_in_hand]
    score = sum(bool(earlier.success) for earlier in rounds[: request.t + 1])
    return Chosen(player.pk, request.t, good, choice.success, after[0], score)
