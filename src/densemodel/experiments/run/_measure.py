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
"Rows of each side that a size is judged on: of more, the same ones are drawn for each size."
_LONGEST_FAILURE = 300
_POLL_SECONDS = 0.05
_SEEDS = 2**32
_SIDES: tuple[Side, Side] = ("validation", "training")


def run_of_size(run: Run, size: Size, written: Size, again: int = 0) -> tuple[Run, CapacityPoint]:
    """A run, ready, of the network of this size on the same data, and what it is called.

    Args:
        run: Of the network that was written.
        size: What it is to be.
        written: The size of the network that was written.
        again: How far its seed lies from that of the run; the split stays the same.

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
    """Train a run to its end; None if that was not waited for.

    Args:
        run: It is ready.
        about: What it is called.
        is_over: Asked again and again; true stops it.

    Raises:
        SweepError: Its loss is one of all rows together.
    """
    run.start()
    try:
        while run.wait(_POLL_SECONDS).is_busy:
            if is_over():
                run.stop()
        run.wait()
    except Exception as error:  # noqa: BLE001 - this size has failed, not the others
        return _failed(about, error)
    if run.state == "stopped":
        return None
    done = replace(about, epochs=run.history.epochs, seconds=run.seconds)
    try:
        losses, training = (_losses_on(run, side) for side in _SIDES)
    except DataError as error:  # an answer is no number
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
    """Free the memory of models that nobody holds: they are tied to themselves in circles."""
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
