"""What is compiled for one run serves the next of the same make, and no other."""

import gc
import importlib
import threading
import time
import weakref

import numpy as np
import pandas as pd
import pytest

from densemodel.errors import DenseModelError
from densemodel.network import load_keras
from densemodel.training import prepare
from densemodel.training.engine._compiled import CompileCache
from densemodel.training.engine._xla_trial import XlaTrial, wait_for_trials
from support.training.driving import WAIT_SECONDS, same, weights

pytestmark = pytest.mark.tensorflow

CLAUSES = "epochs 3 ; patience off"
LONG = "steps 150 ; patience off"
LOSS = "sparse_categorical_crossentropy"


def losses(run):
    return run.start().wait(WAIT_SECONDS).history["loss"]


def test_the_same_network_with_another_rate_is_not_traced_again(ready, monkeypatch):
    losses(ready(CLAUSES))
    monkeypatch.setattr("densemodel.training.engine._steps.plain_chunk", None)  # a call would fail
    assert losses(ready(f"{CLAUSES} ; lr 0.1 ; seed 9 ; split 20%"))


@pytest.mark.parametrize("network", ["4 -> norm -> 6 relu -> 3 softmax", "table -> 5 relu -> 3"])
def test_what_has_learned_the_same_of_its_rows_is_not_traced_again(network, blobs, monkeypatch):
    x, y = blobs
    rows = pd.DataFrame(x).assign(kind=y % 2 > 0) if network.startswith("table") else x
    text = f"{network} ; {CLAUSES} ; split 20% last"
    assert losses(prepare(text, rows, y))
    monkeypatch.setattr("densemodel.training.engine._steps.plain_chunk", None)  # a call would fail
    assert losses(prepare(f"{text} ; lr 0.1 ; seed 9", rows, y))


def test_what_has_learned_of_other_rows_has_steps_of_its_own(blobs):
    x, y = blobs
    text = f"4 -> norm -> 6 relu -> 3 softmax ; {CLAUSES}"
    usual = losses(prepare(text, x, y))
    # 16 times the numbers are the same once they are normalized
    assert losses(prepare(text, 16 * x, y)) == pytest.approx(usual, rel=1e-4)


def test_another_delta_of_huber_has_steps_of_its_own(blobs):
    x, y = blobs
    text = f"4 -> 6 relu -> 1 ; {CLAUSES} ; split off ; lr 1e-9 ; loss"
    near, far = (losses(prepare(f"{text} huber(delta={delta})", x, 100 + y))[0] for delta in (1, 5))
    assert far / near == pytest.approx(5, rel=0.05)  # Huber is a line of slope delta there


def test_a_model_that_was_compiled_otherwise_has_steps_of_its_own(ready):
    keras = load_keras()
    usual = losses(ready(CLAUSES))
    changed = ready(CLAUSES)
    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 5, 0.5)
    changed.model.compile(keras.optimizers.Adam(schedule), LOSS, metrics=["accuracy"])
    assert losses(changed) != usual
    assert losses(ready(CLAUSES)) == usual


@pytest.mark.parametrize("factor", [1.0, 100.0])
def test_a_loss_of_ones_own_is_not_taken_for_another(ready, factor):
    keras = load_keras()

    def own_loss(y, guess):
        return factor * keras.losses.sparse_categorical_crossentropy(y, guess)

    run = ready(CLAUSES)
    run.model.compile("adam", own_loss)
    assert 0.5 < losses(run)[0] / factor < 3


def _change(name, model):
    if name == "compile":
        model.compile("adam", load_keras().losses.MeanAbsoluteError())
    elif name == "activation":
        model.layers[0].activation = load_keras().activations.tanh
    elif name == "trainable":
        model.layers[0].trainable = False
    elif name == "loss attribute":
        model.loss.reduction = "sum"
    elif name == "method":
        model.train_step = model.test_step


NINE = "4 -> 9 relu -> 3 softmax"


@pytest.fixture
def usual(ready):
    """The losses of a network that nobody changes: its steps are compiled once for all tests."""
    return losses(ready(CLAUSES, NINE))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        *(("_steps.plain_chunk", name) for name in ("compile", "trainable", "method")),
        *(("_evaluator._chunk_of", name) for name in ("activation", "loss attribute")),
    ],
)
def test_steps_of_a_model_that_is_changed_meanwhile_are_not_kept(
    ready, usual, monkeypatch, name, place
):
    monkeypatch.setattr("densemodel.training.engine._functions.STORE", CompileCache())
    module, _, function = place.rpartition(".")
    trace = getattr(importlib.import_module(f"densemodel.training.engine.{module}"), function)

    def change_and_trace(model, feed):
        _change(name, model)
        return trace(model, feed)

    run = ready(CLAUSES, NINE)
    with monkeypatch.context() as patched:
        patched.setattr(f"densemodel.training.engine.{place}", change_and_trace)
        with pytest.raises(DenseModelError, match="changed from outside"):
            run.start().wait(WAIT_SECONDS)
    assert losses(ready(CLAUSES, NINE)) == usual


@pytest.mark.usefixtures("xla_of_few_steps")
def test_what_xla_compiles_of_a_changed_model_after_a_stop_is_not_used(ready, monkeypatch):
    monkeypatch.setattr("densemodel.training.engine._functions.STORE", CompileCache())
    clauses, network = LONG, "4 -> 11 relu -> 3 softmax"
    usual = losses(ready(clauses, network))
    monkeypatch.setattr("densemodel.training.engine._functions.STORE", CompileCache())
    begun, is_changed, is_gain = threading.Event(), threading.Event(), XlaTrial._is_gain

    def compile_later(*arguments):
        begun.set()
        assert is_changed.wait(WAIT_SECONDS)
        return is_gain(*arguments)

    run = ready(clauses, network)
    with monkeypatch.context() as patched:
        patched.setattr(XlaTrial, "_is_gain", compile_later)
        run.start()
        assert begun.wait(WAIT_SECONDS)
        run.stop().wait(WAIT_SECONDS)
        _change("activation", run.model)
        is_changed.set()
        wait_for_trials(time.monotonic() + WAIT_SECONDS)
    later = ready(clauses, network)
    assert losses(later) == usual
    assert later.uses_xla


@pytest.mark.usefixtures("xla_of_few_steps")
@pytest.mark.parametrize(("clauses", "order"), [(LONG, ["xla", "plain"]), (CLAUSES, ["plain"])])
def test_xla_compiles_a_small_dense_network_from_the_start(ready, monkeypatch, clauses, order):
    traced = []
    for name, place in (("xla", "_xla_trial"), ("plain", "_steps")):
        module = importlib.import_module(f"densemodel.training.engine.{place}")
        usual = getattr(module, f"{name}_chunk")

        def trace(*arguments, name=name, usual=usual, **more):
            traced.append(name)
            return usual(*arguments, **more)

        monkeypatch.setattr(module, f"{name}_chunk", trace)
    monkeypatch.setattr("densemodel.training.engine._functions.STORE", CompileCache())
    losses(ready(clauses))
    assert traced == order


def test_a_model_is_set_free_when_its_run_is(blobs):
    run = prepare(f"4 -> 7 relu -> 3 softmax ; {CLAUSES}", *blobs)
    losses(run)
    model = weakref.ref(run.model)
    feed = weakref.ref(next(iter(run._session._functions._feeds.values()))[1])
    del run
    for thread in threading.enumerate():
        if thread.name == "densemodel-model":  # a moment longer than `wait`
            thread.join(WAIT_SECONDS)
    gc.collect()
    assert model() is None
    assert feed() is None


def test_fewer_rows_than_a_batch_are_trained_with_xla_allowed(ready):
    run = ready(f"{CLAUSES} ; batch 512", jit_compile=True).start().wait(WAIT_SECONDS)
    assert (run.state, run.uses_xla) == ("finished", False)


@pytest.mark.usefixtures("xla_of_few_steps")
def test_a_trial_that_takes_long_is_not_waited_for(ready, monkeypatch):
    for limit in ("MOST_TRIAL_SECONDS", "SURE_TRIAL_SECONDS"):
        monkeypatch.setattr(f"densemodel.training.engine._steps.{limit}", -1.0)
    network = "4 -> 13 relu -> 3 softmax"
    run = ready(LONG, network).start().wait(WAIT_SECONDS)
    assert (run.state, run.uses_xla) == ("finished", False)


@pytest.mark.usefixtures("xla_of_few_steps")
def test_a_short_run_gives_the_same_before_and_after_a_long_one(ready):
    before = ready(CLAUSES).start().wait(WAIT_SECONDS)
    ready(LONG).start().wait(WAIT_SECONDS)
    after = ready(CLAUSES).start().wait(WAIT_SECONDS)
    assert same(weights(before), weights(after))


def test_a_callback_may_set_the_rate_before_a_call(ready):
    class SetRate(load_keras().callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):  # noqa: ARG002
            self.model.optimizer.learning_rate = 0.0

    run = ready(f"{CLAUSES} ; split off", callbacks=[SetRate()])
    first = [w.copy() for w in weights(run)]
    run.start().wait(WAIT_SECONDS)
    assert same(first, weights(run))


def test_a_callbacks_rate_stands_after_a_resume_with_another(ready):
    scheduler = load_keras().callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
    run = ready("epochs 1 ; patience off", callbacks=[scheduler]).start().wait(WAIT_SECONDS)
    run.resume(settings="lr 0.01", epochs=1).wait(WAIT_SECONDS)
    assert float(run.model.optimizer.learning_rate) == pytest.approx(0.05)


@pytest.mark.parametrize("more", [{"settings": "repeat 3"}, {"settings": "sgd"}, {"epochs": 0}])
def test_a_resume_that_is_refused_keeps_the_rows(ready, blobs, more):
    run = ready(CLAUSES).start().wait(WAIT_SECONDS)
    bound = run.bound
    with pytest.raises(DenseModelError):
        run.resume(blobs[0][:60], blobs[1][:60], **more)
    assert run.bound is bound


def test_other_rows_on_resume_are_validated_on_the_given_data(ready, blobs):
    run = ready(CLAUSES, validation_data=(blobs[0][::2], blobs[1][::2]))
    run.start().wait(WAIT_SECONDS)
    run.resume(*(part[::3] for part in blobs), epochs=1).wait(WAIT_SECONDS)
    assert (run.bound.validation_count, run.bound.training_count) == (60, 40)


def test_settings_at_the_start_make_the_weights(ready):
    run = ready("epochs 1 ; patience off ; split off")
    run.on_event(lambda _: run.stop())
    run.start("init zeros").wait(WAIT_SECONDS)
    assert not np.any(weights(run)[0])
