from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.widgets._decimate import DecimatedCurve, lowest_and_highest


def curve_of(values: np.ndarray, limit: int, chunk: int = 7) -> DecimatedCurve:
    curve = DecimatedCurve(limit)
    for start in range(0, len(values), chunk):
        part = values[start : start + chunk]
        curve.append(np.arange(start, start + len(part)), part)
    return curve


@given(
    st.lists(st.floats(-1e6, 1e6), max_size=400),
    st.integers(8, 40),
    st.integers(1, 50),
)
def test_points_stay_within_the_limit_and_in_order(
    values: list[float], limit: int, chunk: int
) -> None:
    points = curve_of(np.array(values), limit, chunk).points()
    assert len(points) <= limit
    assert (np.diff(points[:, 0]) > 0).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400), st.integers(1, 50))
def test_the_lowest_and_the_highest_value_are_always_shown(values: list[float], chunk: int) -> None:
    points = curve_of(np.array(values), 12, chunk).points()
    assert points[:, 1].min() == min(values)
    assert points[:, 1].max() == max(values)


def test_a_short_curve_is_shown_whole() -> None:
    values = np.random.default_rng(0).normal(size=300)
    points = curve_of(values, limit=302).points()
    np.testing.assert_array_equal(points[:, 1], values)


def test_a_million_steps_are_shown_on_the_same_number_of_points() -> None:
    values = np.random.default_rng(0).normal(size=1_000_000)
    curve = curve_of(values, limit=1400, chunk=5000)
    assert 600 <= len(curve.points()) <= 1400
    assert curve.points()[-1, 0] > 999_000


def test_values_that_are_not_finite_are_left_out() -> None:
    curve = DecimatedCurve(20)
    curve.append(np.arange(4), np.array([1.0, np.nan, np.inf, 2.0]))
    np.testing.assert_array_equal(curve.points(), [[0, 1], [3, 2]])


def test_a_flat_bucket_keeps_its_length() -> None:
    points = np.column_stack([np.arange(4.0), np.ones(4)])
    np.testing.assert_array_equal(lowest_and_highest(points, 4)[:, 0], [0, 3])


@pytest.mark.parametrize("steps", [10, 100_000])
def test_adding_keeps_no_more_than_the_points(steps: int) -> None:
    curve = curve_of(np.arange(float(steps)), limit=100, chunk=50)
    assert len(curve._kept) <= 100
    assert len(curve._waiting) < max(curve._width, 2)
