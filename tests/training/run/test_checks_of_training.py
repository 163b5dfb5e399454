"""Mistakes that show in training, or are made while it goes on."""

import numpy as np
import pytest

from densemodel.errors import DataError, TrainingError
from densemodel.training import prepare, train
from support.training.driving import WAIT_SECONDS, same, weights
from support.training.monitored_runs import X, Y, points

pytestmark = pytest.mark.tensorflow

SPEC = "6 -> 8 relu -> 2 softmax ; epochs 3 ; patience off"


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
