"""Which look of a run has the star in its curves, and how it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel.training import Run, TrainingHistory


def best_look(run: Run) -> tuple[int, str] | None:
    """The best look, or after a change of the rows that validate the best one before it.

    Args:
        run: It may be training.

    Returns:
        Its row in the history, counted from 0, and what stands beside the star without the number:
        `best, epoch 7`, `best, step 1,200`. None where no look has a validation loss.
    """
    history, row, words = run.history, run.best_row, "best"
    if run.best_step is None:
        row, words = _lowest(history), "best on the earlier rows"
    if row is None:
        return None
    by_step = history.by_step
    at = f"step {history.steps[row]:,}" if by_step else f"epoch {round(history.places[row]):,}"
    return row, f"{words}, {at}"


def _lowest(history: TrainingHistory) -> int | None:
    losses = np.array(history.get("val_loss", []))
    losses = np.where(np.isfinite(losses), losses, np.inf)
    return int(losses.argmin()) if len(losses) and np.isfinite(losses).any() else None
