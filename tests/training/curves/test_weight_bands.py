import numpy as np
import pytest

from densemodel.training import LINES, MEDIAN, Newest, Snapshot, WeightBands, lines_of, strands_of
from densemodel.training.curves._weight_bands import MOST_POINTS, Strand


def strand(count):
    return Strand(0, "dense", "weights", "weights", count, (0,))


def newest(values, step):
    return Newest(Snapshot((values,)), step, step / 10)


def filled(steps):
    bands = WeightBands([strand(10)])
    for step in steps:
        bands.add(newest(np.arange(10, dtype=np.float32) + step, step))
    return bands


def test_seven_bands_hold_the_same_number_of_values():
    values = np.random.default_rng(0).normal(size=(70, 100)).astype(np.float32)
    (lines,) = lines_of([strand(7000)], [values])
    edges = np.delete(lines, MEDIAN)
    edges[-1] = np.inf
    assert np.histogram(values, edges)[0].tolist() == [1000] * 7
    assert lines[MEDIAN] == pytest.approx(np.median(values))
    assert (lines[0], lines[-1]) == (values.min(), values.max())


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1001])
def test_lines_are_the_quantiles_that_numpy_computes(count):
    values = np.random.default_rng(0).normal(size=count).astype(np.float32)
    (lines,) = lines_of([strand(count)], [values])
    assert lines == pytest.approx(np.quantile(values, LINES), abs=1e-6)


@pytest.mark.parametrize("shape", [(2000, 500), (10_000, 64), (300_001,)])
def test_of_a_large_layer_a_sample_stands_for_all(shape):
    values = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    values += np.arange(shape[-1], dtype=np.float32) / shape[-1]  # units differ
    (lines,) = lines_of([strand(values.size)], [values])
    ranked = np.sort(values.ravel())
    places = np.searchsorted(ranked, lines) / values.size
    assert np.abs(places - LINES).max() < 0.01
    assert (lines[0], lines[-1]) == (ranked[0], ranked[-1])


def test_a_long_course_stays_whole_in_bounded_memory():
    bands = filled(range(20_000))
    points = bands.points()
    assert MOST_POINTS // 2 <= len(points) <= MOST_POINTS
    assert (points.steps[0], points.steps[-1]) == (0, 19_999)
    gaps = np.diff(points.steps[:-1])
    assert gaps.min() == gaps.max()
    assert np.array_equal(points.lines[:, 0, 0], points.steps)


def test_there_are_never_more_points_than_the_limit():
    bands = WeightBands([strand(10)])
    for step in range(2_000):
        bands.add(newest(np.zeros(10, dtype=np.float32), step))
        points = bands.points()
        assert len(points) <= MOST_POINTS
        assert (points.steps[0], points.steps[-1]) == (0, step)
        assert (np.diff(points.steps) > 0).all()


def test_a_course_that_went_back_drops_what_lay_beyond():
    bands = filled(range(10))
    bands.add(newest(np.zeros(10, dtype=np.float32), 4))
    assert bands.points().steps.tolist() == [0, 1, 2, 3, 4]


def test_fewer_points_keep_the_first_and_the_last():
    few = filled(range(100)).points().thinned(7)
    assert len(few) == 7
    assert (few.steps[0], few.steps[-1]) == (0, 99)
    assert filled(range(3)).points().thinned(7).steps.tolist() == [0, 1, 2]


@pytest.mark.tensorflow
def test_weights_and_biases_of_each_layer_are_followed_apart(ready):
    run = ready(network="4 -> 8 bn relu drop 0.1 -> 6 relu -> 3 softmax")
    found = [(one.layer, one.words, one.count) for one in strands_of(run.model)]
    assert found == [
        (0, "weights", 32),
        (1, "scale (gamma)", 8),
        (1, "offset (beta)", 8),
        (2, "weights", 48),
        (2, "biases", 6),
        (3, "weights", 18),
        (3, "biases", 3),
    ]
    values = Snapshot.of(run.model.variables).values
    for one in strands_of(run.model):
        assert sum(array.size for array in one.values(values)) == one.count


@pytest.mark.tensorflow
def test_a_run_gives_its_newest_weights_with_their_place(ready):
    run = ready("epochs 3 ; split off ; batch 40")
    assert run.newest_at is None
    run.start().wait()
    at = run.newest_at
    assert (at.step, at.place) == (9, 3.0)
    last = Snapshot.of(run.model.variables).values
    for value, there in zip(at.weights.values, last, strict=True):
        assert np.array_equal(value, there)
