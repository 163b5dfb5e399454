"""A model has one owner while it trains, and is left as one that nobody trained here."""

import threading
import time
from functools import partial

import numpy as np
import pytest

from densemodel.errors import TrainingError
from densemodel.network import load_keras
from densemodel.training import EpochDone, StepsDone, prepare
from densemodel.training.engine._functions import Functions
from support.training.driving import WAIT_SECONDS, last_state, logged_elsewhere, same, weights

pytestmark = pytest.mark.tensorflow

LONG = "epochs 100000 ; patience off"
CLAUSES = "epochs 3 ; patience off"
LOSS = "sparse_categorical_crossentropy"


def meddle(run, act):
    """Do something to the model from this thread once an epoch is done."""
    begun = threading.Event()
    run.on_event(lambda event: begun.set() if isinstance(event, EpochDone) else None)
    run.start()
    assert begun.wait(WAIT_SECONDS)
    act(run.model)


def freeze(model):
    model.layers[0].trainable = False


def reactivate(model):
    model.layers[0].activation = load_keras().activations.tanh


def replace_optimizer(model):
    model.optimizer = load_keras().optimizers.SGD()


CHANGES = {
    "set_weights": lambda model: model.set_weights([w + 1 for w in model.get_weights()]),
    "compile": lambda model: model.compile("sgd", "sparse_categorical_crossentropy"),
    "compile with the optimizer": lambda model: model.compile(model.optimizer, LOSS),
    "fit": lambda model: model.fit(np.ones((64, 4)), np.zeros(64), epochs=3, verbose=0),
    "optimizer": replace_optimizer,
    "trainable": freeze,
    "activation": reactivate,
    "pop": lambda model: model.pop(),
}


@pytest.mark.parametrize(
    ("name", "jit_compile"),
    # who looks for changes knows nothing of XLA: of each thing that is looked at, one change
    [
        *((name, False) for name in CHANGES),
        *((name, True) for name in ("set_weights", "activation")),
    ],
)
def test_a_model_that_is_changed_from_outside_ends_the_run(ready, name, jit_compile, caplog):
    run = ready(LONG, jit_compile=jit_compile)
    meddle(run, CHANGES[name])
    with pytest.raises(TrainingError, match="was changed from outside during training"):
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert run.history.epochs >= 1
    assert not logged_elsewhere(caplog)


@pytest.mark.parametrize("name", ["set_weights", "compile", "optimizer", "trainable"])
def test_a_change_right_after_the_start_ends_the_run(ready, name, monkeypatch):
    is_changed = threading.Event()
    borrowed = Functions.borrowed

    def wait_for_the_change(*arguments):
        assert is_changed.wait(WAIT_SECONDS)
        return borrowed(*arguments)

    monkeypatch.setattr(Functions, "borrowed", wait_for_the_change)  # before anything is compiled
    usual = ready(CLAUSES)
    is_changed.set()
    usual.start().wait(WAIT_SECONDS)
    is_changed.clear()
    run = ready(CLAUSES).start()
    CHANGES[name](run.model)
    is_changed.set()
    with pytest.raises(TrainingError, match="was changed from outside during training"):
        run.wait(WAIT_SECONDS)
    if name in ("compile", "optimizer"):
        with pytest.raises(TrainingError, match="was compiled again"):
            run.resume().wait(WAIT_SECONDS)
    elif name == "set_weights":  # it goes on from the weights before, which are the initial ones
        run.resume().wait(WAIT_SECONDS)
        assert dict(run.history) == dict(usual.history)
    if name != "trainable":  # what a person froze stays so
        assert dict(run.restart().wait(WAIT_SECONDS).history) == dict(usual.history)


def test_one_weight_that_is_set_in_the_middle_of_a_call_is_not_lost(blobs):
    x, y = (np.tile(part, (8,) + (1,) * (part.ndim - 1)) for part in blobs)
    spec = f"4 -> 8 relu -> 3 softmax ; {LONG} ; batch 1"

    def set_later(model, milliseconds):
        time.sleep(milliseconds / 1000)
        model.weights[1].assign([9.0] * 8)

    for milliseconds in range(100, 106):  # most of these moments are within a call of 50 ms
        run = prepare(spec, x, y, jit_compile=False)
        meddle(run, partial(set_later, milliseconds=milliseconds))
        try:
            with pytest.raises(TrainingError, match="was changed from outside during training"):
                run.wait(5)
        finally:
            run.stop()
        assert weights(run)[1].min() == 9


def test_a_compile_while_keras_trains_it_ends_the_run(blobs):
    tf = pytest.importorskip("tensorflow")
    rows = tf.data.Dataset.from_tensor_slices(blobs).batch(8)
    run = prepare("4 -> 8 relu -> 3 softmax ; epochs 100000 ; patience off", rows)
    meddle(run, CHANGES["compile"])
    with pytest.raises(TrainingError, match="was changed from outside during training"):
        run.wait(WAIT_SECONDS)


def test_a_rate_that_is_set_meanwhile_holds_from_the_next_call_on(ready):
    run = ready(LONG, jit_compile=False)
    begun, rates = threading.Event(), []

    def listen(event):
        if isinstance(event, StepsDone):
            rates.append(event.learning_rate)
            begun.set()
            if event.learning_rate == 0.5:
                run.stop()

    run.on_event(listen)
    run.start()
    assert begun.wait(WAIT_SECONDS)
    run.model.optimizer.learning_rate = 0.5
    run.wait(WAIT_SECONDS)
    assert (run.state, rates[-1]) == ("stopped", 0.5)
    assert float(run.model.optimizer.learning_rate) == 0.5


def test_callbacks_may_change_weights_and_attributes(ready):
    class Free(load_keras().callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            self.model.layers[0].trainable = bool(epoch % 2)
            self.model.set_weights([w * 0.9 for w in self.model.get_weights()])

    run = ready("epochs 4 ; patience off", callbacks=[Free()]).start().wait(WAIT_SECONDS)
    assert run.state == "finished"


def test_after_a_change_from_outside_a_resume_goes_on_from_the_last_weights(ready):
    run = ready(LONG)
    meddle(run, lambda model: model.set_weights([w * 0 + 9 for w in model.get_weights()]))
    with pytest.raises(TrainingError, match="changed from outside"):
        run.wait(WAIT_SECONDS)
    assert weights(run)[0].max() == 9  # it is left as it is
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert float(weights(run)[0].max()) < 8.0


def test_predicting_while_it_trains_changes_nothing(ready):
    clauses = "epochs 40 ; patience off ; batch 8"
    calm = ready(clauses, jit_compile=False).start().wait(WAIT_SECONDS)
    busy = ready(clauses, jit_compile=False)
    meddle(busy, lambda model: [model.predict(np.ones((4, 4)), verbose=0) for _ in range(3)])
    busy.wait(WAIT_SECONDS)
    assert dict(calm.history) == dict(busy.history)
    assert same(weights(calm), weights(busy))


def test_the_model_is_left_as_one_that_was_never_trained_here(ready):
    run, twin = ready("epochs 3 ; patience off"), ready("epochs 3").model
    run.start().wait(WAIT_SECONDS)
    left, never = vars(run.model), vars(twin)
    # what Keras's own fit leaves, and nothing else
    assert set(left) - set(never) <= {"history"}
    assert (run.model.stop_training, run.model.train_function) == (False, twin.train_function)
    x, y = run.bound.x, run.bound.y
    twin.set_weights(run.model.get_weights())
    assert run.model.evaluate(x, y, verbose=0) == twin.evaluate(x, y, verbose=0)
    fitted = run.model.fit(x, y, epochs=1, verbose=0)
    assert np.isfinite(fitted.history["loss"]).all()
    assert fitted.history["loss"][0] > 0


def test_evaluating_while_it_trains_is_reported_and_changes_no_weights(ready):
    clauses = "epochs 60 ; patience off ; batch 4"
    calm = ready(clauses, jit_compile=False).start().wait(WAIT_SECONDS)
    busy = ready(clauses, jit_compile=False)
    x, y = np.ones((2000, 4), np.float32) * 50, np.zeros(2000)

    def evaluate(model):
        while busy.is_busy:
            model.evaluate(x, y, verbose=0, batch_size=64)

    meddle(busy, evaluate)
    busy.wait(WAIT_SECONDS)
    assert same(last_state(calm), last_state(busy))
    assert any("evaluated from outside" in finding.message for finding in busy.findings)
    assert np.isnan(busy.history["loss"]).any()
