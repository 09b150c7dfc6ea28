"""The training: a player exchanges with virtual partners, and waits for nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kiosk.economy import training
from kiosk.models import Choice, Phase, Player, Step
from kiosk.services.barriers import require_running, require_step
from kiosk.services.goods import absolute_good, relative_good
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Chosen, Committed, Train
from kiosk.services.standing import RoomStanding, player_standings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

TRAINING_FIELDS = ("training_t", "training_good_in_hand", "training_score")
"""What changes of a player in its training."""


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
        kept = _kept(requests, players)
        made: list[Choice] = []
        answers = [
            _answer(request, players[request.player_id], kept[request.player_id], made)
            for request in requests
        ]
        Choice.objects.bulk_create(made)
        Player.objects.bulk_update({choice.player for choice in made}, TRAINING_FIELDS)
        standings = player_standings(players.values())
    rooms = {player.room_id: RoomStanding.of(player.room) for player in players.values()}
    return Committed(answers, rooms, standings)


def _kept(requests: Sequence[Train], players: dict[int, Player]) -> defaultdict[int, list[Choice]]:
    """The training so far of the players that repeat themselves, in order: one query for all of them."""
    asked = Counter(request.player_id for request in requests)
    repeating = {
        request.player_id
        for request in requests
        if asked[request.player_id] > 1 or request.t < players[request.player_id].training_t
    }
    kept: defaultdict[int, list[Choice]] = defaultdict(list)
    if repeating:
        for choice in Choice.objects.filter(player__in=repeating, phase=Phase.TRAINING).order_by("t"):
            kept[choice.player_id].append(choice)
    return kept


def _answer(request: Train, player: Player, kept: list[Choice], made: list[Choice]) -> Answer:
    try:
        good = absolute_good(
            request.good, player.production_good, player.consumption_good, player.room.economy
        )
        if request.t < player.training_t:
            return _repeated(request, player, good, kept)
        _require_next(request, player, good)
    except Refusal as refusal:
        return refusal
    choice = _exchange(player, good, request.received_at)
    choice.shown_at, choice.answered_at = request.shown_at, request.answered_at
    made.append(choice)
    kept.append(choice)
    return Chosen(
        player.pk, request.t, good, choice.success, player.training_good_in_hand, player.training_score
    )


def _require_next(request: Train, player: Player, good: int) -> None:
    require_step(player.room, player.step, Step.TRAINING)
    require_running(player.room)
    if request.t > player.training_t or request.t >= player.room.training_rounds:
        raise Refusal("future_round", expected=player.training_t, got=request.t)
    if good == player.training_good_in_hand:
        raise Refusal("good_in_hand", got=request.good)


def training_complete(player: Player, choose: Callable[[int], int], **marks: bool) -> list[Choice]:
    """Play the rest of a player's training for it; `choose` names a good for the one in hand (absolute).

    The caller writes the choices, with the `marks` of who made them, and the player.
    """
    now = timezone.now()
    choices = []
    while player.training_t < player.room.training_rounds:
        choice = _exchange(player, choose(player.training_good_in_hand), now)
        for mark, value in marks.items():
            setattr(choice, mark, value)
        choices.append(choice)
    return choices


def _exchange(player: Player, good: int, received_at: datetime) -> Choice:
    """Draw what the virtual partner does in the player's next round, and move the player on."""
    in_hand = player.training_good_in_hand
    success = _draw(player, in_hand, good)
    choice = Choice(
        player=player,
        phase=Phase.TRAINING,
        t=player.training_t,
        good_in_hand=in_hand,
        desired_good=good,
        success=success,
        received_at=received_at,
        resolved_at=timezone.now(),
    )
    if success:
        consumed = good == player.consumption_good
        player.training_good_in_hand = player.production_good if consumed else good
        player.training_score += 1
    player.training_t += 1
    return choice


def _draw(player: Player, in_hand: int, good: int) -> bool:
    room, t = player.room, player.training_t
    if room.script:
        return bool(room.script["training"][t][player.seat])
    held, asked = (
        relative_good(each, player.production_good, player.consumption_good, room.economy)
        for each in (in_hand, good)
    )
    odds = training.TrainingOdds.from_mapping(room.odds)
    return training.exchange(odds, room.seed, player.seat, t, held, asked)


def _repeated(request: Train, player: Player, good: int, rounds: list[Choice]) -> Chosen:
    """What came of a choice that is there already.

    Raises:
        Refusal: it was another one.
    """
    choice = rounds[request.t]
    if choice.desired_good != good:
        raise Refusal("past_round", expected=player.training_t, got=request.t)
    after = [*(later.good_in_hand for later in rounds[request.t + 1 :]), player.training_good_in_hand]
    score = sum(bool(earlier.success) for earlier in rounds[: request.t + 1])
    return Chosen(player.pk, request.t, good, choice.success, after[0], score)
