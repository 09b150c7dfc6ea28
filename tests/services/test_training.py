from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from kiosk.economy import training
from kiosk.economy.goods import relative
from kiosk.models import Choice, Phase, Room, Step
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Chosen
from kiosk.services.training import training_exchange
from tests.sessions import arrive, device, open_room, other_goods, said, standings, train, walk

if TYPE_CHECKING:
    from kiosk.services.standing import PlayerStanding

pytestmark = pytest.mark.django_db

ROUNDS = 12


@pytest.fixture
def room() -> Room:
    return open_room("1/1/1/1", training_rounds=ROUNDS, seed=5)


@pytest.fixture
def player(room: Room) -> PlayerStanding:
    return walk(room, Step.TRAINING)[0]


def exchange(player: PlayerStanding, t: int, good: int) -> Chosen:
    return said(Chosen, training_exchange([train(player, t, good)]).answers)[0]


def refused(player: PlayerStanding, t: int, good: int) -> str:
    before = list(Choice.objects.values()), standings([player])
    (refusal,) = said(Refusal, training_exchange([train(player, t, good)]).answers)
    assert (list(Choice.objects.values()), standings([player])) == before
    return refusal.code


def play(room: Room, player: PlayerStanding, rounds: int, chance: random.Random) -> list[tuple[int, Chosen]]:
    """(good asked for, what came of it) of each round from where the player stands."""
    played = []
    (now,) = standings([player])
    for t in range(now.training_t, now.training_t + rounds):
        good = chance.choice(other_goods(room, now, now.training_good_in_hand))
        played.append((good, exchange(player, t, good)))
        (now,) = standings([player])
    return played


def test_every_success_scores_a_point_and_moves_goods_as_in_the_game(
    room: Room, player: PlayerStanding
) -> None:
    in_hand, score = player.production_good, 0
    outcomes: Counter[bool | None] = Counter()
    for _, chosen in play(room, player, ROUNDS, random.Random(3)):
        outcomes[chosen.success] += 1
        if chosen.success:
            score += 1
            consumed = chosen.asked == player.consumption_good
            in_hand = player.production_good if consumed else chosen.asked
        assert (chosen.good_in_hand, chosen.score) == (in_hand, score)
    assert outcomes.keys() == {True, False}
    (now,) = standings([player])
    assert (now.training_t, now.training_good_in_hand, now.training_score) == (ROUNDS, in_hand, score)
    assert (now.good_in_hand, now.score) == (player.production_good, 0)


def test_the_partner_decides_by_the_odds_and_the_rooms_seed(room: Room, player: PlayerStanding) -> None:
    play(room, player, ROUNDS, random.Random(4))
    odds = training.TrainingOdds()
    for choice in Choice.objects.filter(phase=Phase.TRAINING):
        held, asked = (
            relative(good, player.production_good, player.consumption_good, 4)
            for good in (choice.good_in_hand, choice.desired_good)
        )
        expected = training.exchange(odds, room.seed, player.seat, choice.t, held, asked)
        assert choice.success is expected


def test_the_odds_are_those_of_the_day_the_room_was_opened() -> None:
    room = open_room(training_rounds=ROUNDS)
    room.odds = dict.fromkeys(room.odds, 1.0)
    room.save()
    player = walk(room, Step.TRAINING)[0]
    assert all(chosen.success for _, chosen in play(room, player, ROUNDS, random.Random(3)))


def test_a_round_repeated_at_once_or_much_later_gets_the_same_answer(
    room: Room, player: PlayerStanding
) -> None:
    played: list[tuple[int, Chosen]] = []
    for _ in range(ROUNDS):
        ((good, first),) = play(room, player, 1, random.Random(len(played)))
        assert exchange(player, first.t, good) == first
        played.append((good, first))
    for good, chosen in reversed(played):
        assert exchange(player, chosen.t, good) == chosen
    assert Choice.objects.count() == ROUNDS


def test_a_round_repeated_in_the_same_batch_is_played_once(room: Room, player: PlayerStanding) -> None:
    first, again = said(Chosen, training_exchange([train(player, 0, 2), train(player, 0, 2)]).answers)
    assert first == again
    assert Choice.objects.count() == 1
    assert standings([player])[0].training_t == 1


def test_two_rounds_may_come_in_one_batch(room: Room, player: PlayerStanding) -> None:
    ((good, first),) = play(room, player, 1, random.Random(1))
    (now,) = standings([player])
    following = other_goods(room, now, now.training_good_in_hand)[0]
    again, second = said(
        Chosen, training_exchange([train(player, 0, good), train(player, 1, following)]).answers
    )
    assert (again, second.t) == (first, 1)


def test_a_tablet_that_restarts_in_the_middle_goes_on_where_it_was(
    room: Room, player: PlayerStanding
) -> None:
    *_, (_, last) = play(room, player, 5, random.Random(2))
    (back,) = arrive(device(0))
    assert back.step is Step.TRAINING
    assert (back.training_t, back.training_good_in_hand, back.training_score) == (
        5,
        last.good_in_hand,
        last.score,
    )
    play(room, player, ROUNDS - 5, random.Random(2))
    assert standings([player])[0].training_t == ROUNDS


def test_what_cannot_be_asked_for_is_refused_and_changes_nothing(room: Room, player: PlayerStanding) -> None:
    assert refused(player, 0, 0) == "good_in_hand"
    assert refused(player, 0, 4) == "good_out_of_range"
    assert refused(player, 0, -1) == "good_out_of_range"
    assert refused(player, 1, 1) == "future_round"
    ((good, _),) = play(room, player, 1, random.Random(1))
    other = next(each for each in range(1, 4) if each != good)
    assert refused(player, 0, other) == "past_round"


def test_there_is_no_round_after_the_last(room: Room, player: PlayerStanding) -> None:
    play(room, player, ROUNDS, random.Random(6))
    (now,) = standings([player])
    good = other_goods(room, now, now.training_good_in_hand)[0]
    assert refused(player, ROUNDS, good) == "future_round"


def test_each_player_trains_at_its_own_pace(room: Room, player: PlayerStanding) -> None:
    players = [player, *arrive(*map(device, range(1, 4)))]
    play(room, players[1], 3, random.Random(1))
    play(room, players[2], 7, random.Random(1))
    assert [now.training_t for now in standings(players)] == [0, 3, 7, 0]
