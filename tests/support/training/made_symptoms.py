"""Symptoms of networks that were built and measured, not trained: their history is made."""

from dataclasses import replace

import numpy as np

from densemodel.data import Bound
from densemodel.training import prepare
from densemodel.training.diagnosis import Meter, Symptoms, probe_of
from densemodel.training.engine._probe import BaselineLoss

ROWS = 400


def points():
    """Points around two centres, and to which each belongs: easy to learn."""
    y = np.arange(ROWS) % 2
    x = np.random.default_rng(0).normal(size=(ROWS, 6)) + 1.5 * y[:, None]
    return x.astype(np.float32), y


def five():
    """Points around five centres."""
    y = np.arange(ROWS) % 5
    x = 0.4 * np.random.default_rng(0).normal(size=(ROWS, 6)) + np.eye(6)[y] * 3
    return x.astype(np.float32), y


def ring():
    """Points within a circle, and around it: no line parts them."""
    x = np.random.default_rng(0).normal(size=(ROWS, 2))
    return x.astype(np.float32), (np.linalg.norm(x, axis=1) > 1.2).astype(int)


def numbers():
    """A number that is linear in x, with mean 0 and deviation 1."""
    x, _ = points()
    y = 2 * x[:, 0] + x[:, 1]
    return x, (y - y.mean()) / y.std()


def far_numbers():
    x, y = numbers()
    return x, 1000 + 100 * y


def wide_columns():
    x, y = points()
    return x * np.float32([1, 1, 1, 1, 1, 1000]), y


def random_labels():
    """x tells nothing of y."""
    return points()[0], np.random.default_rng(5).integers(0, 2, ROWS)


def rare():
    """One row in sixteen is of the other class, and x tells of it."""
    y = (np.arange(ROWS) % 16 == 0).astype(int)
    x = np.random.default_rng(0).normal(size=(ROWS, 6)) + 0.8 * y[:, None]
    return x.astype(np.float32), y


def in_order():
    x, y = five()
    order = np.argsort(y, kind="stable")
    return x[order], y[order]


def wrapped():
    """Pixels from 0 to 255, written as int8."""
    x = np.random.default_rng(0).integers(0, 256, (ROWS, 6)).astype(np.uint8)
    return x.astype(np.int8).astype(np.float32), (x[:, 0] > 127).astype(int)


def symptoms(
    spec, rows, *, skill=0.0, loss=(1.0, 1.0), val_loss=(), losses=None, fitted=None, **changes
):
    """What a run of a network would show that came so far.

    Args:
        spec: The network, which is built and measured as it begins.
        rows: x and y.
        skill: From the baseline, 0, to no mistake, 1; of the rows that validate.
        loss: Of each evaluation, in units of the baseline's.
        val_loss: The same of the rows that validate; as `loss` if nothing is said.
        losses: Of the newest steps; flat if nothing is said.
        fitted: The loss on rows that train, in units of the baseline's; as the network begins if
            nothing is said.
        changes: Other fields.
    """
    run = prepare(spec, *rows)
    session, bound = run._session, run.bound
    assert session is not None
    assert isinstance(bound, Bound)
    guess = BaselineLoss(bound, None)
    baseline = bound.baseline.get("accuracy")
    name, scored = "r2_score", skill
    if baseline is not None:
        name, scored = "accuracy", baseline + skill * (1 - baseline)
    evaluations = len(loss)
    scale = guess.loss or 1.0
    meter = Meter(run.network, probe_of(run.network, bound, session.feed()))
    now = meter.measure(1_500, 10.0)
    if fitted is not None:
        now = replace(now, loss=scale * fitted)
    made = {
        "model": run.network,
        "spec": run.spec,
        "bound": bound,
        "probe": meter.probe,
        "first": None,
        "now": now,
        "history": {
            "loss": [scale * one for one in loss],
            "val_loss": [scale * one for one in val_loss or loss],
            name: [scored] * evaluations,
            f"val_{name}": [scored] * evaluations,
        },
        "losses": np.full(400, 1.0, np.float32) if losses is None else losses,
        "steps": 1_500,
        "steps_per_epoch": 50,
        "planned_steps": 1_500,
        "guess": guess,
        "has_ended": True,
    }
    return Symptoms(**(made | changes))


FALLING = np.linspace(2, 1, 400, dtype=np.float32)
FEW = {"steps": 14, "planned_steps": 14, "steps_per_epoch": 7, "losses": FALLING[:14]}
