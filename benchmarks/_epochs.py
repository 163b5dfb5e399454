"""Figures: an epoch of a run against an epoch of the other sides, without the first epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _digits import REFERENCE, Rows, digits
from _fair import take_turns
from _figure import ratio_figure
from _fit_side import FitSide
from _jax_side import JaxSide
from _numpy_side import NumpySide
from _run_side import RunSide
from _sklearn_side import SklearnSide

from densemodel.data import bind
from densemodel.language import parse
from densemodel.network import build_bound

if TYPE_CHECKING:
    import numpy as np
    from _digits import Pair
    from _fair import Side
    from _figure import Figure
    from _sizes import Sizes

_UNITS = (784, 50, 50, 10)
_BATCH = 32
_STEPS_AT_ONCE = 100
_ROWS_TO_SCORE = 2_000
_RUNG_BATCH = 100
# network 3.1 of the MNIST ladder, except for its length of training and its evaluations
_RUNG = (
    "28x28x1 -> conv 6 6x6 relu -> conv 12 5x5/2 relu -> conv 24 4x4/2 relu -> "
    "200 relu drop 0.25 -> 10 softmax ; init tn:0.1 ; bias 0.1 ; "
    f"adam lr exp 0.003->0.0001/2000 ; batch {_RUNG_BATCH} ; split off"
)


def fit_with_validation(sizes: Sizes) -> Figure:
    """The usual script: both train, then evaluate the validation rows."""
    return _with_validation(REFERENCE, sizes, at_most=0.2)


def fit_with_large_batches(sizes: Sizes) -> Figure:
    """The same with batches of 128, where Keras has less overhead per row."""
    return _with_validation(f"{REFERENCE} ; batch 128", sizes, at_most=0.5)


def fit_without_validation(sizes: Sizes) -> Figure:
    """The usual script, without validation."""
    run, rows = _without_validation(sizes)
    fit = FitSide(build_bound(run.bound), *rows.trained, batch_size=_BATCH)
    return _race(run, "fit", fit, rows.held, sizes.rounds)


def fit_many_steps_at_once(sizes: Sizes) -> Figure:
    """Keras's fast mode: many steps in one call, callbacks and stops only between calls."""
    run, rows = _without_validation(sizes)
    model = build_bound(run.bound)
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=_STEPS_AT_ONCE,
    )
    fit = FitSide(model, *rows.trained, batch_size=_BATCH)
    return _race(run, f"fit, {_STEPS_AT_ONCE} steps at once", fit, rows.held, sizes.rounds)


def scikit_learn(sizes: Sizes) -> Figure:
    """The same network as an `MLPClassifier`."""
    run, rows = _without_validation(sizes)
    peer = SklearnSide(_UNITS[1:-1], *rows.trained, batch_size=_BATCH)
    return _race(run, "scikit-learn", peer, rows.held, sizes.rounds, at_most=0.5)


def jax_scan(sizes: Sizes) -> Figure:
    """A whole epoch in one compiled loop."""
    run, rows = _without_validation(sizes)
    peer = JaxSide(_UNITS, *rows.trained, batch_size=_BATCH)
    return _race(run, "JAX", peer, rows.held, sizes.rounds, at_most=1.3)


def numpy_loop(sizes: Sizes) -> Figure:
    """A hand-written loop for this one network."""
    run, rows = _without_validation(sizes)
    peer = NumpySide(_UNITS, *rows.trained, batch_size=_BATCH)
    return _race(run, "NumPy", peer, rows.held, sizes.rounds)


def convolution(sizes: Sizes) -> Figure:
    """Short epochs of a network whose steps are so long that there is little to gain."""
    x, y = digits(sizes.rows)
    x = x.reshape(-1, 28, 28, 1)
    count = _RUNG_BATCH * sizes.rung_steps
    run = RunSide(_RUNG, x[:count], y[:count])
    fit = FitSide(build_bound(run.bound), x[:count], y[:count], batch_size=_RUNG_BATCH)
    return _race(run, "fit", fit, (x[count:], y[count:]), sizes.rung_rounds, at_most=1.1)


def _with_validation(spec: str, sizes: Sizes, *, at_most: float) -> Figure:
    run = RunSide(spec, *digits(sizes.rows))
    rows = Rows.of(run.bound)
    fit = FitSide(
        build_bound(run.bound),
        *rows.trained,
        batch_size=run.run.spec.settings.batch,
        validation_data=rows.held,
    )
    return _race(run, "fit", fit, rows.held, sizes.rounds, at_most=at_most)


def _without_validation(sizes: Sizes) -> tuple[RunSide, Rows]:
    """A run on only the training rows of the usual split, without validation."""
    rows = Rows.of(bind(parse(REFERENCE), *digits(sizes.rows)))
    return RunSide(f"{REFERENCE} ; split off", *rows.trained), rows


def _race(
    run: RunSide,
    name: str,
    peer: Side,
    held: Pair,
    rounds: int,
    *,
    at_most: float | None = None,
) -> Figure:
    seconds = take_turns({"run": run.epoch, name: peer.epoch}, rounds)
    # reveals a side that is fast because it does not learn
    x, y = (part[:_ROWS_TO_SCORE] for part in held)
    accuracy = {side: _share_right(one, x, y) for side, one in (("run", run), (name, peer))}
    return ratio_figure(seconds, at_most, accuracy=accuracy)


def _share_right(side: Side, x: np.ndarray, y: np.ndarray) -> float:
    return float((side.classes_of(x) == y).mean())
