from itertools import pairwise

import numpy as np
import pytest

from densemodel.charts import label_height, linear_range
from densemodel.charts._chart import NAME_HEIGHT, apart


def test_names_of_lines_that_end_together_move_apart():
    assert apart([49.0, 50.0]) == [42.5, 56.5]
    assert apart([50.0, 49.0]) == [56.5, 42.5]
    assert apart([10.0, 50.0]) == [10, 50]
    assert apart([0.0, 1.0, 2.0], 12) == [-11, 1, 13]
    assert apart([]) == []


@pytest.mark.parametrize(
    "heights", [[5.0] * 5, [0.0, 3.0, 20.0, 21.0, 90.0], [100.0, 99.0, 80.0, 112.0]]
)
def test_no_two_names_cover_each_other_and_their_order_stays(heights):
    moved = apart(heights)
    placed = sorted(moved)
    assert all(b - a >= NAME_HEIGHT - 1e-9 for a, b in pairwise(placed))
    by_height = sorted(range(len(heights)), key=lambda index: heights[index])
    assert [moved[index] for index in by_height] == placed


HEIGHTS = (16.0, -16.0, 28.0, -30.0)


def height(*lines, value=0.5, top=1.0):
    drawn = [np.array(line) for line in lines]
    y = linear_range(0.0, top)
    return label_height((2.0, value), drawn, y, width=-1.3, plot_height=256, heights=HEIGHTS)


def test_the_label_of_a_star_stands_clear_of_the_lines():
    flat_above, flat_below = [[0.0, 0.55], [4.0, 0.55]], [[0.0, 0.42], [4.0, 0.42]]
    assert height() > 0
    assert height(flat_above) < 0
    assert height(flat_below) > 0
    assert height(flat_above, flat_below) not in HEIGHTS[:2]


def test_the_label_of_a_star_stays_within_the_plot():
    flat_above = [[0.0, 0.55], [4.0, 0.55]]
    assert height(flat_above, value=0.02) > 0  # no room between the star and the axis
    line = [[0.0, 1.0], [10.0, 1.0]]
    assert height(line, value=1.0, top=2.0) > 10
    assert height(line, value=1.0) < -10
