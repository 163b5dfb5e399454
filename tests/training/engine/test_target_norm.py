"""`target norm` within a run: its numbers are those of the rows that the weights began with."""

import numpy as np
import pytest

from densemodel.network import build, build_bound, load_keras
from densemodel.training import prepare, train
from support.network.called import answers_of
from support.training.driving import WAIT_SECONDS

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 3)).astype(np.float32)
PRICES = 200_000 + 80_000 * (X[:, 0] + 0.5 * X[:, 1]) / 1.1
SHORT = "3 -> 4 relu -> 1 ; target norm ; epochs 2 ; patience off ; batch 16"


def numbers(model):
    return model.layers[-1].offset, model.layers[-1].scale


def of_rows(run, y=PRICES):
    rows = y[run.bound.training_rows]
    return pytest.approx((rows.mean(), rows.std()), rel=1e-5)


def fitted(run, epochs=2):
    """A model of the run's spec and rows, trained by its own `fit` in the order of the run."""
    bound = run.bound
    model = build_bound(bound)
    model.jit_compile = False
    for epoch in range(epochs):
        order = run._session.order.epoch(epoch).rows
        model.fit(bound.x[order], bound.y[order], batch_size=16, shuffle=False, verbose=0)
    return model


def assert_answers_as_fitted(run):
    ours, theirs = run.model.predict(X, verbose=0), answers_of(fitted(run), X)
    np.testing.assert_array_equal(ours, theirs)


def test_predictions_loss_and_metrics_are_in_the_unit_of_y():
    text = "3 -> 16 relu -> 1 ; target norm ; adam lr 0.01 ; epochs 40 ; batch 16 ; patience off"
    run = train(text, X, PRICES)
    error = run.history["val_mean_absolute_error"][-1]
    assert error < run.bound.baseline["mean_absolute_error"] / 10
    assert run.history["val_loss"][-1] > error**2
    held_back = run.bound.validation_rows
    answers = answers_of(run.model, X[held_back]).ravel()
    assert np.abs(answers - PRICES[held_back]).mean() < 10_000


def test_columns_of_very_different_spread_both_learn():
    y = np.stack([PRICES, 0.01 * X[:, 2] - 3], axis=1)
    text = "3 -> 16 relu -> 2 ; loss mse ; target norm ; adam lr 0.01 ; epochs 60 ; batch 16"
    run = train(f"{text} ; patience off", X, y)
    errors = np.abs(answers_of(run.model, X) - y).mean(axis=0)
    guessing = np.abs(y - y.mean(axis=0)).mean(axis=0)
    assert (errors < guessing / 4).all()


def test_runs_with_other_y_one_after_the_other_keep_apart():
    for y in (PRICES, PRICES / 1000, PRICES):
        run = train(f"{SHORT} ; split off", X, y, jit_compile=False)
        assert numbers(run.model) == of_rows(run, y)
    assert_answers_as_fitted(run)


def test_the_same_y_again_is_not_traced_again(monkeypatch):
    train(SHORT, X, PRICES)
    monkeypatch.setattr("densemodel.training.engine._steps.plain_chunk", None)  # a call would fail
    assert train(f"{SHORT} ; lr 0.1", X, PRICES).state == "finished"


@pytest.mark.parametrize("clauses", ["split off", ""])
def test_restart_on_other_rows_takes_their_numbers(clauses):
    run = prepare(f"{SHORT} ; split 50%", X, PRICES, jit_compile=False)
    run.start().wait(WAIT_SECONDS)
    model, before = run.model, numbers(run.model)
    run.model.predict(X, verbose=0)  # Keras compiles this with the old numbers
    run.restart(clauses).wait(WAIT_SECONDS)
    assert run.model is model
    assert numbers(model) == of_rows(run)
    assert (numbers(model) == before) == (clauses == "")
    assert_answers_as_fitted(run)


def test_restart_takes_the_numbers_of_each_column():
    y = np.stack([PRICES, X[:, 2]], axis=1)
    text = "3 -> 2 ; loss mse ; target norm ; epochs 1 ; split 50%"
    run = train(text, X, y)
    run.restart("split off").wait(WAIT_SECONDS)
    assert list(run.model.layers[-1].scale) == pytest.approx(y.std(axis=0), rel=1e-5)
    assert (
        run.model.get_config()
        == load_keras().Sequential.from_config(run.model.get_config()).get_config()
    )


def test_resume_on_other_rows_keeps_the_numbers_that_the_weights_belong_to():
    run = train(f"{SHORT} ; split 50%", X, PRICES)
    before, loss = numbers(run.model), run.history["loss"][-1]
    run.resume(settings="split 20%", epochs=2).wait(WAIT_SECONDS)
    assert numbers(run.model) == before
    assert run.history["loss"][-1] < 1.5 * loss
    run.resume(X[:50], PRICES[:50], epochs=1).wait(WAIT_SECONDS)
    assert numbers(run.model) == before


def test_stopped_and_resumed_gives_what_one_go_gives():
    whole = train(SHORT.replace("epochs 2", "epochs 4"), X, PRICES, jit_compile=False)
    parts = train(SHORT, X, PRICES, jit_compile=False).resume(epochs=2).wait(WAIT_SECONDS)
    assert dict(parts.history) == dict(whole.history)


def test_a_model_that_is_brought_keeps_its_own_last_layer():
    model = build(SHORT, X, PRICES)
    layers, before = list(model.layers), numbers(model)
    run = train(model, X, PRICES + 50_000, settings="epochs 1")
    assert run.bound is not None
    assert run.spec.settings.target_norm
    run.restart().wait(WAIT_SECONDS)
    assert run.model is model
    assert model.layers == layers
    assert numbers(model) == before
