from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.utils import translation

from kiosk.archive.recording import Recording, RecordingError
from kiosk.archive.store import recording_of
from kiosk.archive.verify import sentence, violations
from kiosk.economy.violations import ViolationKind
from kiosk.models import Choice, Phase, Player
from kiosk.services.requests import Chosen
from kiosk.services.rounds import choices_make
from tests.sessions import choose, open_room, other_goods, play_round, said, standings, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def played() -> Recording:
    """A session of nine players who ask at random, from its first step to its end."""
    room = open_room("2/3/4", rounds=6)
    players = walk(room)
    chance = random.Random(7)
    for t in range(room.rounds):
        wishes = [
            choose(player, t, chance.choice(other_goods(room, player, player.good_in_hand)))
            for player in standings(players)
        ]
        said(Chosen, choices_make(wishes).answers)
    return recording_of(room)


def test_a_room_that_was_played_here_has_no_violation(played: Recording) -> None:
    assert violations(played) == []


def test_a_score_off_by_one_is_reported_at_its_player(played: Recording) -> None:
    players = list(played.players)
    players[4] = replace(players[4], score=players[4].score + 1)
    (found,) = violations(replace(played, players=players))
    assert (found.kind, found.player) == (ViolationKind.WRONG_SCORE, 4)
    assert sentence(found) == found.message or "4" in sentence(found)


@pytest.mark.parametrize("place", [0, 20, 40])
def test_a_missing_row_is_reported_where_it_is_missing(played: Recording, place: int) -> None:
    gone = played.choices[place]
    rest = [row for row in played.choices if row is not gone]
    found = violations(replace(played, choices=rest))
    assert (ViolationKind.MISSING_ROW, gone.player, gone.t) in [(v.kind, v.player, v.t) for v in found]


def test_what_is_wrong_in_the_training_says_that_it_is_there(played: Recording) -> None:
    gone = played.training[3]
    rest = [row for row in played.training if row is not gone]
    (found,) = violations(replace(played, training=rest))
    with translation.override("en"):
        told = f"Training: Player {gone.player}, round {gone.t}: there is no choice."
        assert (found.training, sentence(found)) == (True, told)


def test_a_draw_that_keeps_the_rules_but_is_not_the_seeds_is_reported(played: Recording) -> None:
    other = replace(played, room=replace(played.room, seed=(played.room.seed or 0) + 1))
    found = violations(other)
    assert found
    assert {violation.kind for violation in found} == {ViolationKind.WRONG_SUCCESS}


def test_a_room_that_is_still_being_played_has_no_violation() -> None:
    room = open_room("1/1/1", rounds=6)
    players = walk(room)
    for t in range(2):
        play_round(room, players, t)
    first = standings(players)[0]
    good = other_goods(room, first, first.good_in_hand)[0]
    said(Chosen, choices_make([choose(first, 2, good)]).answers)
    running = recording_of(room)
    assert running.rounds_closed == 2
    assert violations(running) == []


def test_a_player_described_twice_is_a_sentence(played: Recording) -> None:
    with pytest.raises(RecordingError, match="expected player 0 once, got it 2 times"):
        violations(replace(played, players=[*played.players, played.players[0]]))


def test_an_export_tells_what_the_database_holds(played: Recording) -> None:
    assert len(played.choices) == Choice.objects.filter(phase=Phase.GAME).count() == 54
    assert [row.score for row in played.players] == list(
        Player.objects.order_by("seat").values_list("score", flat=True)
    )
    assert [event.kind for event in played.events if event.kind == "round_closed"] == ["round_closed"] * 6
