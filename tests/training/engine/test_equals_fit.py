"""A run without XLA gives what `fit` gives on the same rows in the same order, to the last bit."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import pytest

from densemodel._tensorflow import tensorflow_version
from densemodel.language import OPTIMIZERS
from densemodel.training import prepare
from densemodel.training.checkpoint._checkpoint import optimizer_variables
from support.training.driving import WAIT_SECONDS

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

EPOCHS = 3
CLAUSES = f"epochs {EPOCHS} ; patience off ; split off ; batch 8 ; seed 4"
NETWORKS = {
    "dense": "12 -> 9 relu -> 7 tanh -> 3 softmax",
    "dropout": "12 -> 9 relu drop 0.3 -> 7 gelu drop 0.2 -> 3 softmax",
    "batch norm": "12 -> 9 bn relu -> 7 bn sigmoid -> 3 softmax",
    "convolution": "4x3x1 -> conv 4 2x2 relu -> conv 3 2x2 bn relu -> 3 softmax",
    "norms and l2": "12 -> 9(l2=0.01) ln relu -> noise 0.1 -> 3(l1=0.001) softmax",
    "binary": "12 -> 6 relu -> 1 sigmoid",
    "regression": "12 -> 6 relu -> 1",
    "target norm": "12 -> 6 relu -> 1 ; target norm",
    "target norm of columns": "12 -> 6 relu -> 2 ; loss mse ; target norm",
    "norm": "12 -> norm -> 6 relu -> 3 softmax",
}
BY_XLA = ["dense", "batch norm", "convolution", "target norm of columns"]
WEIGHTS = np.linspace(0, 2, 61).astype(np.float32)


class Fitted(NamedTuple):
    """What `fit` made of a model."""

    weights: list[np.ndarray]
    state: list[np.ndarray]
    history: dict[str, Any]


def rows(network):
    """61 rows: seven batches of 8 and one of 5."""
    rng = np.random.default_rng(3)
    y = rng.integers(0, 3, 61)
    x = (rng.normal(size=(61, 12)) + np.eye(3, 12)[y]).astype(np.float32)
    if network == "binary":
        y = np.minimum(y, 1)
    if network in ("regression", "target norm"):
        y = x[:, :3].sum(axis=1) + 0.3
    if network == "target norm of columns":
        y = x[:, :2] * [0.1, 3] + [7, -9]
    return (x.reshape(-1, 4, 3, 1) if network == "convolution" else x), y


def run_of(network, clauses="adam", **more):
    return prepare(f"{NETWORKS[network]} ; {CLAUSES} ; {clauses}", *rows(network), **more)


@functools.cache
def fitted(network, clauses="adam", *, weighted=False):
    """What the model of the same spec is after its own `fit` in the order of a run."""
    run = run_of(network, clauses)
    model, bound = run.model, run.bound
    weights = WEIGHTS if weighted else None
    model.jit_compile = False
    # Keras means ScheduleFreeAdamW to begin from the weights, but within `fit` begins from 0
    model.optimizer.build(model.trainable_variables)
    history = {}
    for epoch in range(EPOCHS):
        order = run._session.order.epoch(epoch).rows
        logs = model.fit(
            bound.x[order],
            bound.y[order],
            sample_weight=None if weights is None else weights[order],
            batch_size=8,
            shuffle=False,
            verbose=0,
        )
        for name, values in logs.history.items():
            history.setdefault(name, []).extend(values)
    return Fitted(model.get_weights(), state(model), history)


def state(model):
    return [v.numpy() for v in (*model.variables, *optimizer_variables(model))]


IS_NEWER = tuple(map(int, tensorflow_version().split(".")[:2])) >= (2, 22)


def assert_equal(run, fitted):
    if IS_NEWER and "ln" in run.spec.network_text.split():
        # its layer normalization has another last bit in our graph than in that of `fit`
        for ours, theirs in zip(run.model.get_weights(), fitted.weights, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-6, rtol=0)
        return
    for ours, theirs in zip(state(run.model), fitted.state, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert dict(run.history) == fitted.history


@pytest.mark.parametrize("network", NETWORKS)
def test_weights_optimizer_state_and_history_are_those_of_fit(network):
    run = run_of(network, jit_compile=False).start().wait(WAIT_SECONDS)
    assert_equal(run, fitted(network))


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_every_optimizer_trains_as_in_fit(optimizer):
    run = run_of("dense", optimizer, jit_compile=False).start().wait(WAIT_SECONDS)
    assert_equal(run, fitted("dense", optimizer))


@pytest.mark.parametrize("clauses", ["clip norm 0.1", "sgd(momentum=0.9) lr 1 ; clip value 0.01"])
def test_clipping_is_that_of_fit(clauses):
    run = run_of("dense", clauses, jit_compile=False).start().wait(WAIT_SECONDS)
    assert_equal(run, fitted("dense", clauses))


def test_sample_weights_are_those_of_fit():
    run = run_of("dropout", jit_compile=False, sample_weight=WEIGHTS).start().wait(WAIT_SECONDS)
    assert_equal(run, fitted("dropout", weighted=True))


@pytest.mark.parametrize("network", BY_XLA)
def test_xla_gives_the_same_within_a_ten_thousandth(network):
    run = run_of(network, jit_compile=True).start().wait(WAIT_SECONDS)
    assert run.uses_xla
    due = fitted(network)
    for ours, theirs in zip(run.model.get_weights(), due.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4, rtol=0)
    for name, values in due.history.items():
        assert run.history[name] == pytest.approx(values, abs=1e-4)
