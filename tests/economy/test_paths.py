from __future__ import annotations

import pytest

from kiosk.economy.paths import path_table, simple_paths


@pytest.mark.parametrize(("n_goods", "n_paths"), [(3, 2), (4, 5), (5, 16), (6, 65)])
def test_there_are_as_many_paths_as_the_paper_says(n_goods: int, n_paths: int) -> None:
    assert len(set(simple_paths(0, n_goods - 1, n_goods))) == n_paths
    assert path_table(n_goods).shape == (n_goods, n_goods, n_paths, n_goods)


def test_paths_come_by_length_and_then_by_the_goods_in_between() -> None:
    assert list(simple_paths(4, 1, 5)) == [
        (4, 1),
        *[(4, 0, 1), (4, 2, 1), (4, 3, 1)],
        *[(4, 0, 2, 1), (4, 0, 3, 1), (4, 2, 0, 1), (4, 2, 3, 1), (4, 3, 0, 1), (4, 3, 2, 1)],
        *[
            (4, 0, 2, 3, 1),
            (4, 0, 3, 2, 1),
            (4, 2, 0, 3, 1),
            (4, 2, 3, 0, 1),
            (4, 3, 0, 2, 1),
            (4, 3, 2, 0, 1),
        ],
    ]


def test_the_table_keeps_the_order_and_stays_at_the_end() -> None:
    assert path_table(3)[2, 0].tolist() == [[2, 0, 0], [2, 1, 0]]
    assert path_table(4)[1, 3].tolist() == [[*path, *[3] * (4 - len(path))] for path in simple_paths(1, 3, 4)]


def test_too_many_goods_to_weigh_all_paths_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 8 goods for these agents, got 9"):
        path_table(9)
