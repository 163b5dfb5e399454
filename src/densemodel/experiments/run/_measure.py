"""Trains a network of one size, and measures its losses row by row."""

from __future__ import annotations

import gc
from dataclasses import replace
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from densemodel.errors import DataError, DenseModelError, SweepError
from densemodel.experiments.plan._sizes import size_words
from densemodel.experiments.results._capacity_point import CapacityPoint
from densemodel.language import hidden_sizes
from densemodel.scoring import evaluation_rows_of, own_losses, predict_rows
from densemodel.training import hold_rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.plan._sizes import Size
    from densemodel.language import Spec
    from densemodel.scoring import Side
    from densemodel.training import Run

MOST_ROWS = 20_000
"The most training and validation rows to compare sizes on; every size uses the same ones."
_LONGEST_FAILURE = 300
_POLL_SECONDS = 0.05
_SEEDS = 2**32
_SIDES: tuple[Side, Side] = ("validation", "training")


def run_of_size(run: Run, size: Size, written: Size, again: int = 0) -> tuple[Run, CapacityPoint]:
    """A run of a network of this size on the same data, not started, and its description.

    Args:
        run: The run of the written network.
        size: The wanted size.
        written: The size of the written network.
        again: The difference of its seed from the run's seed; the split stays the same.

    Raises:
        SpecError: The size cannot be built.
        DataError: It does not fit the data.
    """
    texts: list[str] = []

    def change(spec: Spec) -> Spec:
        changed = size.of(spec)
        texts.append(str(changed))
        seed = (changed.settings.seed + again) % _SEEDS
        return changed.with_settings(f"seed {seed}") if again else changed

    other = run.changed(change)
    hold_rows_of(other, run)
    other.is_measured = False
    other.name = f"the capacity of {run.name}"
    hidden = hidden_sizes(other.spec)
    return other, CapacityPoint(
        words=size_words(hidden),
        spec=texts[-1],
        parameters=other.spec.parameter_count,
        units=tuple(number for _, number in hidden),
        training_loss=nan,
        validation_loss=inf,
        best_epoch=None,
        epochs=0,
        seconds=0.0,
        is_written=size == written,
        is_deeper=size.more > 0,
    )


def trained(run: Run, about: CapacityPoint, is_over: Callable[[], bool]) -> CapacityPoint | None:
    """Train a run to its end; None if it was stopped before.

    Args:
        run: A run that has not started.
        about: The description of the size.
        is_over: Called repeatedly; True stops the run.

    Raises:
        SweepError: The loss is not a mean over rows.
    """
    run.start()
    try:
        while run.wait(_POLL_SECONDS).is_busy:
            if is_over():
                run.stop()
        run.wait()
    except Exception as error:  # noqa: BLE001 - only this size has failed
        return _failed(about, error)
    if run.state == "stopped":
        return None
    done = replace(about, epochs=run.history.epochs, seconds=run.seconds)
    try:
        losses, training = (_losses_on(run, side) for side in _SIDES)
    except DataError as error:  # a prediction is not a number
        return _failed(done, error)
    return replace(
        done,
        training_loss=float(np.mean(training)),
        validation_loss=float(np.mean(losses)),
        row_losses=losses,
        best_epoch=run.best_epoch,
    )


def _failed(point: CapacityPoint, error: BaseException) -> CapacityPoint:
    said = str(error) if isinstance(error, DenseModelError) else repr(error)
    return replace(point, failure=" ".join(said.split())[:_LONGEST_FAILURE])


def let_go() -> None:
    """Free the memory of unused models, which contain reference cycles."""
    gc.collect()


def _losses_on(run: Run, side: Side) -> np.ndarray:
    rows = evaluation_rows_of(run, MOST_ROWS, side)
    if rows is None:
        raise SweepError(f"{run.name} has no rows for {side}")
    asked = predict_rows(run.model, rows)
    losses = own_losses(asked)
    if isinstance(losses, float):
        raise SweepError(f"{run.name} has no loss for each row")
    return losses
