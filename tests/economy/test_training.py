from __future__ import annotations

import csv

import numpy as np
import pytest

from kiosk.economy.training import TrainingOdds, exchange
from tests.recordings import DATA

ODDS = TrainingOdds()
WRITTEN = {
    "production>consumption": 0.4,
    "production>other": 0.8,
    "other>production": 0.5,
    "other>consumption": 0.8,
    "other>other": 0.5,
}


def test_the_odds_are_those_of_the_recorded_experiment() -> None:
    table = DATA / "training_probabilities.csv"
    if not table.is_file():
        pytest.skip("needs the recorded training probabilities, which are not beside this checkout")
    with table.open(newline="", encoding="utf-8") as file:
        recorded = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    assert len(recorded) == 9
    for in_hand, asked, probability in recorded:
        assert ODDS.probability(int(in_hand), int(asked)) == probability


def test_goods_beyond_the_fourth_are_other_goods_too() -> None:
    assert ODDS.probability(0, 7) == ODDS.probability(0, 2)
    assert ODDS.probability(7, 5) == ODDS.probability(3, 2)
    assert ODDS.probability(7, 1) == ODDS.probability(3, 1)


@pytest.mark.parametrize(("in_hand", "asked"), [(0, 0), (2, 2), (1, 0), (-1, 0), (0, -2)])
def test_an_exchange_that_cannot_be_is_refused(in_hand: int, asked: int) -> None:
    with pytest.raises(ValueError, match=f"got {in_hand} and {asked}"):
        exchange(ODDS, 1, 0, 0, in_hand, asked)


@pytest.mark.parametrize(("in_hand", "asked"), [(0, 1), (0, 2), (2, 0), (2, 1), (2, 3)])
def test_partners_accept_as_often_as_the_odds_say(in_hand: int, asked: int) -> None:
    """4,000 draws with fixed seeds; a right program would fail one of the five with chance 3e-4 (4 sigma)."""
    draws = [exchange(ODDS, 5, seat, t, in_hand, asked) for seat in range(80) for t in range(50)]
    probability = ODDS.probability(in_hand, asked)
    error = np.sqrt(probability * (1 - probability) / len(draws))
    assert abs(np.mean(draws) - probability) < 4 * error


def test_a_repeated_request_gets_the_same_answer() -> None:
    answers = {t: exchange(ODDS, 9, 3, t, 0, 1) for t in range(50)}
    assert answers == {t: exchange(ODDS, 9, 3, t, 0, 1) for t in reversed(range(50))}
    assert set(answers.values()) == {True, False}


def test_seats_have_partners_of_their_own() -> None:
    seats = {tuple(exchange(ODDS, 9, seat, t, 0, 1) for t in range(50)) for seat in range(20)}
    assert len(seats) == 20


def test_certain_and_impossible_exchanges_are_certain_and_impossible() -> None:
    odds = TrainingOdds(production_to_consumption=0, production_to_other=1)
    assert not any(exchange(odds, 1, seat, 0, 0, 1) for seat in range(100))
    assert all(exchange(odds, 1, seat, 0, 0, 2) for seat in range(100))


@pytest.mark.parametrize("probability", [1.2, -0.1, float("nan")])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="expected a probability from 0 to 1 as other_to_other"):
        TrainingOdds(other_to_other=probability)


def test_written_odds_are_read() -> None:
    assert TrainingOdds.from_mapping(WRITTEN) == ODDS
    assert TrainingOdds.from_mapping(WRITTEN | {"other>other": 1}).other_to_other == 1


@pytest.mark.parametrize(
    "written", [{}, WRITTEN | {"consumption>other": 0.5}, {**WRITTEN, "other>none": 1}, {"other>other": 0.5}]
)
def test_written_odds_with_a_pair_too_many_or_too_few_are_refused(written: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected the training odds other>consumption, "):
        TrainingOdds.from_mapping(written)
