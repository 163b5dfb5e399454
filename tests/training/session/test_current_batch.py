"""The rows of the newest step, as a run tells them."""

import keras
import numpy as np
import pytest

from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow


class Gather(keras.callbacks.Callback):  # Keras is untyped
    """Asks after each step which rows it took."""

    def __init__(self):
        super().__init__()
        self.run = None
        self.batches = []

    def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002 - Keras's
        self.batches.append(self.run.current_batch)


def test_no_row_was_trained_before_the_start(ready):
    assert len(ready().current_batch) == 0


def test_a_run_without_data_has_no_batch():
    assert len(prepare("4 -> 3 softmax", None, None).current_batch) == 0


@pytest.mark.usefixtures("step_by_step")
def test_the_batches_of_an_epoch_are_its_rows_each_once(ready):
    gather = Gather()
    run = ready("epochs 2 ; batch 16", callbacks=[gather])
    gather.run = run
    run.start().wait()
    assert run.bound is not None
    sizes = [len(batch) for batch in gather.batches]
    assert sizes == [16, 16, 16, 16, 16, 4] * 2
    for epoch in (gather.batches[:6], gather.batches[6:]):
        assert sorted(np.concatenate(epoch)) == sorted(run.bound.training_rows)


def test_after_the_end_it_is_the_last_batch(ready):
    run = ready("epochs 2 ; batch 16").start().wait()
    assert run.current_batch.dtype == np.int64
    assert len(run.current_batch) == 4
