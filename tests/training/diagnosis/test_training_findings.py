"""What only training shows is said within an epoch, told once, and never of a healthy run."""

import numpy as np
import pytest

from densemodel.language import parse
from densemodel.network import build, make
from densemodel.training import EpochDone, Found, Settled, prepare
from densemodel.training.engine._probe import BaselineLoss
from densemodel.training.run._sentence import learns_nothing
from support.training.driving import WAIT_SECONDS, last_state, same, weights
from support.training.monitored_runs import X, Y, points, rare

pytestmark = pytest.mark.tensorflow

STUCK = "6 -> 8 relu -> 2 softmax ; bias -1000 ; batch 8 ; patience off"
HEALTHY = {
    "points": "6 -> 8 relu -> 2 softmax ; epochs 8 ; batch 8",
    "logits": "6 -> 8 relu -> 2 ; epochs 8 ; batch 8",
    "yes or no": "6 -> 8 tanh -> 1 sigmoid ; epochs 8 ; batch 8",
    "dropout": "6 -> 16 bn relu drop 0.5 -> 2 softmax ; epochs 8 ; batch 8",
    "penalty": "6 -> 16(l2=0.1) relu -> 2 softmax ; epochs 8 ; batch 8",
    "few steps": "6 -> 8 relu -> 2 softmax ; epochs 10 ; batch 64",
    "looks between": "6 -> 8 relu -> 2 softmax ; steps 400 ; every 50 ; batch 8",
    "balanced": "6 -> 8 relu -> 2 softmax ; epochs 8 ; batch 8 ; weights balanced",
    "mse of classes": "6 -> 8 relu -> 2 softmax ; epochs 8 ; batch 8 ; loss mse",
    "hinge": "6 -> 8 relu -> 1 tanh ; epochs 8 ; batch 8 ; loss hinge",
}


def found_in(run):
    return [finding for finding in run.findings if finding.where == "training"]


def events_of(run, kind):
    events = []
    run.on_event(lambda event: events.append(event) if isinstance(event, kind) else None)
    return events


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_run_has_no_finding(name):
    run = prepare(HEALTHY[name], X, Y).start().wait(WAIT_SECONDS)
    assert found_in(run) == []
    assert not learns_nothing(run)


def test_a_healthy_regression_has_no_finding():
    run = prepare("6 -> 8 relu -> 1 ; epochs 12 ; batch 8", X, X[:, 0] * 2 + X[:, 1])
    assert found_in(run.start().wait(WAIT_SECONDS)) == []


def test_the_cause_is_the_first_line_of_what_a_run_says_of_its_learning():
    run = prepare(STUCK + " ; epochs 2", *points(2400)).start().wait(WAIT_SECONDS)
    (finding,) = found_in(run)
    assert finding.message.startswith("all 8 units of hidden layer 1 are dead")
    assert finding.accept == "bias 0"
    assert run.diagnosis is not None
    assert run.diagnosis.findings[0] == finding
    assert f"(baseline 0.500). {run.diagnosis.sentence}" in run.sentence


def test_advice_comes_while_a_run_trains():
    run = prepare(STUCK + " ; epochs 5", *points(2400))
    events = events_of(run, Found | EpochDone)
    run.start().wait(WAIT_SECONDS)
    kinds = [type(event) for event in events]
    assert kinds.count(Found) == 1
    assert kinds.index(Found) < len(kinds) - 1


def test_a_finding_is_reported_once_and_not_again_after_a_resume():
    run = prepare(STUCK + " ; epochs 2", *points(2400))
    events = events_of(run, Found)
    run.start().wait(WAIT_SECONDS)
    run.resume(epochs=2).wait(WAIT_SECONDS)
    assert len(events) == len(found_in(run)) == 1
    run.restart().wait(WAIT_SECONDS)
    assert len(events) == 2
    assert len(found_in(run)) == 1


def test_what_holds_no_more_is_withdrawn():
    run = prepare("6 -> 8 relu -> 2 softmax ; sgd lr 1e-7 ; seed 1 ; batch 8", *points(2400))
    settled = events_of(run, Settled)
    run.start("epochs 1").wait(WAIT_SECONDS)
    assert learns_nothing(run)
    assert found_in(run)[0].accept == "lr 0.01"
    run.resume(settings="lr 0.1 ; epochs 2").wait(WAIT_SECONDS)
    assert len(settled) == 1
    assert found_in(run) == []
    assert "learning rate" not in run.sentence


def test_a_class_that_is_never_predicted_is_reported_with_the_price_of_balancing():
    spec = "6 -> 8 relu -> 1 sigmoid ; adam lr 0.005 ; epochs 12 ; batch 8 ; patience off"
    run = prepare(spec, *rare()).start().wait(WAIT_SECONDS)
    (finding,) = found_in(run)
    assert "no row is predicted as class 'yes'" in finding.message
    assert "predicted probabilities then shift" in finding.message
    assert finding.accept == "weights balanced"


def test_watching_changes_neither_training_nor_random_numbers(monkeypatch):
    spec = "6 -> 8 bn relu drop 0.3 -> 2 softmax ; sgd lr 1e-7 ; epochs 3 ; batch 8 ; seed 1"
    rows = points(2400)
    monitored = prepare(spec, *rows).start().wait(WAIT_SECONDS)
    assert found_in(monitored)
    monkeypatch.setattr("densemodel.training.diagnosis.Monitor.measure", lambda *_, **__: None)
    alone = prepare(spec, *rows).start().wait(WAIT_SECONDS)
    assert not found_in(alone)
    assert same(weights(monitored), weights(alone))
    assert same(last_state(monitored), last_state(alone))
    assert dict(monitored.history) == dict(alone.history)


def test_a_number_that_is_not_finite_is_found_until_the_run_goes_on():
    run = prepare("6 -> 8 -> 1 ; sgd lr 100 ; epochs 3", X, X[:, 0]).start()
    run._worker.wait(WAIT_SECONDS)
    assert [finding.severity for finding in found_in(run)] == ["refuse"]
    run.resume(settings="lr 0.01 ; epochs 20").wait(WAIT_SECONDS)
    assert found_in(run) == []


LOSSES = {
    "entropy": ("6 -> 3 softmax", lambda y: np.full((len(y), 3), np.bincount(y) / len(y))),
    "entropy of logits": (
        "6 -> 3",
        lambda y: np.full((len(y), 3), np.log(np.bincount(y) / len(y))),
    ),
    "mse": ("6 -> 1 ; loss mse", lambda y: np.full((len(y), 1), y.mean())),
    "mae": ("6 -> 1 ; loss mae", lambda y: np.full((len(y), 1), np.median(y))),
}


@pytest.mark.parametrize("name", LOSSES)
def test_guessing_is_measured_with_the_loss_of_the_task(name):
    network, answers = LOSSES[name]
    y = np.repeat([0, 1, 2], [60, 30, 10])
    spec = parse(f"{network} ; split off ; patience off")
    run = prepare(spec, np.zeros((100, 6), np.float32) + np.arange(100)[:, None] % 7, y)
    assert run.bound is not None
    loss = make(run.bound.task.loss)(run.bound.y, answers(y).astype(np.float32))
    assert BaselineLoss(run.bound, None).loss == pytest.approx(float(loss), rel=1e-5)


def test_guessing_counts_the_weights_of_rows():
    y = np.repeat([0, 1], [90, 10])
    x = np.arange(100, dtype=np.float32)[:, None] / 100
    run = prepare("1 -> 2 softmax ; split off ; patience off ; weights balanced", x, y)
    assert run.bound is not None
    assert BaselineLoss(run.bound, run.bound.row_weights).loss == pytest.approx(np.log(2), rel=1e-4)


def test_a_given_model_is_monitored_where_its_labels_are_known():
    model = build(STUCK)
    run = prepare(model, *points(2400), settings="epochs 1 ; batch 8 ; patience off")
    assert found_in(run.start().wait(WAIT_SECONDS))
