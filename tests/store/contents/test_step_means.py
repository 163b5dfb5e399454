"""The mean losses of steps in a file: written, read, checked."""

import json

import numpy as np
import pytest

from densemodel.errors import StoreError
from densemodel.store.contents._history_json import history_bytes, read_history
from densemodel.training import RunRecord, StepLosses, StepMeans, StepRecord

MEANS = StepMeans(np.array([1.5, 3.5]), np.array([2.0, 1.0]), np.array([2, 2]))


def table(means):
    peaks = StepLosses(np.arange(1, 5), np.array([2.5, 1.5, 1.25, 0.75]), 4, 1, 1.0)
    return json.loads(history_bytes(RunRecord(steps=StepRecord.of(peaks, means))))


def read(written):
    return read_history(json.dumps(written).encode()).step_means


def test_means_are_read_as_they_were_written():
    means = read(table(MEANS))
    np.testing.assert_array_equal([means.steps, means.losses], [MEANS.steps, MEANS.losses])
    assert means.counts.tolist() == [2, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": [3.5, 1.5]},
        {"steps": [1.5]},
        {"losses": [None, 1.0]},
        {"losses": [1e300, 1.0]},
        {"counts": [0, 2]},
        {"counts": [2**60, 2]},
    ],
)
def test_means_that_no_run_can_have_are_refused(wrong):
    written = table(MEANS)
    written["step_means"] |= wrong
    with pytest.raises(StoreError, match="mean losses"):
        read(written)
