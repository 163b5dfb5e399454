"""Where a run's steps lie on the axis of epochs, whose number of steps a resume can change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel.training import Run

_MOST_MARKS = 400
_JUST_AFTER = 1e-9


def step_places(run: Run, steps: np.ndarray, newest: tuple[int, float]) -> np.ndarray:
    """The place of each step; nan where a later step has taken its place.

    Between two marks of the history all epochs have the same number of steps.

    Args:
        run: Whose steps they are.
        steps: Their numbers since the start, counted from 1, growing.
        newest: The number of the newest step that is known, and its place.
    """
    history = run.history
    known = [(0, float(history.initial_epoch))]
    for mark in list(history.marks)[-_MOST_MARKS:]:
        # Keras's own loop begins the epoch again
        begins_again = mark.kind == "resumed" and run.bound is None
        known.append((mark.step, math.floor(mark.place) if begins_again else mark.place))
    known = [*(pair for pair in known if pair[0] <= newest[0]), newest]
    at, places_there = np.array(known, dtype=float).T
    for row in np.flatnonzero(np.diff(at) <= 0):
        at[row + 1] = at[row] + _JUST_AFTER  # the step itself lies where it was done
    places = np.interp(steps, at, places_there, right=math.nan)
    later = np.fmin.accumulate(places[::-1])[::-1]
    following = np.append(later[1:], math.nan)
    return np.where(places >= following, math.nan, places)
