from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from kiosk.models import Choice, Room, Step
from kiosk.services.stalls import Silence
from kiosk.services.training import training_exchange
from kiosk.upkeep.metrics import REGISTRY
from kiosk.upkeep.watchdog import SLOWER, Watchdog
from tests.sessions import arrive, enrol, events, open_room, play_round, train, walk

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.services.standing import PlayerStanding

pytestmark = pytest.mark.django_db

PATIENCE = timedelta(seconds=60)


class Evening:
    """A watchdog, and time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.watchdog = Watchdog(PATIENCE, lambda: self.now)
        self.watchdog.look()

    def after(self, patience: float) -> list[int]:
        """The rooms that stand still when so many times the patience has passed."""
        self.now += patience * PATIENCE
        return [stall.room_id for stall in self.watchdog.look()]


@pytest.fixture
def room() -> Room:
    return open_room("1/1/1")


def test_a_room_that_nobody_moves_is_noticed_logged_written_down_and_counted(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    walk(room)
    evening = Evening()
    assert evening.after(0.5) == []
    began = evening.now - 0.5 * PATIENCE
    assert evening.after(0.6) == [room.pk]
    assert evening.after(1) == [room.pk]
    (told,) = caplog.messages
    since = timezone.localtime(began).strftime("%H:%M:%S")
    assert told == (
        f"Room {room.pk} stands still in round 0 of the game since {since}, 3 missing: "
        "never connected: tablet 0, tablet 1, tablet 2"
    )
    assert len(events(room, "room_stalled")) == 1
    assert REGISTRY.get_sample_value("ganomics_stalled_rooms") == 1
    assert REGISTRY.get_sample_value("ganomics_missing_players", {"silence": Silence.NEVER_CONNECTED}) == 3
    assert REGISTRY.get_sample_value("ganomics_rooms", {"step": "game"}) == 1


def test_a_room_that_moves_does_not_stand_still(room: Room) -> None:
    players = walk(room)
    evening = Evening()
    assert evening.after(0.9) == []
    play_round(room, players, 0)
    assert evening.after(0.9) == []
    assert evening.after(1.1) == [room.pk]
    play_round(room, players, 1)
    assert evening.after(0) == []
    assert REGISTRY.get_sample_value("ganomics_stalled_rooms") == 0


def test_a_room_that_nobody_has_come_to_yet_is_not_under_way(room: Room) -> None:
    evening = Evening()
    assert evening.after(100) == []
    arrive(*enrol(0))
    assert evening.after(0) == []
    assert evening.after(SLOWER + 1) == [room.pk]


def test_reading_and_answering_may_take_longer_than_a_choice(room: Room) -> None:
    walk(room, Step.SURVEY)
    evening = Evening()
    assert evening.after(SLOWER - 1) == []
    assert evening.after(2) == [room.pk]


def test_who_trains_is_busy(room: Room) -> None:
    players = walk(room, Step.TRAINING)
    evening = Evening()
    evening.after(SLOWER - 1)
    exchange(players[0], evening.now)
    assert evening.after(2) == []
    assert evening.after(SLOWER) == [room.pk]


def exchange(player: PlayerStanding, at: datetime) -> None:
    """A training round that is played at that moment."""
    training_exchange([train(player, 0, 1)])
    Choice.objects.filter(player=player.id).update(received_at=at)


def test_a_room_that_is_closed_or_at_its_end_is_left_alone(room: Room) -> None:
    walk(room, Step.END)
    evening = Evening()
    assert evening.after(100) == []
