import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.charts._ticks import epoch_range, linear_range, log_range, tick_key

sizes = st.floats(1e-8, 1e8)


def check(axis):
    assert axis.low < axis.high
    assert len(axis.ticks) == len(axis.labels)
    assert 2 <= len(axis.ticks) <= 14
    assert list(axis.ticks) == sorted(set(axis.ticks))


@given(st.floats(-1e8, 1e8), st.floats(-1e8, 1e8))
def test_a_linear_axis_holds_its_values(one, other):
    axis = linear_range(min(one, other), max(one, other))
    check(axis)
    slack = 1e-6 * (axis.high - axis.low)
    assert axis.low - slack <= min(one, other)
    assert max(one, other) <= axis.high + slack


@given(sizes, sizes)
def test_a_log_axis_holds_its_values(one, other):
    axis = log_range(min(one, other), max(one, other))
    check(axis)
    assert axis.low <= math.log10(min(one, other))
    assert math.log10(max(one, other)) <= axis.high


def test_a_log_axis_counts_one_two_five():
    assert log_range(0.019, 0.7).labels == ("0.02", "0.05", "0.1", "0.2", "0.5")


def test_a_wide_log_axis_counts_powers_of_ten():
    assert log_range(1e-4, 10.0).labels == ("0.0001", "0.001", "0.01", "0.1", "1", "10")


def test_powers_of_ten_are_all_written_alike():
    assert log_range(1e6, 1e14).labels == ("1e6", "1e8", "1e10", "1e12", "1e14")


def test_a_linear_axis_has_as_many_decimals_as_it_needs():
    assert linear_range(0.9, 0.97).labels == ("0.90", "0.92", "0.94", "0.96", "0.98")


@pytest.mark.parametrize(
    ("epochs", "last"), [(0.3, 1), (1.0, 1), (14.0, 14), (14.2, 16), (21, 25), (101, 120)]
)
def test_the_epoch_axis_ends_at_a_whole_epoch(epochs, last):
    axis = epoch_range(epochs)
    assert axis.high == last
    assert axis.labels[0] == "0"
    assert len(axis.ticks) <= 10


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.0, "-1"),
        (0.30000000000000004, "0.30000000000000004"),
        (1e-5, "0.00001"),
        (2.5e-7, "2.5e-7"),
        (1e6, "1000000"),
        (-0.6989700043360187, "-0.6989700043360187"),
    ],
)
def test_a_tick_is_written_as_javascript_writes_it(value, written):
    assert tick_key(value) == written
