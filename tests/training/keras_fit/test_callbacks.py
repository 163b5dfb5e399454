"""Callbacks of Keras do in a run what they do in `fit`, whatever they do to the model."""

import numpy as np
import pytest

from densemodel.errors import TrainingError
from densemodel.network import build, load_keras
from densemodel.training import EpochDone, train
from densemodel.training.keras_fit import _fit_adapter
from support.training.driving import WAIT_SECONDS, last_state, same, stop_when, weights

pytestmark = pytest.mark.tensorflow

CLAUSES = "epochs 4 ; patience off"


def at_epoch_end(act):
    class Act(load_keras().callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            act(self.model)

    return Act()


def test_no_callbacks_need_no_keras(monkeypatch):
    monkeypatch.setattr(_fit_adapter, "load_keras", pytest.fail)
    assert _fit_adapter.callbacks_of(()) == _fit_adapter.callbacks_of(None) == []


def test_a_callback_that_evaluates_leaves_the_numbers_alone(ready):
    calm = ready(CLAUSES).start().wait(WAIT_SECONDS)
    rows, labels = np.ones((50, 4)) * 30, np.zeros(50)
    looking = at_epoch_end(lambda model: model.evaluate(rows, labels, verbose=0))
    busy = ready(CLAUSES, callbacks=[looking]).start().wait(WAIT_SECONDS)
    assert dict(calm.history) == dict(busy.history)


def test_the_epoch_at_whose_end_a_callback_raises_is_recorded(ready):
    def fail(_):
        raise ValueError("no more")

    run = ready(CLAUSES, callbacks=[at_epoch_end(fail)]).start()
    with pytest.raises(ValueError, match="no more"):
        run.wait(WAIT_SECONDS)
    assert (run.history.epochs, run.progress.epoch) == (1, 1)


def test_a_callback_that_ends_with_other_weights_does_not_change_the_last_state(ready):
    keras = load_keras()

    def run_of(epochs):
        best = keras.callbacks.EarlyStopping(patience=1, restore_best_weights=True)
        return ready(f"epochs {epochs} ; patience off ; sgd lr 2", callbacks=[best])

    whole = run_of(6).start().wait(WAIT_SECONDS)
    parted = run_of(6)
    stop_when(parted, lambda event: isinstance(event, EpochDone) and event.epoch == 1)
    parted.start().wait(WAIT_SECONDS)
    parted.resume().wait(WAIT_SECONDS)
    assert parted.history["loss"][:2] == whole.history["loss"][:2]


def test_a_model_compiled_between_stop_and_resume_needs_a_restart(ready):
    run = ready(CLAUSES).start().wait(WAIT_SECONDS)
    run.model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    with pytest.raises(TrainingError, match="restart"):
        run.resume(epochs=1).wait(WAIT_SECONDS)
    assert run.restart().wait(WAIT_SECONDS).state == "finished"


def test_after_numbers_that_broke_the_models_own_fit_works(ready, blobs):
    run = ready("epochs 9 ; patience off ; sgd lr plateau 1*0.5/1 ; seed 1", "4 -> 8 -> 3 softmax")
    stop_when(run, lambda event: isinstance(event, EpochDone))
    run.start().wait(WAIT_SECONDS)
    breaks = lambda event: run.adjust("lr 1e30") if isinstance(event, EpochDone) else None  # noqa: E731
    run._listeners._functions.clear()
    run.on_event(breaks)
    run.resume()
    with pytest.raises(TrainingError, match="no longer a number"):
        run.wait(WAIT_SECONDS)
    assert all(np.isfinite(value).all() for value in last_state(run))
    run.model.optimizer.learning_rate = 0.01
    assert np.isfinite(run.model.fit(*blobs, verbose=0).history["loss"]).all()


@pytest.mark.parametrize(
    "loss", ["sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"]
)
def test_a_model_compiled_by_the_name_of_its_loss_is_trained_in_chunks(blobs, loss):
    model = build("4 -> 8 relu -> 3 softmax")
    model.compile("adam", getattr(load_keras().losses, loss)() if loss[0] == "S" else loss)
    run = train(model, *blobs, settings="epochs 2 ; lr 0.1 ; patience off")
    assert run.bound is not None
    first = run.history["loss"][0]
    again = run.restart().wait(WAIT_SECONDS)
    assert again.history["loss"][0] == pytest.approx(first, rel=1e-6)  # the rate is followed again
    assert same(weights(again), model.get_weights())


@pytest.mark.parametrize("clause", ["init zeros", "bias 0.3"])
def test_clauses_that_make_weights_are_refused_on_a_resume(ready, clause):
    run = ready(CLAUSES).start().wait(WAIT_SECONDS)
    with pytest.raises(TrainingError, match="set the initial weights"):
        run.resume(settings=clause)
