import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.charts._points import DecimatedCurve, lowest_and_highest

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400)
LIMITS = st.integers(8, 40)
CHUNKS = st.integers(1, 50)


def curve_of(values, limit, chunk=7):
    curve = DecimatedCurve(limit)
    for start in range(0, len(values), chunk):
        part = values[start : start + chunk]
        curve.append(np.arange(start, start + len(part)), part)
    return curve


def held_bytes(curve):
    """What its arrays hold in memory, that of arrays of which they are slices included."""
    arrays = [value for value in vars(curve).values() if isinstance(value, np.ndarray)]
    return sum(max(array.nbytes, getattr(array.base, "nbytes", 0)) for array in arrays)


@given(VALUES, LIMITS, CHUNKS)
def test_points_stay_within_the_limit_and_in_order(values, limit, chunk):
    points = curve_of(np.array(values), limit, chunk).points()
    assert len(points) <= limit
    assert (np.diff(points[:, 0]) > 0).all()


@given(VALUES, LIMITS, CHUNKS)
def test_the_lowest_and_the_highest_value_are_always_shown(values, limit, chunk):
    points = curve_of(np.array(values), limit, chunk).points()
    assert points[:, 1].min() == min(values)
    assert points[:, 1].max() == max(values)


@given(VALUES, LIMITS, CHUNKS)
def test_each_point_shown_is_one_that_was_added(values, limit, chunk):
    points = curve_of(np.array(values), limit, chunk).points()
    np.testing.assert_array_equal(points[:, 1], np.array(values)[points[:, 0].astype(int)])


@given(VALUES, LIMITS, CHUNKS)
def test_the_first_and_the_last_point_are_always_shown(values, limit, chunk):
    points = curve_of(np.array(values), limit, chunk).points()
    assert list(points[0]) == [0, values[0]]
    assert list(points[-1]) == [len(values) - 1, values[-1]]


@given(VALUES, LIMITS, CHUNKS)
def test_the_points_are_the_same_in_whatever_parts_they_come(values, limit, chunk):
    in_parts, at_once = (curve_of(np.array(values), limit, part) for part in (chunk, 400))
    np.testing.assert_array_equal(in_parts.points(), at_once.points())


@given(VALUES, LIMITS, st.integers(0, 400), VALUES)
def test_after_a_cut_no_point_stands_beyond_it_and_others_follow(values, limit, cut, more):
    curve = curve_of(np.array(values), limit)
    curve.cut(cut)
    before = curve.points()
    assert (before[:, 0] < cut).all()
    curve.append(cut + np.arange(len(more)), np.array(more))
    points = curve.points()
    assert len(points) <= limit
    assert (np.diff(points[:, 0]) > 0).all()
    known = np.concatenate([before[:, 1], more])
    assert (points[:, 1].min(), points[:, 1].max()) == (known.min(), known.max())


def test_a_cut_beyond_the_end_changes_nothing():
    values = np.random.default_rng(0).normal(size=1000)
    cut, whole = DecimatedCurve(20), curve_of(values, limit=20)
    for place, value in enumerate(values):
        cut.cut(place)
        cut.append(np.array([place]), np.array([value]))
    np.testing.assert_array_equal(cut.points(), whole.points())


@pytest.mark.parametrize("limit", [8, 9, 10, 11, 304, 4000])
def test_a_short_curve_is_shown_whole(limit):
    values = np.random.default_rng(0).normal(size=limit - 7)
    curve = curve_of(values, limit)
    np.testing.assert_array_equal(curve.points()[:, 1], values)
    assert curve.each == 1


def test_a_million_steps_are_shown_on_the_same_number_of_points():
    values = np.random.default_rng(0).normal(size=1_000_000)
    curve = curve_of(values, limit=1400, chunk=5000)
    assert 600 <= len(curve.points()) <= 1400


def test_a_peak_of_one_point_is_seen_after_a_million():
    values = np.ones(1_000_000)
    values[123_457], values[765_431] = 9.0, -9.0
    points = curve_of(values, limit=1400, chunk=100).points().tolist()
    assert [123_457, 9.0] in points
    assert [765_431, -9.0] in points


def test_values_that_are_not_finite_are_left_out():
    curve = DecimatedCurve(20)
    curve.append(np.arange(4), np.array([1.0, np.nan, np.inf, 2.0]))
    np.testing.assert_array_equal(curve.points(), [[0, 1], [3, 2]])


def test_a_flat_bucket_keeps_its_length():
    points = np.column_stack([np.arange(4.0), np.ones(4)])
    np.testing.assert_array_equal(lowest_and_highest(points, 4)[:, 0], [0, 3])


@given(VALUES, LIMITS, LIMITS)
def test_a_curve_of_a_thinned_curve_keeps_its_peaks(values, limit, other):
    thinned, again = curve_of(np.array(values), limit), DecimatedCurve(other)
    again.append(*thinned.points().T, each=thinned.each)
    points = again.points()
    assert len(points) <= other
    assert (points[:, 1].min(), points[:, 1].max()) == (min(values), max(values))
    assert again.each >= thinned.each


def test_a_curve_of_a_thinned_curve_goes_on_as_if_it_had_seen_every_point():
    values = np.random.default_rng(0).normal(size=20_000)
    thinned, again = curve_of(values, limit=400), DecimatedCurve(100)
    again.append(*thinned.points().T, each=thinned.each)
    again.append(20_000 + np.arange(20_000), values)
    places = again.points()[:, 0]
    assert np.mean(places < 20_000) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("steps", [10, 1_000, 100_000])
def test_what_a_curve_holds_does_not_grow_with_its_points(steps):
    curve = curve_of(np.random.default_rng(0).normal(size=steps), limit=100, chunk=50)
    assert held_bytes(curve) <= 100 * 16
