import sys
import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.errors import TrainingError
from densemodel.training import RunRecord, StepsDone, prepare
from densemodel.training.curves._step_losses import STEP_LOSS_POINTS
from support.training.driving import WAIT_SECONDS

MEGABYTE = 1_000_000


def record_of(*steps):
    """A record that was told of these losses, of one event each."""
    record, first = RunRecord(), 1
    for losses in steps:
        record.handle(StepsDone(1, first, 10**9, first, np.array(losses, dtype=float)))
        first += len(losses)
    return record


def test_a_run_without_steps_has_no_points():
    losses = RunRecord().step_losses
    assert (len(losses.steps), len(losses.losses), losses.step_count) == (0, 0, 0)


@pytest.mark.parametrize("steps", [1, 2, 3, 2_000, 3_991, 3_992])
def test_up_to_3992_steps_are_all_there(steps):
    values = np.random.default_rng(0).normal(size=steps)
    losses = record_of(*np.array_split(values, max(steps // 100, 1))).step_losses
    np.testing.assert_array_equal(losses.steps, np.arange(1, steps + 1))
    np.testing.assert_array_equal(losses.losses, values)
    assert losses.steps.dtype == np.int64
    assert (losses.step_count, losses.steps_each) == (steps, 1)


def test_a_peak_of_one_step_is_there_after_a_million_with_its_value_and_its_step():
    values = 1 + np.random.default_rng(0).random(1_000_000)
    values[654_321] = 77.125
    losses = record_of(*np.split(values, 10_000)).step_losses
    assert len(losses.steps) == len(losses.losses) <= STEP_LOSS_POINTS
    assert losses.losses.max() == 77.125
    assert losses.steps[losses.losses.argmax()] == 654_322
    assert (losses.steps[0], losses.steps[-1], losses.step_count) == (1, 1_000_000, 1_000_000)
    assert (np.diff(losses.steps) > 0).all()


@given(st.integers(3_900, 20_000), st.integers(0, 20_000), st.integers(500, 5_000))
def test_no_run_has_more_than_4000_points(steps, at, chunk):
    values = np.random.default_rng(steps).normal(size=steps)
    values[at % steps] = np.nan
    losses = record_of(*(values[i : i + chunk] for i in range(0, steps, chunk))).step_losses
    assert len(losses.steps) <= STEP_LOSS_POINTS
    assert losses.step_count == steps
    assert at % steps + 1 in losses.steps


def test_ten_million_steps_lie_in_less_than_a_megabyte():
    record, losses = RunRecord(), np.random.default_rng(0).random(100_000)
    tracemalloc.start()
    try:
        for first in range(1, 10_000_000, len(losses)):
            record.handle(StepsDone(1, first, 10**9, first, losses))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert record.step_losses.step_count == 10_000_000
    assert held < MEGABYTE


def test_what_is_read_while_steps_are_added_is_whole():
    record = RunRecord()

    def add():
        for first in range(1, 20_000, 4):
            record.handle(StepsDone(1, first, 10**9, first, np.array([4.0, 3.0, 2.0, 1.0])))

    adding, interval = threading.Thread(target=add), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        adding.start()
        while adding.is_alive():
            losses = record.step_losses
            assert (np.diff(losses.steps) > 0).all()
            assert losses.step_count == (losses.steps[-1] if len(losses.steps) else 0)
    finally:
        sys.setswitchinterval(interval)
        adding.join()


def test_the_first_loss_that_is_not_finite_is_there():
    losses = record_of([3.0, 2.0], [1.0, np.inf, np.nan], [np.nan]).step_losses
    np.testing.assert_array_equal(losses.steps, [1, 2, 3, 4])
    np.testing.assert_array_equal(losses.losses, [3, 2, 1, np.inf])
    assert losses.step_count == 6


def test_of_losses_that_are_not_finite_after_a_resume_the_newest_first_one_is_there():
    losses = record_of([3.0, np.nan, np.nan], [2.0, np.inf, np.nan], [1.0]).step_losses
    np.testing.assert_array_equal(losses.steps, [1, 4, 5, 7])
    np.testing.assert_array_equal(losses.losses, [3, 2, np.inf, 1])


@pytest.mark.tensorflow
def test_a_run_that_failed_shows_the_step_at_which_it_did(blobs):
    run = prepare("4 -> 8 -> 1 ; sgd lr 1e8 ; epochs 5", blobs[0], blobs[1].astype(float) + 0.5)
    with pytest.raises(TrainingError):
        run.start().wait(WAIT_SECONDS)
    losses = run.step_losses
    assert not np.isfinite(losses.losses[-1])
    assert np.isfinite(losses.losses[:-1]).all()
    np.testing.assert_array_equal(losses.steps, np.arange(1, len(losses.steps) + 1))
    assert losses.step_count >= losses.steps[-1]
