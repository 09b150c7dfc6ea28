from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.models import Choice, Room
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Chosen
from kiosk.services.rounds import choices_make
from tests.sessions import choose, events, open_room, other_goods, played, said, standing, standings, walk

if TYPE_CHECKING:
    from kiosk.services.standing import PlayerStanding

pytestmark = pytest.mark.django_db

ROUNDS = 6


@pytest.fixture
def room() -> Room:
    return open_room("2/1/2", rounds=ROUNDS, seed=3)


@pytest.fixture
def players(room: Room) -> list[PlayerStanding]:
    return walk(room)


def make(player: PlayerStanding, t: int, good: int) -> Answer:
    return choices_make([choose(player, t, good)]).answers[0]


def wishes(room: Room, players: list[PlayerStanding], t: int) -> list[int]:
    """Relative goods that differ from round to round and from player to player."""
    now = standings(players)
    options = [other_goods(room, player, player.good_in_hand) for player in now]
    return [each[(t + seat) % len(each)] for seat, each in enumerate(options)]


def code(answer: Answer) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_a_choice_repeated_before_the_round_closes_is_kept_once(
    room: Room, players: list[PlayerStanding]
) -> None:
    good = wishes(room, players, 0)[0]
    first = make(players[0], 0, good)
    assert make(players[0], 0, good) == first
    assert said(Chosen, [first])[0].success is None
    assert Choice.objects.filter(player__room=room, phase="game").count() == standing(room).arrived == 1


def test_a_choice_repeated_in_the_same_batch_is_kept_once(room: Room, players: list[PlayerStanding]) -> None:
    goods = wishes(room, players, 0)
    requests = [choose(player, 0, good) for player, good in zip(players, goods, strict=True)]
    answers = choices_make([*requests[1:], *requests[1:][::-1]]).answers
    assert answers == [*answers[:4], *answers[:4][::-1]]
    assert standing(room).arrived == 4


def test_repetitions_in_the_batch_that_closes_the_round_do_not_close_it_again(
    room: Room, players: list[PlayerStanding]
) -> None:
    goods = wishes(room, players, 0)
    requests = [choose(player, 0, good) for player, good in zip(players, goods, strict=True)]
    committed = choices_make([*requests, *requests[::-1]])
    assert [closed.t for closed in committed.closed] == [0]
    assert events(room, "round_closed") == [{"t": 0}]
    assert (standing(room).t, standing(room).arrived) == (1, 0)


def test_every_old_round_repeated_gets_its_own_result_score_and_good(
    room: Room, players: list[PlayerStanding]
) -> None:
    told: dict[tuple[int, int], tuple[int, Answer]] = {}
    for t in range(ROUNDS):
        goods = wishes(room, players, t)
        requests = [choose(player, t, good) for player, good in zip(players, goods, strict=True)]
        choices_make(requests)
        for request, good, answer in zip(requests, goods, choices_make(requests).answers, strict=True):
            told[request.player_id, t] = good, answer
    by_id = {player.id: player for player in players}
    for (player_id, t), (good, answer) in sorted(told.items(), reverse=True):
        assert make(by_id[player_id], t, good) == answer
    successes = [said(Chosen, [answer])[0].success for _, answer in told.values()]
    assert {*successes} == {True, False}


def test_the_results_that_are_told_are_those_that_are_kept(room: Room, players: list[PlayerStanding]) -> None:
    for t in range(ROUNDS):
        goods = wishes(room, players, t)
        committed = choices_make(
            [choose(player, t, good) for player, good in zip(players, goods, strict=True)]
        )
        (closed,) = committed.closed
        now = standings(players)
        for player, stands in zip(players, now, strict=True):
            result = closed.results[player.id]
            assert (result.good_in_hand, result.score) == (stands.good_in_hand, stands.score)
            assert result.success == stands.last_success
            assert stands.asked is None


def test_another_good_for_a_round_is_refused_while_it_is_open_and_after(
    room: Room, players: list[PlayerStanding]
) -> None:
    goods = wishes(room, players, 0)
    make(players[0], 0, goods[0])
    other = next(good for good in range(3) if good != goods[0])
    refused = make(players[0], 0, other)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.facts) == ("already_chosen", {"expected": goods[0], "t": 0, "got": other})
    assert [row[4] for row in played(room) if row[0] == "game"] == [
        said(Chosen, [make(players[0], 0, goods[0])])[0].asked
    ]
    choices_make([choose(player, 0, good) for player, good in zip(players[1:], goods[1:], strict=True)])
    before = played(room)
    assert code(make(players[0], 0, other)) == "past_round"
    assert played(room) == before


def test_rounds_that_were_never_chosen_in_are_refused_as_past_or_future(
    room: Room, players: list[PlayerStanding]
) -> None:
    good = wishes(room, players, 0)[0]
    assert code(make(players[0], 1, good)) == "future_round"
    assert code(make(players[0], 10**5, good)) == "future_round"
    assert code(make(players[0], 0, -1)) == code(make(players[0], 0, 3)) == "good_out_of_range"
    assert code(make(players[0], 0, 0)) == "good_in_hand"
    Room.objects.filter(pk=room.pk).update(t=2)
    assert code(make(players[0], 1, good)) == "past_round"
    assert standing(room).arrived == 0


def test_a_refused_choice_does_not_fail_the_others_of_its_batch(
    room: Room, players: list[PlayerStanding]
) -> None:
    goods = wishes(room, players, 0)
    requests = [choose(player, 0, good) for player, good in zip(players, goods, strict=True)]
    bad = [choose(players[0], 4, goods[0]), choose(players[1], 0, 99), choose(players[2], 0, 0)]
    answers = choices_make([*bad, *requests]).answers
    assert [code(answer) for answer in answers[:3]] == ["future_round", "good_out_of_range", "good_in_hand"]
    assert len(said(Chosen, answers[3:])) == len(players)
    assert standing(room).t == 1


def test_choices_of_several_rooms_close_their_rounds_in_one_batch() -> None:
    first, second = open_room(tablets="0-2"), open_room("1/2/1", tablets="10-13")
    players = {room: walk(room, first_tablet=tablet) for room, tablet in ((first, 0), (second, 10))}
    requests = [
        choose(player, 0, other_goods(room, player, player.good_in_hand)[0])
        for room, seated in players.items()
        for player in seated
    ]
    committed = choices_make(requests[::-1])
    assert {closed.room.id for closed in committed.closed} == {first.pk, second.pk}
    assert (standing(first).t, standing(second).t) == (1, 1)
