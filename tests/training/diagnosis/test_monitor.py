"""When a run is measured, and how little that takes of its time."""

import numpy as np
import pytest

from densemodel.network import load_keras
from densemodel.training import EpochDone, EvaluationDone, Measured, diagnose, prepare
from densemodel.training.diagnosis import Budget
from support.training.driving import last_state, same, weights

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

SPEC = "6 -> 8 relu -> 2 softmax ; batch 8 ; patience off ; seed 1"
WAIT_SECONDS = 60


def points(count=320):
    """Points around two centres, and to which each belongs."""
    rng = np.random.default_rng(0)
    y = np.arange(count) % 2
    return (rng.normal(size=(count, 6)) + 1.5 * y[:, None]).astype(np.float32), y


def spent(epochs, *, epoch, cost, first=0.0):
    """Seconds of measuring in all, and the epochs after which it was done, the end left out."""
    budget, measured = Budget(), []
    for done in range(1, epochs):
        if budget.allows(epoch * done, done / epochs):
            budget.add(cost + (0 if measured else first))
            measured.append(done)
    budget.add(cost)
    return budget.spent, measured


@pytest.mark.parametrize("epoch", [0.05, 0.5, 5.0])
@pytest.mark.parametrize("cost", [0.005, 0.02, 0.09])
@pytest.mark.parametrize("epochs", [2, 30, 3000])
def test_measuring_takes_2_percent_or_0_3_s(epochs, epoch, cost):
    seconds, measured = spent(epochs, epoch=epoch, cost=cost, first=0.08)
    assert measured[0] == 1
    assert seconds <= max(0.3, 0.02 * epoch * epochs)


def test_what_takes_long_is_done_early_and_at_the_end_alone():
    assert spent(30, epoch=0.05, cost=1.0) == (2.0, [1])


def test_a_short_run_is_measured_up_to_its_end():
    _, measured = spent(100, epoch=0.05, cost=0.02)
    assert measured[0] == 1
    assert any(20 < epoch < 60 for epoch in measured)
    assert any(epoch > 70 for epoch in measured)


def events_of(run):
    events = []
    run.on_event(events.append)
    return events


def test_nothing_is_measured_early_within_the_first_epoch(monkeypatch):
    monkeypatch.setattr("densemodel.training.diagnosis._monitor._FIRST_SECONDS", 1e9)
    run = prepare(f"{SPEC} ; steps 84 ; every 7", *points())
    events = events_of(run)
    run.start().wait(WAIT_SECONDS)
    kinds = [type(event) for event in events if isinstance(event, EvaluationDone | Measured)]
    assert kinds[:4] == [EvaluationDone] * 4
    assert Measured in kinds[4:]


def test_a_run_of_one_epoch_is_measured_at_its_end_alone():
    run = prepare(f"{SPEC} ; epochs 1", *points())
    events = events_of(run)
    run.start().wait(WAIT_SECONDS)
    assert sum(isinstance(event, Measured) for event in events) == 1


def test_a_run_that_is_stopped_is_measured():
    run = prepare(f"{SPEC} ; epochs 100000", *points())
    run.on_event(lambda event: run.stop() if isinstance(event, EpochDone) else None)
    run.start().wait(WAIT_SECONDS)
    assert run.state == "stopped"
    assert run.diagnosis is not None


def test_a_run_that_came_to_no_number_is_measured_with_its_sound_weights():
    x, _ = points()
    run = prepare("6 -> 8 -> 1 ; sgd lr 100 ; epochs 3 ; batch 8", x, x[:, 0]).start()
    with pytest.raises(Exception, match="no longer a number"):
        run.wait(WAIT_SECONDS)
    assert run.diagnosis is not None
    assert np.isfinite(run.diagnosis.layers["gradient_norm"]).all()
    assert run.diagnosis.findings[0] in run.findings


def test_a_trial_is_not_measured_unless_it_is_asked_for():
    run = prepare(f"{SPEC} ; epochs 3", *points())
    run.is_measured = False
    events = events_of(run)
    run.start().wait(WAIT_SECONDS)
    assert not any(isinstance(event, Measured) for event in events)
    assert len(run.layer_course) == 0


@pytest.mark.usefixtures("measured_always")
def test_a_restart_begins_another_course():
    run = prepare(f"{SPEC} ; epochs 4", *points()).start().wait(WAIT_SECONDS)
    before = len(run.layer_course)
    run.resume(epochs=2).wait(WAIT_SECONDS)
    assert len(run.layer_course) > before
    run.restart("epochs 1").wait(WAIT_SECONDS)
    assert run.layer_course.points().places.tolist() == [1.0]


def test_other_rows_are_measured_after_a_resume_with_them():
    run = prepare(f"{SPEC} ; epochs 2", *points()).start().wait(WAIT_SECONDS)
    assert run.diagnosis is not None
    before = np.asarray(run.diagnosis.probe)
    x, y = points()
    run.resume(x + 9, y, epochs=2).wait(WAIT_SECONDS)
    assert run.diagnosis is not None
    assert np.allclose(np.asarray(run.diagnosis.probe), before + 9)


def test_a_measurement_that_fails_does_not_end_the_run(monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("densemodel.training.diagnosis.Meter.measure", fail)
    run = prepare(f"{SPEC} ; epochs 3", *points()).start().wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert [record.message for record in caplog.records] == [
        "the run continues without measurements"
    ]


def Kernels():  # noqa: N802 - a class that needs Keras to be loaded
    """A callback that keeps the weights of the first layer after each step that it hears of."""

    class KeepKernels(load_keras().callbacks.Callback):
        def on_train_begin(self, logs=None):  # noqa: ARG002
            self.saved = []

        def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
            first = self.model.layers[0]
            self.saved.append(np.concatenate([w.numpy().ravel() for w in first.weights]))

    return KeepKernels()


def last_ratio(run, saved):
    before, after = saved[-2:]
    assert run.diagnosis is not None
    found = run.diagnosis.layers["update_ratio"]
    assert found[0] == pytest.approx(np.linalg.norm(after - before) / np.linalg.norm(before))
    assert 0 < found[1] < 1


@pytest.mark.usefixtures("step_by_step")
def test_the_update_ratio_is_that_of_the_last_step_before_an_evaluation():
    kernels = Kernels()
    run = prepare(f"{SPEC} ; epochs 2 ; split off", *points(), callbacks=[kernels])
    last_ratio(run.start().wait(WAIT_SECONDS), kernels.saved)


def test_the_update_ratio_is_known_in_the_loop_of_keras():
    import tensorflow as tf

    kernels = Kernels()
    batches = tf.data.Dataset.from_tensor_slices(points()).batch(16)
    run = prepare(f"{SPEC} ; epochs 2", batches, callbacks=[kernels])
    last_ratio(run.start().wait(WAIT_SECONDS), kernels.saved)


def test_before_the_first_step_the_update_ratio_is_unknown():
    assert diagnose(prepare(SPEC, *points())).layers["update_ratio"].isna().all()


@pytest.mark.parametrize("more", ["epochs 6", "steps 168 ; every 7", "epochs 6 ; jit"])
def test_measuring_changes_no_number_of_training(more):
    spec = (
        f"6 -> 16 bn relu drop 0.3 -> 2 softmax ; batch 8 ; seed 1 ; {more.partition(' ; jit')[0]}"
    )
    how = {"jit_compile": True} if more.endswith("jit") else {"jit_compile": False}
    runs = [prepare(spec, *points(), **how) for _ in range(2)]
    runs[1].is_measured = False
    for run in runs:
        run.start().wait(WAIT_SECONDS)
    measured, alone = runs
    assert len(measured.layer_course) > 1
    assert dict(measured.history) == dict(alone.history)
    assert same(weights(measured), weights(alone))
    assert same(last_state(measured), last_state(alone))
