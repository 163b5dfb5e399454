from __future__ import annotations

from itertools import pairwise

import pytest

from densemodel.charts._chart import NAME_HEIGHT, apart


def test_names_of_lines_that_end_together_move_apart() -> None:
    assert apart([49.0, 50.0]) == [42.5, 56.5]
    assert apart([50.0, 49.0]) == [56.5, 42.5]
    assert apart([10.0, 50.0]) == [10, 50]
    assert apart([0.0, 1.0, 2.0], 12) == [-11, 1, 13]
    assert apart([]) == []


@pytest.mark.parametrize(
    "heights", [[5.0] * 5, [0.0, 3.0, 20.0, 21.0, 90.0], [100.0, 99.0, 80.0, 112.0]]
)
def test_no_two_names_cover_each_other_and_their_order_stays(heights: list[float]) -> None:
    moved = apart(heights)
    placed = sorted(moved)
    assert all(b - a >= NAME_HEIGHT - 1e-9 for a, b in pairwise(placed))
    by_height = sorted(range(len(heights)), key=lambda index: heights[index])
    assert [moved[index] for index in by_height] == placed
