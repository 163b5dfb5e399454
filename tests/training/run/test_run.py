import logging
import os
import signal
import threading
import time

import numpy as np
import pytest

from densemodel.errors import DataError, TrainingError
from densemodel.training import (
    Compiling,
    EpochDone,
    RunEnded,
    RunStarted,
    StateChanged,
    StepsDone,
    prepare,
    train,
)
from support.forked import run_script
from support.training.driving import WAIT_SECONDS, Stopper, same, stop_when, weights

pytestmark = pytest.mark.tensorflow


@pytest.mark.small_training
def test_a_run_trains_all_epochs_and_keeps_history(ready):
    run = ready("epochs 3 ; patience off").start().wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert run.reason == "epochs"
    assert set(run.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert all(len(values) == 3 for values in run.history.values())
    assert list(run.history.frame().index) == [1, 2, 3]
    assert run.history["loss"][2] < run.history["loss"][0]


def test_events_come_in_the_order_of_what_happens(ready):
    run = ready("epochs 2 ; patience off")
    events = []
    run.on_event(events.append)
    run.start().wait(WAIT_SECONDS)
    kinds = [type(event) for event in events]
    assert kinds[0] is StateChanged
    assert kinds[1] is RunStarted
    assert kinds.count(EpochDone) == 2
    assert kinds[-1] is RunEnded
    steps = np.concatenate([event.losses for event in events if isinstance(event, StepsDone)])
    assert len(steps) == 2 * 3  # 84 rows in batches of 32
    assert np.allclose(steps, run.step_losses.losses)


def test_step_losses_average_to_the_epochs_loss(ready):
    run = ready("epochs 1 ; batch 21 ; patience off").start().wait(WAIT_SECONDS)
    assert run.step_losses.losses.mean() == pytest.approx(run.history["loss"][0], rel=1e-4)


def test_the_weights_are_those_of_keras_fit_on_the_same_rows(ready):
    run = ready("epochs 1 ; batch 16 ; split off ; seed 3", "4 -> 8 bn relu -> 3 softmax")
    twin = ready("epochs 1 ; batch 16 ; split off ; seed 3", "4 -> 8 bn relu -> 3 softmax").model
    order = run._session.order.epoch(0).rows
    twin.jit_compile = False
    twin.fit(run.bound.x[order], run.bound.y[order], batch_size=16, shuffle=False, verbose=0)
    run.start().wait(WAIT_SECONDS)
    assert same(weights(run), twin.get_weights())


def test_the_model_holds_the_best_epoch_when_the_run_has_ended(ready):
    run = ready("epochs 12 ; patience off ; sgd lr 3").start().wait(WAIT_SECONDS)
    x, y = (part[run.bound.validation_rows] for part in (run.bound.x, run.bound.y))
    loss = run.model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert run.best_epoch == 1 + int(np.argmin(run.history["val_loss"]))
    assert loss == pytest.approx(min(run.history["val_loss"]), rel=1e-5)
    assert loss < run.history["val_loss"][-1]


def test_patience_ends_a_run_that_gets_no_better(ready):
    run = ready("epochs 200 ; patience 2 ; sgd lr 3").start().wait(WAIT_SECONDS)
    assert run.reason == "patience"
    assert run.history.epochs == run.best_epoch + 2
    assert f"Stopped by patience at epoch {run.history.epochs}." in run.sentence


def test_stop_before_the_first_batch_is_honoured(ready):
    run = ready("epochs 500 ; patience off")
    before = weights(run)
    stop_when(run, lambda event: isinstance(event, RunStarted))
    run.start().wait(WAIT_SECONDS)
    assert run.state == "stopped"
    assert run.step_losses.step_count == 0
    assert same(before, weights(run))


def test_stop_while_xla_traces_the_network_is_honoured(ready, monkeypatch):
    from densemodel.training.engine import _functions, _xla_trial
    from densemodel.training.engine._compiled import CompileCache

    monkeypatch.setattr(_functions, "STORE", CompileCache())
    ready("epochs 1").start().wait(WAIT_SECONDS)  # it leaves compiled steps that are taken over
    run = ready("epochs 500 ; patience off")
    traced = _xla_trial.xla_chunk

    def trace_slowly(*args, **options):
        run.stop()
        time.sleep(0.1)
        return traced(*args, **options)

    monkeypatch.setattr(_xla_trial, "xla_chunk", trace_slowly)
    before = weights(run)
    run.start().wait(WAIT_SECONDS)
    assert (run.state, run.step_losses.step_count) == ("stopped", 0)
    assert same(before, weights(run))


def test_stop_within_an_epoch_keeps_model_and_history(ready):
    run = ready("epochs 5000 ; patience off")
    stop_when(run, lambda event: isinstance(event, EpochDone) and event.epoch == 3)
    run.start().wait(WAIT_SECONDS)
    assert run.state == "stopped"
    assert run.history.epochs == 3
    assert run.model.predict(run.bound.x, verbose=0).shape == (120, 3)


def test_stop_during_validation_ends_it(ready, blobs):
    from densemodel.training import ValidationDone

    x = np.tile(blobs[0], (30, 1))
    y = np.tile(blobs[1], 30)
    run = ready("epochs 50 ; patience off", validation_data=(x, y))
    seen = []
    run.on_event(lambda event: seen.append(event) if isinstance(event, ValidationDone) else None)
    stop_when(run, lambda event: isinstance(event, ValidationDone) and event.step == 2)
    run.start().wait(WAIT_SECONDS)
    assert [event.step for event in seen] == [1, 2]  # of the four that 3,600 rows take
    assert run.history.epochs == 0


@pytest.mark.parametrize("at_step", [1, 2, 3, 4, 6, 8, 9])
@pytest.mark.usefixtures("step_by_step")
def test_a_run_stopped_anywhere_and_resumed_gives_what_one_go_gives(ready, at_step):
    network = "4 -> 8 bn relu drop 0.3 -> 3 softmax"
    clauses = "epochs 3 ; patience off ; seed 5"
    whole = ready(clauses, network).start().wait(WAIT_SECONDS)
    parted = ready(clauses, network, callbacks=[stopper := Stopper(at_step)])
    stopper.run = parted
    parted.start().wait(WAIT_SECONDS)
    assert parted.state == "stopped"
    assert parted.step_losses.step_count == at_step
    parted.resume().wait(WAIT_SECONDS)
    assert parted.state == "finished"
    assert same(weights(whole), weights(parted))
    assert dict(whole.history) == dict(parted.history)


def test_resume_after_the_last_epoch_trains_ten_more(ready):
    run = ready("epochs 2 ; patience off").start().wait(WAIT_SECONDS)
    run.resume().wait(WAIT_SECONDS)
    assert run.history.epochs == 12
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert run.history.epochs == 13
    assert run.spec.settings.epochs == 13


def test_resume_after_patience_waits_again(ready):
    run = ready("epochs 200 ; patience 3 ; sgd lr 3").start().wait(WAIT_SECONDS)
    ended = run.history.epochs
    run.resume(epochs=40).wait(WAIT_SECONDS)
    assert run.history.epochs >= ended + 3


def test_restart_is_the_same_model_object_with_the_first_weights(ready):
    run = ready("epochs 2 ; patience off ; seed 4", "4 -> 8 relu drop 0.2 -> 3 softmax")
    model, first = run.model, weights(run)
    run.start().wait(WAIT_SECONDS)
    trained, history = weights(run), dict(run.history)
    assert not same(first, trained)
    run.restart().wait(WAIT_SECONDS)
    assert run.model is model
    assert same(trained, weights(run))
    assert dict(run.history) == history


def test_restart_takes_other_settings(ready):
    run = ready("epochs 1 ; patience off").start().wait(WAIT_SECONDS)
    run.restart("epochs 2 ; split 50% ; sgd lr 0.2").wait(WAIT_SECONDS)
    assert run.history.epochs == 2
    assert run.bound.validation_count == 60
    assert type(run.model.optimizer).__name__ == "SGD"
    assert "split 0.5" in str(run.spec)


def test_resume_with_another_split_goes_on_with_the_weights(ready):
    run = ready("epochs 2 ; patience off").start().wait(WAIT_SECONDS)
    run.resume(epochs=1, settings="split 20%").wait(WAIT_SECONDS)
    assert run.history.epochs == 3
    assert run.bound.validation_count == 24


def test_a_larger_split_on_resume_says_that_its_rows_were_trained_on(ready):
    run = ready("epochs 4 ; patience off ; split 10%").start().wait(WAIT_SECONDS)
    before = set(run.bound.training_rows)
    run.resume(epochs=2, settings="split 50%").wait(WAIT_SECONDS)
    leaked = len(before & set(run.bound.validation_rows))
    assert leaked > 0
    assert run.leaked_rows == leaked
    assert run.best_epoch > 4  # judged afresh, on the rows that validate now
    assert f"But {leaked} of the validation rows were trained on before" in run.sentence
    assert [finding.where for finding in run.findings] == ["split"]
    assert f"{leaked} of the validation rows were trained on" in run.findings[0].message
    run.restart().wait(WAIT_SECONDS)
    assert run.leaked_rows == 0
    assert run.findings == ()


def test_other_rows_on_resume_are_validated_afresh(ready, blobs):
    run = ready("epochs 3 ; patience off").start().wait(WAIT_SECONDS)
    x, y = blobs[0][::-1] + 0.25, blobs[1][::-1]
    run.resume(x[:90], y[:90], epochs=2).wait(WAIT_SECONDS)
    assert run.bound.training_count + run.bound.validation_count == 90
    assert run.best_epoch in {4, 5}
    assert run.leaked_rows == 0


def test_a_stop_before_the_changed_rows_were_validated_says_so(ready):
    run = ready("epochs 3 ; patience off").start().wait(WAIT_SECONDS)
    stop_when(run, lambda event: isinstance(event, RunStarted))
    run.resume(epochs=50, settings="split 20%").wait(WAIT_SECONDS)
    assert run.best_epoch is None
    assert "No epoch was evaluated since" in run.sentence


def test_a_script_that_ends_while_it_trains_ends_cleanly():
    source = (
        "import densemodel as dm, numpy as np\n"
        "x = np.random.default_rng(0).normal(size=(64, 4)); y = np.arange(64) % 2\n"
        "run = dm.train('4 -> 8 relu -> 2 softmax ; epochs 1000000 ; patience off', x, y,"
        " wait=False)\n"
        "import threading; begun = threading.Event(); run.on_event(lambda e: begun.set())\n"
        "begun.wait(60)"
    )
    ended = run_script(source)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_resume_with_another_rate_uses_it(ready):
    run = ready("epochs 1 ; patience off").start().wait(WAIT_SECONDS)
    run.resume(epochs=1, settings="adam lr 0.25").wait(WAIT_SECONDS)
    assert float(run.model.optimizer.learning_rate) == pytest.approx(0.25)


@pytest.mark.parametrize("clause", ["without x", "split 0.3 by x"])
@pytest.mark.parametrize("drive", ["start", "resume", "restart"])
def test_settings_that_are_refused_change_nothing(ready, drive, clause):
    run = ready("epochs 1")
    if drive != "start":
        run.start().wait(WAIT_SECONDS)
    spec, state, before, history = run.spec, run.state, weights(run), dict(run.history)
    with pytest.raises(DataError, match="bind the data again"):
        getattr(run, drive)(settings=clause)
    assert (run.spec, run.state, dict(run.history)) == (spec, state, history)
    assert same(weights(run), before)
    assert run.bound.refusals == ()


def test_epochs_and_patience_change_while_it_trains(ready):
    run = ready("epochs 100000 ; patience off")
    run.on_event(
        lambda event: (
            run.adjust("epochs 4") if isinstance(event, EpochDone) and event.epoch == 2 else None
        )
    )
    run.start().wait(WAIT_SECONDS)
    assert run.history.epochs == 4
    assert "epochs 4" in str(run.spec)


def test_steps_end_a_run_within_an_epoch(ready):
    run = ready("steps 5 ; patience off").start().wait(WAIT_SECONDS)
    assert run.reason == "steps"
    assert run.step_losses.step_count == 5
    assert run.history.epochs == 2
    assert run.progress.total_steps == run.progress.planned_steps == 5


def test_a_run_shows_one_line_and_a_table(ready):
    run = ready("epochs 7 ; patience off", name="digits")
    assert repr(run) == "Run of digits: Ready to train on 84 rows."
    shown = repr(run.start().wait(WAIT_SECONDS)).splitlines()
    assert shown[0].startswith("Run of digits: Finished 7 epochs.")
    assert shown[2].split() == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert [line.split()[0] for line in shown[4:]] == ["3", "4", "5", "6", "7"]


def test_without_validation_the_model_keeps_the_last_weights(ready):
    run = ready("epochs 2 ; split off").start().wait(WAIT_SECONDS)
    assert run.best_epoch is None
    assert "val_loss" not in run.history
    assert "no rows were held out for validation" in run.sentence


def test_averaged_weights_are_those_of_keras_fit_and_resume_goes_on_from_the_last(ready):
    clauses = "epochs {} ; batch 16 ; split off ; sgd(use_ema=on, ema_momentum=0.5) lr 0.1"
    run, twin = ready(clauses.format(1)), ready(clauses.format(1)).model
    order = run._session.order.epoch(0).rows
    twin.jit_compile = False
    twin.fit(run.bound.x[order], run.bound.y[order], batch_size=16, shuffle=False, verbose=0)
    run.start().wait(WAIT_SECONDS)
    assert same(weights(run), twin.get_weights())

    whole = ready(clauses.format(2)).start().wait(WAIT_SECONDS)
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert same(weights(run), weights(whole))


def test_averaged_weights_are_what_is_validated_and_kept(ready):
    clauses = "epochs 6 ; batch 16 ; patience off ; sgd(use_ema=on, ema_momentum=0.9) lr 3"
    run = ready(clauses).start().wait(WAIT_SECONDS)
    x, y = (part[run.bound.validation_rows] for part in (run.bound.x, run.bound.y))
    loss = run.model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert loss == pytest.approx(min(run.history["val_loss"]), rel=1e-5)

    plain = ready(clauses.replace("use_ema=on, ema_momentum=0.9", "momentum=0"))
    plain.start().wait(WAIT_SECONDS)
    assert plain.history["loss"] == pytest.approx(run.history["loss"], rel=1e-4)
    assert plain.history["val_loss"] != pytest.approx(run.history["val_loss"], rel=1e-2)


def test_test_data_is_scored_when_the_run_ends(ready, blobs):
    run = ready("epochs 3", test_data=blobs).start().wait(WAIT_SECONDS)
    direct = run.model.evaluate(run.bound.x, run.bound.y, verbose=0, return_dict=True)
    assert run.test_metrics["accuracy"] == pytest.approx(direct["accuracy"])
    assert "Test loss" in run.sentence


def test_an_error_in_the_thread_is_raised_by_wait(ready):
    run = ready("epochs 3", callbacks=[failing_callback()])
    run.start()
    with pytest.raises(ZeroDivisionError, match="in a callback"):
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert run.sentence == "Failed: ZeroDivisionError: in a callback."
    assert run.history.epochs == 1
    assert np.isfinite(weights(run)[0]).all()


def failing_callback():
    from densemodel.network import load_keras

    class Failing(load_keras().callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):  # noqa: ARG002
            if epoch == 1:
                raise ZeroDivisionError("in a callback")

    return Failing()


def test_an_interrupt_stops_the_run_and_keeps_the_model(ready):
    run = ready("epochs 100000 ; patience off")
    run.on_event(lambda event: interrupt() if is_epoch(event, 2) else None)
    run.start()
    with pytest.raises(KeyboardInterrupt):
        run.wait(WAIT_SECONDS)
    assert run.state == "stopped"
    assert run.history.epochs >= 2


def test_an_interrupted_train_gives_back_its_run(blobs):
    callback = calling_at_epoch(2, interrupt)
    run = train("4 -> 3 softmax ; epochs 100000 ; patience off", *blobs, callbacks=[callback])
    assert run.state == "stopped"
    assert run.model.predict(blobs[0], verbose=0).shape == (120, 3)


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)


def is_epoch(event, number):
    return isinstance(event, EpochDone) and event.epoch == number


def calling_at_epoch(number, function):
    from densemodel.network import load_keras

    return load_keras().callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, _: function() if epoch + 1 == number else None
    )


@pytest.mark.usefixtures("step_by_step")
def test_a_single_callback_needs_no_list(ready):
    stopper = Stopper(2)
    run = ready("epochs 50 ; patience off", callbacks=stopper)
    stopper.run = run
    assert run.start().wait(WAIT_SECONDS).step_losses.step_count == 2
    assert ready("epochs 1", callbacks=None).start().wait(WAIT_SECONDS).state == "finished"


def test_a_keras_callback_that_stops_is_obeyed(ready):
    from densemodel.network import load_keras

    keras = load_keras()
    stopper = keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=100.0)
    run = ready("epochs 50 ; patience off", callbacks=[stopper]).start().wait(WAIT_SECONDS)
    assert run.reason == "callback"
    assert run.history.epochs == 2


def test_a_loss_that_is_no_number_ends_the_run_with_sound_weights(blobs):
    from densemodel.training import prepare

    run = prepare("4 -> 8 -> 1 ; sgd lr 1e8 ; epochs 5", blobs[0], blobs[1].astype(float) + 0.5)
    run.start()
    with pytest.raises(TrainingError, match=r"smaller learning rate, lr 0\.01"):
        run.wait(WAIT_SECONDS)
    assert run.reason == "non-finite"
    assert all(np.isfinite(w).all() for w in weights(run))


def test_the_second_run_waits_for_the_first(ready):
    first, second = ready("epochs 100000 ; patience off", name="first"), ready("epochs 1")
    may_end = threading.Event()
    first.on_event(
        lambda event: may_end.wait(WAIT_SECONDS) if isinstance(event, RunStarted) else None
    )
    first.start()
    second.start()
    assert second.state == "waiting"
    assert second.sentence == "Waiting for first to end."
    first.stop()
    may_end.set()
    second.wait(WAIT_SECONDS)
    assert first.state == "stopped"
    assert second.state == "finished"


def test_runs_that_take_no_turns_train_side_by_side(ready):
    first, second = ready("epochs 100000 ; patience off"), ready("epochs 2 ; patience off")
    second.is_queued = False
    first.start()
    second.start().wait(WAIT_SECONDS)
    assert second.state == "finished"
    assert first.state == "running"
    first.stop().wait(WAIT_SECONDS)


def test_a_waiting_run_can_be_stopped(ready):
    first, second = ready("epochs 100000 ; patience off"), ready("epochs 1")
    first.start()
    second.start().stop().wait(WAIT_SECONDS)
    assert second.state == "stopped"
    assert first.state == "running"
    first.stop().wait(WAIT_SECONDS)


def test_stop_of_a_run_that_is_not_training_does_nothing(ready):
    run = ready()
    assert run.stop().state == "ready"


def test_a_listener_that_raises_is_dropped_and_training_goes_on(ready, caplog):
    run = ready("epochs 2 ; patience off")
    calls = []

    def broken(event):
        calls.append(event)
        raise ValueError("broken")

    run.on_event(broken)
    run.start().wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert len(calls) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_cancelled_listener_gets_no_event(ready):
    run = ready("epochs 1")
    received = []
    cancel = run.on_event(received.append)
    cancel()
    run.start().wait(WAIT_SECONDS)
    assert received == []


def test_the_models_own_fit_works_as_before_after_a_run(ready):
    run = ready("epochs 1 ; patience off").start().wait(WAIT_SECONDS)
    assert run.model.train_function is None
    before = weights(run)
    history = run.model.fit(run.bound.x, run.bound.y, epochs=1, verbose=0).history
    assert history["loss"][0] > 0
    assert not same(before, weights(run))


def test_class_weights_change_the_loss_as_in_keras(blobs):
    clauses = "4 -> 3 softmax ; epochs 1 ; batch 200 ; split off ; sgd lr 0.1"
    run = train(clauses, *blobs, class_weight={0: 2.0, 1: 0.5})
    twin = train(clauses, *blobs, wait=True).model  # same shape, then set back below
    from densemodel.network import build

    twin = build(run.spec)
    twin.fit(*blobs, batch_size=200, class_weight={0: 2.0, 1: 0.5, 2: 1.0}, verbose=0)
    assert run.model.get_weights()[0] == pytest.approx(twin.get_weights()[0], abs=1e-5)


@pytest.mark.parametrize("numbers", [{0: 2, 3: 5}, {0.0: 2, 3.0: 5}, {np.int64(0): 2, "3": 5}])
def test_classes_are_named_by_any_kind_of_number(blobs, numbers):
    x, y = blobs
    run = train("4 -> 5 softmax ; epochs 1", x, np.where(y == 2, 3, y), class_weight=numbers)
    assert sorted(set(run._session._weights.tolist())) == [1, 2, 5]
    more = train("4 -> 5 softmax ; epochs 1", x, y, class_weight={4: 3, False: 2})
    assert sorted(set(more._session._weights.tolist())) == [1, 2]


def test_short_runs_one_after_the_other_bring_no_warning(ready, caplog):
    tensorflow = logging.getLogger("tensorflow")
    tensorflow.addHandler(caplog.handler)
    for _ in range(7):
        ready("epochs 1").start().wait(WAIT_SECONDS)
    tensorflow.removeHandler(caplog.handler)
    assert caplog.text == ""


def test_while_it_trains_the_sentence_says_the_best_so_far(ready):
    run = ready("epochs 3 ; patience off")
    sentences = []
    run.on_event(
        lambda event: sentences.append(run.sentence) if isinstance(event, EpochDone) else None
    )
    run.start().wait(WAIT_SECONDS)
    assert sentences[0].startswith(
        "Training: epoch 2 of 3. Best so far at epoch 1: validation loss "
    )
    assert "(baseline " in sentences[0]


def test_a_run_says_that_it_compiles_where_it_does():
    x = np.random.default_rng(0).normal(size=(40, 3))
    run = prepare("3 -> 7 relu -> 1 ; epochs 1", x, x[:, 0])
    received = []
    run.on_event(received.append)
    run.start().wait(WAIT_SECONDS)
    kinds = [type(event) for event in received]
    assert kinds.index(RunStarted) < kinds.index(Compiling) < kinds.index(StepsDone)
    received.clear()
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert Compiling not in map(type, received)


def test_r2_of_a_single_row_is_not_written_as_0():
    x = np.random.default_rng(0).normal(size=(60, 3))
    run = train("3 -> 1 ; split 0.01 ; epochs 2", x, x[:, 0])
    assert run.bound is not None
    assert run.bound.validation_count == 1
    assert np.isnan(run.history["val_r2_score"]).all()
    assert np.isfinite(run.history["val_mean_absolute_error"]).all()
    assert "R2" not in run.sentence
    assert "a number" not in run.sentence


def test_a_y_that_never_changes_is_reported_as_nothing_to_learn():
    x = np.random.default_rng(0).normal(size=(60, 3))
    run = train("3 -> 1 ; epochs 2", x, np.full(60, 3.0))
    assert "There is nothing to learn" in run.sentence
    assert "larger lr" not in run.sentence
