import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from densemodel.training import StepMeans
from densemodel.training.curves._step_losses import MOST_MEANS, MeanRecord


def record_of(*losses):
    record, done = MeanRecord(), 0
    for some in losses:
        record.add(done + 1 + np.arange(len(some)), some)
        done += len(some)
    return record


@settings(deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=12), st.integers(0, 9))
def test_the_means_are_those_of_all_steps(chunks, seed):
    losses = np.random.default_rng(seed).uniform(0.1, 9, sum(chunks))
    means = record_of(*np.split(losses, np.cumsum(chunks)[:-1])).means()
    assert means.counts.sum() == len(losses)
    assert len(means.steps) <= MOST_MEANS
    assert (np.diff(means.steps) > 0).all()
    begin = 0
    for step, loss, count in zip(means.steps, means.losses, means.counts, strict=True):
        assert loss == pytest.approx(losses[begin : begin + count].mean())
        assert step == pytest.approx(begin + (count + 1) / 2)
        begin += count


def test_few_steps_stand_alone():
    means = record_of(np.array([3.0, np.nan, 2.0]), np.array([1.0])).means()
    assert means.steps.tolist() == [1, 3, 4]
    assert means.losses.tolist() == [3, 2, 1]


def test_fewer_means_are_means_of_more_steps():
    fewer = record_of(np.arange(1.0, 101.0)).means().fewer(10)
    assert len(fewer.steps) == 10
    np.testing.assert_allclose(fewer.losses, fewer.steps)
    assert set(fewer.counts) == {10}


def test_what_was_written_goes_on():
    losses = np.random.default_rng(0).uniform(0, 1, 10_000)
    known = record_of(losses).means().fewer(512)
    record = MeanRecord.of(known)
    record.add(np.arange(10_001, 20_001), np.full(10_000, 5.0))
    means = record.means()
    assert means.counts.sum() == 20_000
    assert means.losses @ means.counts == pytest.approx(losses.sum() + 50_000)
    empty = StepMeans(np.empty(0), np.empty(0), np.empty(0, np.int64))
    assert len(MeanRecord.of(empty).means().steps) == 0
