"""A run tells the learning rate of its steps, and remembers it in little memory."""

import numpy as np
import pytest

from densemodel.training import StepsDone, prepare
from densemodel.training.curves._step_losses import RATE_POINTS, RateRecord
from support.training.driving import WAIT_SECONDS

SPEC = "4 -> 8 relu -> 2 softmax ; batch 8 ; adam lr 0.01 ; patience off"


def steps_done(epoch, step, rate, *, per_epoch=4):
    return StepsDone(epoch, step, per_epoch, step, np.array([1.0]), rate, rate)


@pytest.fixture
def rows():
    x = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
    return x, (x[:, 0] > 0).astype(int)


@pytest.mark.tensorflow
def test_the_rate_comes_with_the_steps(rows):
    run = prepare(f"{SPEC} ; epochs 2", *rows)
    events = []
    run.on_event(events.append)
    run.start().wait(WAIT_SECONDS)
    rates = [event.learning_rate for event in events if isinstance(event, StepsDone)]
    assert rates == pytest.approx([0.01] * len(rates))
    assert run.learning_rates[-1].tolist() == pytest.approx([2, 0.01])


@pytest.mark.tensorflow
def test_a_schedule_and_a_change_are_remembered_over_a_resume(rows):
    run = prepare(f"{SPEC.replace('lr 0.01', 'lr cosine 0.01')} ; epochs 4", *rows)
    run.start().wait(WAIT_SECONDS)
    places, rates = run.learning_rates.T
    assert (np.diff(places) > 0).all()
    assert (np.diff(rates) < 0).all()
    assert rates[0] == pytest.approx(0.01)
    run.resume(epochs=1, settings="lr 0.05").wait(WAIT_SECONDS)
    assert run.learning_rates[-1].tolist() == pytest.approx([5, 0.05])
    run.restart("lr 0.002 ; epochs 1").wait(WAIT_SECONDS)
    assert run.learning_rates[-1].tolist() == pytest.approx([1, 0.002])


@pytest.mark.tensorflow
def test_the_rate_of_keras_own_loop_is_known(rows):
    import tensorflow as tf

    batches = tf.data.Dataset.from_tensor_slices(rows).batch(8)
    run = prepare(f"{SPEC} ; epochs 1", batches)
    run.start().wait(WAIT_SECONDS)
    assert run.learning_rates[-1].tolist() == pytest.approx([1, 0.01])


def test_an_epoch_that_begins_again_takes_the_place_of_its_first_rates():
    record = RateRecord()
    record.add(steps_done(1, 3, 0.1))
    record.add(steps_done(1, 1, 0.2))
    assert record.points().tolist() == [[0.25, 0.2]]


def test_what_nobody_knows_is_left_out():
    record = RateRecord()
    record.add(StepsDone(1, 1, 4, 1, np.array([1.0])))
    assert len(record.points()) == 0


def test_its_memory_is_the_same_after_any_number_of_steps():
    record = RateRecord()
    for epoch in range(1, 20_001):
        record.add(steps_done(epoch, 4, 0.1 if epoch < 15_000 else 0.01))
    points = record.points()
    assert len(points) <= RATE_POINTS
    assert set(points[:, 1]) == {0.1, 0.01}
    assert points[points[:, 1] == 0.1][-1, 0] == 14_999
