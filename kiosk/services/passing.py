"""The survey and the end of the training: a player does its part, passes, and waits for the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.models import Player, Step
from kiosk.models.room_rows import lock_rooms
from kiosk.services.barriers import arrive, has_passed, require_step
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, AnswerSurvey, Committed, FinishTraining, PlayerRequest
from kiosk.services.standing import RoomStanding, player_standings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Passing = TypeVar("_Passing", bound=PlayerRequest)


def survey_answer(requests: Sequence[AnswerSurvey]) -> Committed:
    """Keep each player's answers and let it pass; the first answers stay when it answers again."""
    return _pass_all(Step.SURVEY, requests, _answer)


def training_finish(requests: Sequence[FinishTraining]) -> Committed:
    """Let each player pass that has played every round of its training."""
    return _pass_all(Step.TRAINING, requests, _finish)


def _answer(player: Player, request: AnswerSurvey) -> None:
    if not player.room.survey_optional:
        if request.age is None:
            raise Refusal("answer_missing", expected=_("age"))
        if not request.gender:
            raise Refusal("answer_missing", expected=_("gender"))
    player.age = request.age
    player.gender = request.gender


def _finish(player: Player, _request: FinishTraining) -> None:
    rounds = player.room.training_rounds
    if player.training_t < rounds:
        raise Refusal("training_unfinished", expected=rounds, got=player.training_t)


def _pass_all(
    step: Step, requests: Sequence[_Passing], take: Callable[[Player, _Passing], None]
) -> Committed:
    """Let each player do with `take` what the step asks, and pass; count those in who had not."""
    with transaction.atomic():
        rooms = lock_rooms(request.room_id for request in requests)
        players = {
            player.pk: player
            for player in Player.objects.filter(
                pk__in=[request.player_id for request in requests]
            ).select_related("tablet")
        }
        for player in players.values():
            player.room = rooms[player.room_id]
        due = [player for player in players.values() if not has_passed(player.step, step)]
        refusals = [_pass(players[request.player_id], request, step, take) for request in requests]
        passed = [player for player in due if has_passed(player.step, step)]
        Player.objects.bulk_update(passed, ["step", "age", "gender"])
        now = timezone.now()
        for room, count in Counter(player.room_id for player in passed).items():
            arrive(rooms[room], count, now)
        standings = player_standings(players.values())
    answers: list[Answer] = [
        refusal or standings[request.player_id] for refusal, request in zip(refusals, requests, strict=True)
    ]
    return Committed(answers, {pk: RoomStanding.of(room) for pk, room in rooms.items()}, standings)


def _pass(
    player: Player, request: _Passing, step: Step, take: Callable[[Player, _Passing], None]
) -> Refusal | None:
    """Let the player pass; or why it may not. One that has passed already changes nothing."""
    if has_passed(player.step, step):
        return None
    try:
        require_step(player.room, player.step, step)
        take(player, request)
    except Refusal as refusal:
        return refusal
    player.step = player.room.step_after(step)
    return None
