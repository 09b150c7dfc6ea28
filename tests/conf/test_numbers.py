from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conf.numbers import TabletNumbers


def test_ranges_and_numbers_are_read_sorted_and_joined() -> None:
    assert str(TabletNumbers.parse("40, 0-15,16 ,90-103")) == "0-16,40,90-103"


@given(st.sets(st.integers(0, 300)))
def test_what_is_written_is_read_back(numbers: set[int]) -> None:
    written = TabletNumbers.of(numbers)
    assert set(written) == numbers
    assert len(written) == len(numbers)
    assert TabletNumbers.parse(str(written)) == written


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_the_intersection_is_what_both_contain(first: set[int], second: set[int]) -> None:
    assert set(TabletNumbers.of(first) & TabletNumbers.of(second)) == first & second


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("16-0", "the range '16-0' runs backwards: expected '0-16'"),
        ("1,a", "expected numbers and ranges such as '0-16,40', got 'a'"),
        ("0-16,", "expected numbers and ranges such as '0-16,40', got ''"),
        ("-3", "expected numbers and ranges such as '0-16,40', got '-3'"),
        ("0-16,16", "number 16 is named twice in '0-16,16'"),
        ("0-1000000", "expected tablet numbers up to 99999, got '0-1000000'"),
    ],
)
def test_a_slip_is_told_with_what_was_expected(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"expected|twice") as refused:
        TabletNumbers.parse(text)
    assert str(refused.value) == sentence
