import numpy as np
import pytest

from densemodel.errors import TrainingError
from densemodel.training import hold_rows_of, prepare

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(60, 4)).astype("float32")
SPEC = "4 -> 3 relu -> 2 softmax ; epochs 1 ; seed 1"


def test_another_seed_keeps_the_split_and_changes_the_weights():
    run = prepare(SPEC, X, (X[:, 0] > 0).astype(int))
    other = run.changed(lambda spec: spec.with_settings("seed 2"))
    assert run.bound is not None
    assert other.bound is not None
    assert set(other.bound.validation_rows) != set(run.bound.validation_rows)
    hold_rows_of(other, run)
    other.start().wait()
    assert np.array_equal(other.bound.validation_rows, run.bound.validation_rows)
    assert np.array_equal(other.bound.training_rows, run.bound.training_rows)
    assert other.leaked_rows == 0
    run.start().wait()
    assert run.history["val_loss"] != other.history["val_loss"]


def test_a_run_that_has_begun_keeps_its_rows():
    run = prepare(SPEC, X, (X[:, 0] > 0).astype(int))
    other = run.changed(lambda spec: spec).start().wait()
    with pytest.raises(TrainingError, match="cannot take the rows"):
        hold_rows_of(other, run)
