"""Sessions for tests: rooms, their tablets, and players who walk from step to step through the services."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest
from django.apps import apps

from kiosk.economy import goods
from kiosk.models import Choice, Event, Presence, Room, Step, Tablet, TrainingOdds, Treatment
from kiosk.services.passing import survey_answer, training_finish
from kiosk.services.refusal import Refusal
from kiosk.services.requests import (
    Answer,
    AnswerSurvey,
    Arrive,
    Choose,
    Chosen,
    FinishTraining,
    Train,
)
from kiosk.services.rooms import room_open
from kiosk.services.rounds import choices_make
from kiosk.services.seats import seats_arrive, seats_refresh
from kiosk.services.standing import PlayerStanding, RoomStanding
from kiosk.services.training import training_exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
ODDS = (
    ("production", "consumption", 0.4),
    ("production", "other", 0.8),
    ("other", "production", 0.5),
    ("other", "consumption", 0.8),
    ("other", "other", 0.5),
)

_names = count()
_Answer = TypeVar("_Answer")


def load_odds() -> None:
    for in_hand, asked, probability in ODDS:
        TrainingOdds.objects.update_or_create(
            in_hand=in_hand, asked=asked, defaults={"probability": probability}
        )


def make_treatment(distribution: str = "1/1/1", **terms: Any) -> Treatment:
    """A treatment of three rounds and two of training, unless `terms` say otherwise."""
    terms = {"rounds": 3, "training_rounds": 2} | terms
    return Treatment.objects.create(name=f"treatment-{next(_names)}", distribution=distribution, **terms)


def open_room(distribution: str = "1/1/1", *, tablets: str = "", seed: int = 1, **terms: Any) -> Room:
    load_odds()
    return room_open(make_treatment(distribution, **terms), tablets=tablets, seed=seed)


def device(number: int) -> str:
    """The device that is enrolled as the tablet of that number."""
    return f"device-{number}"


def enrol(*numbers: int) -> list[str]:
    """Make these tablets known; returns their devices."""
    Tablet.objects.bulk_create(
        [Tablet(number=number, device_id=device(number)) for number in numbers], ignore_conflicts=True
    )
    return [device(number) for number in numbers]


def said(kind: type[_Answer], answers: Iterable[Answer]) -> list[_Answer]:
    """The answers, each of which is of that kind."""
    listed = list(answers)
    assert all(isinstance(answer, kind) for answer in listed), listed
    return cast("list[_Answer]", listed)


def arrive(*devices: str) -> list[PlayerStanding]:
    """Take seats; each device must get one."""
    return said(PlayerStanding, seats_arrive([Arrive(each) for each in devices]).answers)


def survey(player: PlayerStanding, age: int | None = 30, gender: str = "female") -> AnswerSurvey:
    return AnswerSurvey(player.id, player.room_id, age, gender)


def finish(player: PlayerStanding) -> FinishTraining:
    return FinishTraining(player.id, player.room_id)


def choose(player: PlayerStanding, t: int, good: int) -> Choose:
    return Choose(player.id, player.room_id, t, good, None, None, NOON)


def train(player: PlayerStanding, t: int, good: int) -> Train:
    return Train(player.id, player.room_id, t, good, None, None, NOON)


def standings(players: Sequence[PlayerStanding]) -> list[PlayerStanding]:
    """Where these players stand now."""
    found = seats_refresh([player.id for player in players]).players
    return [found[player.id] for player in players]


def standing(room: Room) -> RoomStanding:
    """Where a room stands now."""
    return RoomStanding.of(Room.objects.get(pk=room.pk))


def events(room: Room, kind: str) -> list[dict[str, Any]]:
    """What was noted of a kind, in order."""
    return list(Event.objects.filter(room=room, kind=kind).values_list("data", flat=True))


def other_goods(room: Room, player: PlayerStanding, in_hand: int) -> list[int]:
    """The relative goods that a player with that (absolute) good in hand may ask for."""
    n_goods = room.economy.n_goods
    held = goods.relative(in_hand, player.production_good, player.consumption_good, n_goods)
    return [good for good in range(n_goods) if good != held]


def train_through(room: Room, players: Sequence[PlayerStanding]) -> None:
    """Play every training round, then be done with it."""
    for t in range(room.training_rounds):
        now = standings(players)
        wishes = [other_goods(room, player, player.training_good_in_hand)[0] for player in now]
        said(
            Chosen,
            training_exchange(
                [train(player, t, good) for player, good in zip(now, wishes, strict=True)]
            ).answers,
        )
    said(PlayerStanding, training_finish([finish(player) for player in players]).answers)


def walk(room: Room, to: Step = Step.GAME, *, first_tablet: int = 0) -> list[PlayerStanding]:
    """Enrol a tablet for each seat, and walk the players to a step; they come in the order of the tablets."""
    order = list(Step)
    players = arrive(*enrol(*range(first_tablet, first_tablet + room.size)))
    if order.index(to) > order.index(Step.SURVEY) and room.survey:
        said(PlayerStanding, survey_answer([survey(player) for player in players]).answers)
    if order.index(to) > order.index(Step.TRAINING) and room.training_rounds:
        train_through(room, players)
    if to is Step.END:
        for t in range(room.rounds):
            play_round(room, players, t)
    return standings(players)


def play_round(room: Room, players: Sequence[PlayerStanding], t: int) -> list[Answer]:
    """Everybody asks for the first good that it may ask for."""
    now = standings(players)
    wishes = [other_goods(room, player, player.good_in_hand)[0] for player in now]
    return choices_make([choose(player, t, good) for player, good in zip(now, wishes, strict=True)]).answers


def played(room: Room) -> list[tuple[Any, ...]]:
    """Every choice of a room's game and what came of it, by seat and round."""
    rows = Choice.objects.filter(player__room=room).order_by("phase", "player__seat", "t")
    return list(rows.values_list("phase", "player__seat", "t", "good_in_hand", "desired_good", "success"))


def contents() -> dict[str, list[dict[str, Any]]]:
    """Everything in the database but when devices were last heard, to see that nothing has changed."""
    kinds = [kind for kind in apps.get_app_config("kiosk").get_models() if kind is not Presence]
    return {kind.__name__: list(kind._default_manager.order_by("pk").values()) for kind in kinds}


def open_held(distribution: str = "1/1/1") -> Room:
    load_odds()
    return room_open(make_treatment(distribution), held=True)


def refused(act: Callable[..., object], room: Room, **how: object) -> str:
    """The code with which an act is refused; it has changed nothing."""
    before = contents()
    with pytest.raises(Refusal) as refusal:
        act(room, **how)
    assert contents() == before
    assert str(refusal.value)
    return refusal.value.code
