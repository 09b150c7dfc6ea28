"""What the server says: each reply is a view of where the room and the player stand.

The same functions answer a request and make what is pushed, so a client cannot tell them apart.
Extensions to the field's protocol only add fields, which an old client ignores.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kiosk.models import Step
from kiosk.services.goods import relative_good

if TYPE_CHECKING:
    from datetime import timedelta

    from kiosk.services.conduct import Message
    from kiosk.services.refusal import Refusal
    from kiosk.services.requests import Chosen
    from kiosk.services.standing import Pay, PlayerStanding, RoomStanding

NOT_YET = -2
"""The protocol's word for what is not decided, or not chosen."""

PONG = "pong"
ENROLLED = "Done!"
COMPLETE = 100


def error(demand: str | None, refusal: Refusal) -> str:
    """A refusal; the client repeats its request, or asks for something else."""
    return frame(
        {
            "demand": demand,
            "wait": True,
            "error": {"code": refusal.code, "message": refusal.message},
            "tablet": refusal.facts.get("number"),
            "accessPoint": refusal.facts.get("access_point"),
        }
    )


def echo(token: str, instance: str) -> str:
    """The answer to netcheck's question, once it has come back through the channel layer."""
    return frame({"demand": "echo", "wait": False, "token": token, "instance": instance})


def call() -> str:
    """The operator has been called."""
    return frame({"demand": "call", "wait": False})


def pause(room: RoomStanding) -> str:
    """The operator has paused the session, or lets it go on; pushed, and ignored by an old client."""
    return frame({"demand": "pause", "wait": False, "paused": room.paused})


def notice(message: Message) -> str:
    """What the operator writes; pushed, and ignored by an old client.

    A new one says in its next `init`, as `noticed`, the `number` of the last one that was touched away.
    """
    return frame({"demand": "notice", "wait": False, "number": message.number, "text": message.text})


def init(room: RoomStanding, player: PlayerStanding, time_left: timedelta | None) -> str:
    """Everything a client needs to be where it was. `step` is what the player does next.

    `time_left` is what is left of the time to choose, where it is limited and a round is open.
    """
    wait, progress, missing = _barrier(room, player.step)
    asked = player.asked
    return frame(
        {
            "demand": "init",
            "wait": wait,
            "userId": player.user_id,
            "pseudo": player.pseudo,
            "step": player.step,
            "progress": progress,
            "nGood": room.economy.n_goods,
            "score": player.score,
            "t": min(room.t, room.rounds - 1),
            "tMax": room.rounds,
            "goodInHand": _relative(player.good_in_hand, room, player),
            "goodDesired": NOT_YET if asked is None else _relative(asked, room, player),
            "choiceMade": asked is not None,
            "trainingT": player.training_t,
            "trainingTMax": room.training_rounds,
            "trainingGoodInHand": _relative(player.training_good_in_hand, room, player),
            "trainingGoodDesired": NOT_YET,
            "trainingChoiceMade": False,
            "trainingScore": player.training_score,
            "missing": missing,
            "room": room.id,
            "tablet": player.tablet,
            "accessPoint": player.access_point,
            "nPlayer": room.size,
            "productionGood": player.production_good,
            "consumptionGood": player.consumption_good,
            "cycle": room.economy.cycle,
            "distribution": room.economy.distribution,
            "lastSuccess": NOT_YET if player.last_success is None else player.last_success,
            "language": room.language,
            "consent": room.consent,
            "surveyOptional": room.survey_optional,
            "pay": _pay(room.pay, player.score) if room.pay else None,
            "timeLimit": room.time_limit,
            "timeLeft": None if time_left is None else round(time_left.total_seconds() * 1000),
            "paused": room.paused,
        }
    )


def passing(demand: str, room: RoomStanding, player: PlayerStanding) -> str:
    """The reply to `survey` and `training_done`: whether the barrier behind it has opened."""
    wait, progress, missing = _barrier(room, player.step)
    return frame({"demand": demand, "wait": wait, "progress": progress, "missing": missing})


def training_choice(room: RoomStanding, player: PlayerStanding, chosen: Chosen) -> str:
    """What the virtual partner did; `trainingProgress` is the share of players past their training."""
    step_after = room.step is not Step.TRAINING
    return frame(
        {
            "demand": "training_choice",
            "wait": False,
            "t": chosen.t,
            "trainingSuccess": chosen.success,
            "trainingScore": chosen.score,
            "trainingProgress": COMPLETE if step_after else room.progress,
            "trainingEnd": chosen.t + 1 >= room.training_rounds,
            "goodInHand": _relative(chosen.good_in_hand, room, player),
        }
    )


def choice(room: RoomStanding, player: PlayerStanding, chosen: Chosen) -> str:
    """What came of a choice: to wait for the others, or the result of the round."""
    decided = chosen.success is not None
    return _choice(
        t=chosen.t,
        success=chosen.success,
        progress=COMPLETE if decided else room.progress,
        end=chosen.t + 1 >= room.rounds,
        score=chosen.score,
        good_in_hand=_relative(chosen.good_in_hand, room, player),
        missing=0 if decided else room.size - room.arrived,
        paused=room.paused,
    )


@lru_cache(maxsize=4096)
def _choice(
    *,
    t: int,
    success: bool | None,
    progress: int,
    end: bool,
    score: int,
    good_in_hand: int,
    missing: int,
    paused: str | None,
) -> str:
    """Serialised once for all players who are told the same: of a thousand, a few dozen differ."""
    return frame(
        {
            "demand": "choice",
            "wait": success is None,
            "t": t,
            "progress": progress,
            "success": NOT_YET if success is None else success,
            "end": end,
            "score": score,
            "goodInHand": good_in_hand,
            "missing": missing,
            "paused": paused,
        }
    )


def _barrier(room: RoomStanding, step: Step) -> tuple[bool, int, int]:
    """Whether a player that is due at `step` has to wait, for how many, and the progress in percent."""
    order = list(Step)
    if order.index(step) > order.index(room.step):
        return True, room.progress, room.size - room.arrived
    return False, COMPLETE, 0


def _pay(pay: Pay, score: int) -> dict[str, object]:
    return {
        "base": float(pay.base),
        "perPoint": float(pay.per_point),
        "currency": pay.currency,
        "amount": float(pay.amount(score)),
    }


def _relative(good: int, room: RoomStanding, player: PlayerStanding) -> int:
    return relative_good(good, player.production_good, player.consumption_good, room.economy)


def frame(content: dict[str, Any]) -> str:
    """A text frame."""
    return _encoder.encode(content)


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
