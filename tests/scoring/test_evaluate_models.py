"""`dm.evaluate`: which model is asked, and what its run has done before."""

import threading

import numpy as np
import pytest

import densemodel as dm
from densemodel.network import load_keras
from densemodel.scoring import evaluation_rows_of, predict_rows
from densemodel.training import StepsDone, prepare
from support.network.called import answers_of
from support.scoring.trained_runs import CLASSES, SPLIT, X, Y, data, trained

pytestmark = pytest.mark.tensorflow


def test_a_model_whose_run_took_no_step_is_scored_as_a_plain_one():
    run = prepare(SPLIT, X, Y, name="digits")
    report = dm.evaluate(run.model, X, Y)
    assert report.name == "model"
    assert not any("has not been trained" in note for note in report.notes)


def test_rows_that_trained_before_the_split_was_changed_are_noted():
    run = trained(SPLIT.replace("split 25%", "split off"))
    run.resume(epochs=2, settings="split 30%").wait()
    assert run.leaked_rows
    report = dm.evaluate(run)
    assert report.where == "validation"
    (note,) = [note for note in report.notes if "before the split was changed" in note]
    assert note.startswith(f"{run.leaked_rows} of the validation rows")


def test_a_run_that_was_stopped_within_its_first_epoch_has_been_trained():
    run = prepare(SPLIT.replace("epochs 3", "epochs 100000"), *data(50_000))
    stepped = threading.Event()
    run.on_event(lambda event: stepped.set() if isinstance(event, StepsDone) else None)
    run.start()
    assert stepped.wait(60)
    run.stop().wait(60)
    assert run.progress is not None
    assert run.progress.total_steps
    assert not run.history.evaluations
    assert not any("not been trained" in note for note in dm.evaluate(run, X, Y).notes)


@pytest.mark.parametrize("low", [-1, 0])
@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_a_plain_model_of_a_hinge_takes_both_ways_to_write_its_labels(low, loss):
    keras = load_keras()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="tanh")])
    model.compile("adam", loss)
    y = np.where(Y == "ant", 1, low)
    report = dm.evaluate(model, X, y)
    assert report.metrics["loss"] == pytest.approx(model.evaluate(X, y, verbose=0), abs=1e-5)
    y_pred = answers_of(model, X)[:, 0] > 0
    assert report.metrics["accuracy"] == pytest.approx((y_pred == (y == 1)).mean())
    assert report.confusion.index.tolist() == [low, 1]


def test_answers_and_penalty_are_of_the_same_weights(monkeypatch):
    from densemodel.scoring.rows import _answers

    run = trained("4 -> 6(l2=0.1) relu -> 3 softmax ; epochs 1 ; split 25%")
    rows = evaluation_rows_of(run)
    assert rows is not None
    asked = 0
    sound_weights = _answers.sound_weights

    def counted(*args, **options):
        nonlocal asked
        asked += 1
        return sound_weights(*args, **options)

    monkeypatch.setattr(_answers, "sound_weights", counted)
    predict_rows(run.model, rows)
    dm.evaluate(run)
    dm.evaluate(run, X, Y)
    assert asked == 3


def test_a_run_without_data_is_scored_as_its_plain_model_if_rows_are_given():
    run = prepare("4 -> 6 relu -> 3 softmax ; epochs 1", name="digits")
    numbers = np.searchsorted(CLASSES, Y)
    blank = dm.evaluate(run, X, numbers)
    assert "digits has not been trained yet." in blank.notes
    run.model.fit(X, numbers, epochs=1, verbose=0)
    report = dm.evaluate(run, X, numbers)
    expected = run.model.evaluate(X, numbers, verbose=0, return_dict=True)
    assert report.metrics["loss"] == pytest.approx(expected["loss"], abs=1e-5)
    assert not any("trained yet" in note for note in report.notes)
