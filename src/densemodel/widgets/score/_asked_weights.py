"""Which weights `judge(..., newest=True)` asks: of a run that trains copies, which lag behind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.training import Newest, Run


def is_trained(run: Run) -> bool:
    """Whether the weights that are asked now are those of any training."""
    return run.came_trained or _steps(run, _copied(run)) > 0


def is_behind(run: Run) -> bool:
    """Whether steps are done, and the weights that are asked are still those before the first."""
    progress = run.progress
    return progress is not None and progress.total_steps > 0 and not is_trained(run)


def epoch_asked(run: Run) -> int:
    """The epoch of the weights that are asked while a run trains, counted from 1."""
    newest, progress = _copied(run), run.progress
    if newest is not None:
        return math.floor(newest.place) + 1
    return 1 if progress is None else progress.epoch + 1


def _copied(run: Run) -> Newest | None:
    return run.newest_at if run.is_busy else None


def _steps(run: Run, newest: Newest | None) -> int:
    if newest is not None:
        return newest.step
    return 0 if run.progress is None else run.progress.total_steps
