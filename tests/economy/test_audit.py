from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kiosk.economy import market, training
from kiosk.economy.audit import ChoiceRow, PlayerRow, audit_game, audit_roles, audit_training
from kiosk.economy.goods import Cycle, Economy, relative, seat_roles
from kiosk.economy.violations import TEMPLATES, Violation, ViolationKind
from tests.recordings import columns, room_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIMULATED = Economy((3, 4, 5, 6), Cycle.NEXT)
DISTRIBUTIONS = {"simulated": SIMULATED.distribution, "416": (10, 10, 10), "417": (10, 10, 20, 20)}
SAMPLE = 15
"""Corrupted rows a kind and room; drawn with a fixed seed."""


@dataclass(frozen=True)
class Phase:
    """The record of one phase, and how it is audited."""

    players: dict[int, PlayerRow]
    rows: list[ChoiceRow]
    n_goods: int
    rounds: int
    audit: Callable[..., list[Violation]]

    def violations(self, rows: list[ChoiceRow]) -> list[Violation]:
        return self.audit(self.players, rows, n_goods=self.n_goods, rounds=self.rounds)

    def with_row(self, index: int, *instead: ChoiceRow) -> list[Violation]:
        """What an audit finds when these rows stand instead of one."""
        return self.violations([*self.rows[:index], *instead, *self.rows[index + 1 :]])

    def sampled(self) -> Iterator[tuple[int, ChoiceRow]]:
        for index in random.Random(1).sample(range(len(self.rows)), SAMPLE):
            yield index, self.rows[index]


def recorded(room: str, phase: str, score: str, rounds: int) -> Phase:
    directory = room_directory(int(room))
    players = columns(directory, "players", "player", "production_good", "consumption_good", score)
    rows = columns(directory, phase, "player", "t", "good_in_hand", "desired_good", "success")
    return Phase(
        {player: PlayerRow(*role) for player, *role in players},
        [ChoiceRow(player, t, in_hand, asked, bool(success)) for player, t, in_hand, asked, success in rows],
        len(DISTRIBUTIONS[room]),
        rounds,
        audit_game if score == "score" else audit_training,
    )


def simulated_game(rounds: int = 30) -> Phase:
    """A game in which everybody asks at random."""
    chooser = np.random.default_rng(4)
    production = in_hand = seat_roles(SIMULATED, 4)
    consumption = SIMULATED.consumption_good(production)
    score, rows = np.zeros_like(production), []
    for t in range(rounds):
        asked = (in_hand + chooser.integers(1, 4, production.size)) % 4
        success = market.resolve(in_hand, asked, market.draw(4, t, production.size))
        choices = zip(in_hand.tolist(), asked.tolist(), success.tolist(), strict=True)
        rows += [ChoiceRow(player, t, *choice) for player, choice in enumerate(choices)]
        in_hand, scored = market.settle(in_hand, asked, success, production, consumption)
        score += scored
    roles = zip(production.tolist(), consumption.tolist(), score.tolist(), strict=True)
    return Phase({player: PlayerRow(*role) for player, role in enumerate(roles)}, rows, 4, rounds, audit_game)


def simulated_training(rounds: int = 12) -> Phase:
    """A training in which everybody asks for one good after the other."""
    players, rows = {}, []
    for player, production in enumerate(seat_roles(SIMULATED, 4).tolist()):
        consumption = SIMULATED.consumption_good(production)
        in_hand, score = production, 0
        for t in range(rounds):
            asked = (in_hand + 1 + t % 3) % 4
            held, wanted = (relative(good, production, consumption, 4) for good in (in_hand, asked))
            success = training.exchange(training.TrainingOdds(), 4, player, t, held, wanted)
            rows.append(ChoiceRow(player, t, in_hand, asked, success))
            if success:
                in_hand, score = (production if asked == consumption else asked), score + 1
        players[player] = PlayerRow(production, consumption, score)
    return Phase(players, rows, 4, rounds, audit_training)


@cache
def game_of(room: str) -> Phase:
    return simulated_game() if room == "simulated" else recorded(room, "choices", "score", 50)


@cache
def training_of(room: str) -> Phase:
    if room == "simulated":
        return simulated_training()
    return recorded(room, "training_choices", "training_score", 10)


@pytest.fixture(params=DISTRIBUTIONS)
def game(request: pytest.FixtureRequest) -> Phase:
    return game_of(request.param)


@pytest.fixture(params=DISTRIBUTIONS)
def training_phase(request: pytest.FixtureRequest) -> Phase:
    return training_of(request.param)


@pytest.fixture(
    params=[(phase, room) for phase in ("game", "training") for room in DISTRIBUTIONS], ids="-".join
)
def phase(request: pytest.FixtureRequest) -> Phase:
    phase, room = request.param
    return game_of(room) if phase == "game" else training_of(room)


def codes(violations: list[Violation]) -> list[tuple[int | None, int | None, str]]:
    return [(violation.player, violation.t, violation.kind.value) for violation in violations]


def test_real_and_simulated_rooms_keep_all_rules(phase: Phase) -> None:
    assert phase.violations(phase.rows) == []


def test_rows_may_come_in_any_order(phase: Phase) -> None:
    assert phase.violations(random.Random(2).sample(phase.rows, len(phase.rows))) == []


@pytest.mark.parametrize("room", DISTRIBUTIONS)
def test_roles_of_real_and_simulated_rooms_make_their_economy(room: str) -> None:
    assert audit_roles(game_of(room).players, DISTRIBUTIONS[room]) == []


def test_a_flipped_success_is_reported_at_its_player_and_round_once(game: Phase) -> None:
    for index, row in game.sampled():
        found = game.with_row(index, row._replace(success=not row.success))
        if row.t < game.rounds - 1:
            assert codes(found) == [(row.player, row.t, "wrong_success")]
            assert found[0].facts == {"expected": int(bool(row.success)), "got": int(not row.success)}


def test_a_flipped_success_of_the_last_round_is_reported_at_its_player_or_its_market(game: Phase) -> None:
    for index, row in enumerate(game.rows):
        if row.t == game.rounds - 1:
            (found,) = game.with_row(index, row._replace(success=not row.success))
            consumes = row.asked == game.players[row.player].consumption_good
            if consumes:
                assert codes([found]) == [(row.player, row.t, "wrong_success")]
            else:
                assert codes([found]) == [(None, row.t, "unequal_market")]
                assert {found.facts["a"], found.facts["b"]} == {row.in_hand, row.asked}


def test_a_flipped_success_in_training_is_reported_at_its_player(training_phase: Phase) -> None:
    """And at its round, where the next good in hand tells a success from a failure."""
    for index, row in training_phase.sampled():
        (found,) = training_phase.with_row(index, row._replace(success=not row.success))
        role = training_phase.players[row.player]
        hidden = row.in_hand == role.production_good and row.asked == role.consumption_good
        if hidden or row.t == training_phase.rounds - 1:
            assert codes([found]) == [(row.player, None, "wrong_score")]
        else:
            assert codes([found]) == [(row.player, row.t, "wrong_success")]


@pytest.mark.parametrize("error", [-1, 1])
def test_a_score_off_by_one_is_reported_at_its_player(phase: Phase, error: int) -> None:
    for player, role in phase.players.items():
        wrong = {**phase.players, player: role._replace(score=role.score + error)}
        found = phase.audit(wrong, phase.rows, n_goods=phase.n_goods, rounds=phase.rounds)
        assert codes(found) == [(player, None, "wrong_score")]
        assert found[0].facts == {"expected": role.score, "got": role.score + error}


def test_a_good_from_nowhere_is_reported_where_it_appears_once(phase: Phase) -> None:
    for index, row in phase.sampled():
        for good in set(range(phase.n_goods)) - {row.in_hand}:
            found = phase.with_row(index, row._replace(in_hand=good))
            consumption = good == phase.players[row.player].consumption_good
            kind = "consumption_good_in_hand" if consumption else "wrong_good_in_hand"
            assert codes(found) == [(row.player, row.t, kind)]
            assert found[0].facts["got"] == good


def test_a_player_that_goes_on_with_a_good_from_nowhere_is_reported_once() -> None:
    players = {0: PlayerRow(0, 1, 1)}
    rows = [ChoiceRow(0, 0, 0, 1, success=False)]
    rows += [ChoiceRow(0, 1, 2, 3, success=False), ChoiceRow(0, 2, 2, 1, success=True)]
    assert codes(audit_training(players, rows, n_goods=4, rounds=3)) == [(0, 1, "wrong_good_in_hand")]


def test_a_player_that_asks_for_the_good_expected_in_its_hand_held_what_came() -> None:
    """The good asked for in round 0 was 2; the record says 3, which the player asks for afterwards."""
    players = {0: PlayerRow(0, 1, 3)}
    rows = [ChoiceRow(0, 0, 0, 3, success=True)]
    rows += [ChoiceRow(0, 1, 2, 3, success=True), ChoiceRow(0, 2, 3, 1, success=True)]
    assert codes(audit_training(players, rows, n_goods=4, rounds=3)) == [(0, 1, "wrong_good_in_hand")]


def test_a_missing_row_is_reported_where_it_should_be(phase: Phase) -> None:
    for index, row in phase.sampled():
        assert codes(phase.with_row(index)) == [(row.player, row.t, "missing_row")]


def test_a_duplicated_row_is_reported_where_it_is(phase: Phase) -> None:
    for index, row in phase.sampled():
        assert codes(phase.with_row(index, row, row)) == [(row.player, row.t, "duplicated_row")]


def test_a_row_of_nobody_is_reported_and_missed_where_it_should_be(phase: Phase) -> None:
    for index, row in phase.sampled():
        found = phase.with_row(index, row._replace(player=999))
        assert codes(found) == [(row.player, row.t, "missing_row"), (999, row.t, "unknown_player")]


@pytest.mark.parametrize("beyond", [-1, 1000])
def test_a_row_of_no_round_is_reported_and_missed_where_it_should_be(phase: Phase, beyond: int) -> None:
    index, row = next(phase.sampled())
    found = phase.with_row(index, row._replace(t=beyond))
    assert set(codes(found)) == {
        (row.player, row.t, "missing_row"),
        (row.player, beyond, "unknown_round"),
    }


@pytest.mark.parametrize("good", [-1, 4])
def test_a_good_out_of_range_is_reported_where_it_is(phase: Phase, good: int) -> None:
    for index, row in phase.sampled():
        for wrong in (row._replace(in_hand=good), row._replace(asked=good)):
            (found,) = phase.with_row(index, wrong)
            assert codes([found]) == [(row.player, row.t, "good_out_of_range")]
            assert found.facts == {"most": phase.n_goods - 1, "got": good}


def test_asking_for_the_good_in_hand_is_reported_where_it_is(phase: Phase) -> None:
    for index, row in phase.sampled():
        found = phase.with_row(index, row._replace(asked=row.in_hand))
        assert codes(found) == [(row.player, row.t, "asked_good_in_hand")]


def test_a_round_without_an_outcome_is_reported_where_it_is(phase: Phase) -> None:
    for index, row in phase.sampled():
        found = phase.with_row(index, row._replace(success=None))
        assert codes(found) == [(row.player, row.t, "undecided_success")]


def test_a_market_with_unequal_sides_is_reported() -> None:
    """Two ask for 1 and one for 0; both of the former succeed."""
    players = {0: PlayerRow(0, 2, 0), 1: PlayerRow(0, 2, 0), 2: PlayerRow(1, 0, 1)}
    rows = [ChoiceRow(player, 0, player // 2, 1 - player // 2, success=True) for player in players]
    (found,) = audit_game(players, rows, n_goods=3, rounds=1)
    assert codes([found]) == [(None, 0, "unequal_market")]
    assert found.message == (
        "Round 0, market of goods 0 and 1: expected as many successes on both sides, got 2 for 1 and 1 for 0."
    )


def test_a_market_that_leaves_possible_exchanges_out_is_reported() -> None:
    players = {0: PlayerRow(0, 2, 0), 1: PlayerRow(1, 0, 0)}
    rows = [ChoiceRow(player, 0, player, 1 - player, success=False) for player in players]
    (found,) = audit_game(players, rows, n_goods=3, rounds=1)
    assert codes([found]) == [(None, 0, "uncleared_market")]
    assert found.facts["expected"] == 1


def test_two_mistakes_in_different_rounds_are_both_reported_where_they_are(game: Phase) -> None:
    chosen = [row for row in game.rows if row.player in (2, 5) and row.t in (7, 19)]
    first, second = chosen[0], chosen[-1]
    wrong = {first: first._replace(success=not first.success), second: second._replace(asked=-1)}
    found = game.violations([wrong.get(row, row) for row in game.rows])
    assert set(codes(found)) == {
        (first.player, first.t, "wrong_success"),
        (second.player, second.t, "good_out_of_range"),
    }


def test_a_wrong_role_is_reported_at_its_player() -> None:
    record = simulated_game()
    role = record.players[3]
    wrong = {**record.players, 3: role._replace(consumption_good=(role.consumption_good + 1) % 4)}
    assert codes(audit_roles(wrong, SIMULATED.distribution)) == [(3, None, "wrong_role")]


def test_a_wrong_number_of_producers_is_reported_for_each_good() -> None:
    record = simulated_game()
    found = audit_roles(record.players, (4, 3, 5, 6))
    assert [violation.facts for violation in found] == [
        {"good": 0, "expected": 4, "got": 3},
        {"good": 1, "expected": 3, "got": 4},
    ]


def test_every_kind_of_violation_has_a_sentence() -> None:
    assert TEMPLATES.keys() == set(ViolationKind)
