from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kiosk.archive.store import recording_of, room_replay
from kiosk.models import Choice, Phase, Player, Room, Step
from kiosk.services.conduct import room_close
from kiosk.services.rounds import choices_make
from tests.sessions import (
    NOON,
    arrive,
    choose,
    device,
    open_room,
    other_goods,
    played,
    standing,
    standings,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kiosk.services.requests import Choose
    from kiosk.services.standing import PlayerStanding

pytestmark = pytest.mark.django_db

ECONOMIES = [("1/1/1", "next"), ("4/2/3", "previous"), ("2/3/2/4", "next"), ("3/1/2/1/2", "previous")]
ROUNDS = 12


class Row(NamedTuple):
    """A choice of the game as it is kept."""

    t: int
    seat: int
    in_hand: int
    asked: int
    success: bool | None
    production_good: int
    consumption_good: int


def kept(room: Room) -> list[Row]:
    rows = Choice.objects.filter(player__room=room, phase=Phase.GAME).order_by("t", "player__seat")
    return [
        Row(*row)
        for row in rows.values_list(
            "t",
            "player__seat",
            "good_in_hand",
            "desired_good",
            "success",
            "player__production_good",
            "player__consumption_good",
        )
    ]


def rounds_of(rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
    for t, round_rows in groupby(rows, key=lambda row: row.t):
        yield t, list(round_rows)


def requests(room: Room, players: Sequence[PlayerStanding], t: int, chance: random.Random) -> list[Choose]:
    return [
        choose(player, t, chance.choice(other_goods(room, player, player.good_in_hand)))
        for player in standings(players)
    ]


def play(room: Room, players: Sequence[PlayerStanding], chance: random.Random) -> None:
    for t in range(room.rounds):
        choices_make(requests(room, players, t, chance))


def require_market_law(rows: Sequence[Row]) -> None:
    """Of each pair of goods, as many succeed on each side as there are on the shorter one."""
    wanted = Counter((row.in_hand, row.asked) for row in rows)
    done = Counter((row.in_hand, row.asked) for row in rows if row.success)
    for (held, asked), count in wanted.items():
        assert done[held, asked] == min(count, wanted[asked, held])


@pytest.mark.parametrize(("distribution", "cycle"), ECONOMIES)
def test_random_play_keeps_the_laws_of_the_market(distribution: str, cycle: str) -> None:
    room = open_room(distribution, cycle=cycle, rounds=ROUNDS, seed=17)
    players = walk(room)
    play(room, players, random.Random(distribution))
    in_hand = {player.seat: player.production_good for player in players}
    score: Counter[int] = Counter()
    for t, rows in rounds_of(kept(room)):
        assert [row.seat for row in rows] == list(range(room.size)), t
        assert {row.seat: row.in_hand for row in rows} == in_hand
        assert all(row.in_hand != row.consumption_good for row in rows)
        require_market_law(rows)
        handed_in = Counter(row.in_hand for row in rows if row.success)
        handed_out = Counter(row.asked for row in rows if row.success)
        assert handed_in == handed_out
        for row in rows:
            if row.success:
                consumed = row.asked == row.consumption_good
                score[row.seat] += consumed
                in_hand[row.seat] = row.production_good if consumed else row.asked
    now = standings(players)
    assert {player.seat: player.good_in_hand for player in now} == in_hand
    assert {player.seat: player.score for player in now} == {seat: score[seat] for seat in in_hand}
    assert score.total() > 0
    assert standing(room).step is Step.END


def test_the_same_seed_and_the_same_choices_play_the_same_game_bit_for_bit() -> None:
    games = []
    for seed in (23, 23, 24):
        room = open_room("3/2/4", rounds=ROUNDS, seed=seed)
        play(room, walk(room), random.Random(5))
        games.append(played(room))
        room_close(room)
    assert games[0] == games[1]
    assert games[0] != games[2]


@pytest.mark.parametrize("order", range(3))
def test_the_order_in_which_choices_arrive_decides_nothing(order: int) -> None:
    games = []
    shuffled = random.Random(order)
    for one_by_one in (False, True):
        room = open_room("3/2/4", rounds=6, seed=29)
        players, chance = walk(room), random.Random(6)
        for t in range(room.rounds):
            arriving = requests(room, players, t, chance)
            if one_by_one:
                shuffled.shuffle(arriving)
                for request in arriving:
                    choices_make([request])
            else:
                choices_make(arriving)
        games.append(played(room))
        room_close(room)
    assert games[0] == games[1]


def recorded() -> Room:
    """A room that was played to its end, in training and game."""
    room = open_room("3/2/4", rounds=ROUNDS, seed=31, cycle="previous")
    play(room, walk(room), random.Random(8))
    room_close(room)
    return room


def test_a_replay_of_the_same_choices_is_the_recording_with_every_seat_role_and_draw() -> None:
    room = recorded()
    replay = room_replay(recording_of(room))
    assert replay.pk != room.pk
    players = walk(replay)
    assert [player.tablet for player in players] == list(range(room.size))
    play(replay, players, random.Random(8))
    assert played(replay) == played(room)
    outcomes = ("seat", "tablet__number", "production_good", "good_in_hand", "score", "training_score")
    assert list(replay.players.values_list(*outcomes)) == list(room.players.values_list(*outcomes))


def test_a_replay_takes_its_draws_from_the_recording_and_not_from_a_seed() -> None:
    room = recorded()
    replay = room_replay(recording_of(room))
    Room.objects.filter(pk=replay.pk).update(seed=room.seed + 1)
    play(replay, walk(replay), random.Random(8))
    assert played(replay) == played(room)


def test_where_choices_differ_from_the_recording_the_draws_are_legal_and_recorded_winners_come_first() -> (
    None
):
    room = recorded()
    won = {(row.t, row.seat) for row in kept(room) if row.success}
    replay = room_replay(recording_of(room))
    play(replay, walk(replay), random.Random(99))
    rows = kept(replay)
    assert [row.asked for row in rows] != [row.asked for row in kept(room)]
    for t, round_rows in rounds_of(rows):
        require_market_law(round_rows)
        for _, side in groupby(sorted(round_rows, key=_side), key=_side):
            winners, losers = _split(list(side), t, won)
            assert not (losers and not all(winners)), "a recorded winner lost where another won"


def _side(row: Row) -> tuple[int, int]:
    return row.in_hand, row.asked


def _split(side: list[Row], t: int, won: set[tuple[int, int]]) -> tuple[list[bool], list[Row]]:
    """Whether each who succeeded had won in the recording; and who had won in it, and failed."""
    winners = [(t, row.seat) in won for row in side if row.success]
    return winners, [row for row in side if not row.success and (t, row.seat) in won]


def test_a_tablet_of_the_recording_gets_its_own_seat_back_and_a_stranger_none() -> None:
    replay = room_replay(recording_of(recorded()))
    for number in (5, 0, 8):
        (player,) = arrive(device(number))
        assert (player.seat, player.tablet, player.room_id) == (number, number, replay.pk)
    assert Player.objects.filter(room=replay, step=Step.SURVEY).count() == 3


def test_times_are_kept_as_the_client_and_the_server_say_them() -> None:
    room = open_room(rounds=1)
    players = walk(room)
    first, *others = requests(room, players, 0, random.Random(1))
    shown, answered = NOON + timedelta(seconds=1), NOON + timedelta(seconds=2.5)
    choices_make([replace(first, shown_at=shown, answered_at=answered), *others])
    times = ("shown_at", "answered_at", "received_at", "resolved_at")
    said_times, *unsaid = Choice.objects.filter(phase=Phase.GAME).order_by("player__seat").values_list(*times)
    assert said_times[:3] == (shown, answered, NOON)
    assert {row[:3] for row in unsaid} == {(None, None, NOON)}
    assert {row[3] for row in unsaid} == {said_times[3]} != {None}
