import numpy as np
import pytest

from densemodel.charts._points import NO_POINTS, seen_values, small, thinned, within

LINE = np.column_stack([np.arange(10.0), np.arange(10.0) ** 2])


def test_a_window_keeps_one_point_more_on_either_side():
    assert within(LINE, (2.5, 4.5))[:, 0].tolist() == [2, 3, 4, 5]
    assert within(LINE, (2.2, 2.8))[:, 0].tolist() == [2, 3]
    assert within(LINE, (-5, 0))[:, 0].tolist() == [0, 1]
    assert within(LINE, None) is LINE
    assert len(within(NO_POINTS, (0, 1))) == 0


def test_values_where_a_line_crosses_the_edge_of_a_window_are_seen():
    assert sorted(seen_values(LINE, (2.5, 3.5))) == [6.5, 9.0, 12.5]
    assert sorted(seen_values(LINE, (8.5, 20.0))) == [72.5, 81.0]
    assert len(seen_values(LINE, (20.0, 30.0))) == 0
    assert len(seen_values(NO_POINTS, (0.0, 1.0))) == 0


def test_a_thinned_line_keeps_its_peak_and_its_ends():
    values = np.ones(10_000)
    values[4321] = 7.0
    line = thinned(np.column_stack([np.arange(10_000.0), values]), 100)
    assert len(line) <= 100
    assert [4321, 7] in line.tolist()
    assert line[[0, -1], 0].tolist() == [0, 9999]


def test_half_the_bytes_are_enough_for_ten_thousand_epochs_of_a_thousand_steps():
    steps = np.arange(1, 10_001) * 1000 / 1000 - 0.001
    sent = small(steps, 10_000.0)
    assert sent.dtype == np.float32
    assert np.abs(sent - steps).max() < 10_000 / 4000


@pytest.mark.parametrize(
    ("values", "span"),
    [([9999.0, 9999.001, 9999.002], 0.01), ([1e300, 2e300], 1e300), ([1e-320, 2e-320], 1e-320)],
)
def test_values_that_float32_cannot_distinguish_are_sent_whole(values, span):
    assert small(np.array(values), span).tolist() == values
