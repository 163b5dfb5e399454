"""Mistakes that show in training, or are made while it goes on."""

import numpy as np
import pytest

from densemodel.errors import DataError, SpecError, TrainingError
from densemodel.training import RunStarted, prepare, train
from support.training.driving import WAIT_SECONDS, same, weights
from support.training.monitored_runs import X, Y, points

pytestmark = pytest.mark.tensorflow

SPEC = "6 -> 8 relu -> 2 softmax ; epochs 3 ; patience off"


def test_a_rate_that_is_far_too_large_stops_and_gives_the_last_finite_weights_back():
    run = prepare("6 -> 8 -> 1 ; sgd lr 100 ; split off ; patience off", X, X[:, 0]).start()
    with pytest.raises(TrainingError, match=r"smaller learning rate, lr 0.01$"):
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert all(np.isfinite(weight).all() for weight in weights(run))


@pytest.mark.parametrize(
    ("spec", "factor", "words", "fix"),
    [
        (
            "2 -> 32 relu -> 1 ; sgd lr 0.1",
            1000,
            "norm ; target norm ; adam lr 0.001",
            "x and y are not scaled, so write norm after the input, target norm and adam lr 0.001",
        ),
        (
            "2 -> norm -> 32 relu -> 1 ; sgd lr 0.1",
            1000,
            "target norm ; adam lr 0.001",
            "y is not scaled, so write target norm and adam lr 0.001",
        ),
        (
            "2 -> 32 relu -> 1 ; sgd lr plateau 100*0.5/3",
            1,
            "norm ; lr 0.01",
            "x is not scaled, so write norm after the input and lr 0.01",
        ),
        (
            "2 -> norm -> 8*(40 relu) -> 1 ; init random_normal:1 ; sgd lr 0.01",
            1,
            "init he_normal",
            "the initial weights are 4.5 times as large as usual, so write init he_normal",
        ),
    ],
)
def test_a_loss_that_is_no_number_is_answered_with_its_cause_and_following_that_trains(
    spec, factor, words, fix
):
    rng = np.random.default_rng(1)
    x = rng.normal(2000, 900, (300, 2))  # square feet
    y = factor * (0.2 * x[:, 0] / 1000 + rng.normal(0, 0.1, 300))
    run = prepare(f"{spec} ; epochs 20", x, y).start()
    with pytest.raises(TrainingError) as caught:
        run.wait(WAIT_SECONDS)
    assert str(caught.value).endswith(f": {fix}")
    assert len(str(caught.value)) <= 240
    found, *causes = caught.value.findings
    assert found in run.findings
    assert found.accept == words
    assert {one.accept for one in causes} <= set(words.split(" ; "))
    assert run.diagnosis is not None
    assert run.diagnosis.findings[0] == found
    cured = train(found.apply_to(run.spec), x, y)
    assert cured.history["val_r2_score"][-1] > 0.35


def test_one_missing_value_in_x_is_refused_before_training():
    x = X.copy()
    x[70, 3] = np.nan
    with pytest.raises(DataError, match=r"1 missing value in x \(row 70, column 3\)"):
        train(SPEC, x, Y)


def test_one_unit_of_softmax_is_refused():
    with pytest.raises(SpecError, match="softmax"):
        train("6 -> 1 softmax", X, Y)


def test_rows_that_are_overwritten_right_after_the_start_do_no_harm():
    spec = SPEC + " ; weights balanced"
    x, y = points(2400)
    unchanged = prepare(spec, x.copy(), y.copy(), validation_data=(x.copy(), y.copy()))
    unchanged.start().wait(WAIT_SECONDS)
    other = x.copy()
    spoiled = prepare(spec, x, y, validation_data=(other, y), test_data=(other, y))
    assert spoiled.bound is not None
    assert spoiled.bound.x is x  # so that the copy is the engine's own
    spoiled.start()
    x[:] = np.nan
    other[:] = 0
    y[:] = 0
    spoiled.wait(WAIT_SECONDS)
    assert same(weights(unchanged), weights(spoiled))
    assert dict(unchanged.history) == dict(spoiled.history)
    assert unchanged.recalls == spoiled.recalls


def test_rows_that_are_overwritten_while_a_run_waits_for_its_turn_do_no_harm():
    unchanged = prepare(SPEC, X, Y).start().wait(WAIT_SECONDS)
    first = prepare("6 -> 2 softmax ; epochs 100000 ; patience off", X, Y).start()
    x = X.copy()
    second = prepare(SPEC, x, Y).start()
    x[:] = 0
    assert second.state == "waiting"
    first.stop()
    second.wait(WAIT_SECONDS)
    assert same(weights(unchanged), weights(second))


def test_targets_that_are_overwritten_leave_what_guessing_gets():
    y = X[:, :1].copy()
    run = prepare("6 -> 1 ; epochs 1", X, y).start()
    y[:] = 1e6
    run.wait(WAIT_SECONDS)
    assert run.bound is not None
    assert run.bound.baseline["mean_absolute_error"] < 10


def test_a_copy_that_does_not_fit_is_refused_before_training(monkeypatch):
    monkeypatch.setattr("densemodel.training.engine._functions.free_bytes", lambda: 5_000)
    run = prepare(SPEC, X, Y)
    with pytest.raises(DataError, match=r"takes 9 kB, but 5 kB of memory is free"):
        run.start()
    assert run.state == "ready"
    monkeypatch.undo()
    assert run.start().wait(WAIT_SECONDS).state == "finished"


def test_a_copy_that_takes_much_of_the_free_memory_is_reported(monkeypatch):
    monkeypatch.setattr("densemodel.training.engine._functions.free_bytes", lambda: 20_000)
    run = prepare(SPEC, X, Y).start().wait(WAIT_SECONDS)
    messages = [finding.message for finding in run.findings if finding.where == "memory"]
    assert messages == ["training works on a copy of the rows, which takes 9 kB of memory"]


def test_rows_in_a_file_are_not_copied(tmp_path, monkeypatch):
    np.save(tmp_path / "x.npy", X)
    monkeypatch.setattr("densemodel.training.engine._functions.free_bytes", lambda: 2_000)
    run = prepare(SPEC, np.load(tmp_path / "x.npy", mmap_mode="r"), Y)
    assert run.start().wait(WAIT_SECONDS).state == "finished"


def test_an_error_in_the_training_thread_is_raised_by_wait_and_shown():
    from densemodel.network import load_keras

    def fail(*_):
        raise ValueError("no such file")

    callback = load_keras().callbacks.LambdaCallback(on_epoch_end=fail)
    run = prepare(SPEC, X, Y, callbacks=[callback]).start()
    with pytest.raises(ValueError, match="no such file"):
        run.wait(WAIT_SECONDS)
    assert run.state == "failed"
    assert run.sentence == "Failed: ValueError: no such file."


def test_resume_goes_on_and_restart_begins_again():
    whole = prepare(SPEC, X, Y).start("epochs 6").wait(WAIT_SECONDS)
    run = prepare(SPEC, X, Y).start().wait(WAIT_SECONDS)
    once = weights(run)
    run.resume(epochs=3).wait(WAIT_SECONDS)
    assert same(weights(run), weights(whole))
    run.restart("epochs 3").wait(WAIT_SECONDS)
    assert same(weights(run), once)


def test_a_second_start_is_refused_and_the_first_goes_on():
    run = prepare(SPEC, X, Y)
    refused = []

    def again(event):
        if isinstance(event, RunStarted):
            try:
                run.start()
            except TrainingError as error:
                refused.append(error)

    run.on_event(again)
    assert run.start().wait(WAIT_SECONDS).state == "finished"
    assert len(refused) == 1


@pytest.mark.parametrize("value", [np.nan, -1.0, np.inf])
def test_weights_of_rows_that_are_no_weights_are_refused(value):
    given = np.ones(len(X))
    given[5] = value
    with pytest.raises(DataError, match="in row 5: weights have to be 0 or above"):
        train(SPEC, X, Y, sample_weight=given)
    with pytest.raises(DataError, match="for class 1: weights have to be 0 or above"):
        train(SPEC, X, Y, class_weight={1: value})
