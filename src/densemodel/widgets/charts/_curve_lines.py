"""Which points of which lines are drawn: no more than a browser draws smoothly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS, scaled, seen_values, thinned, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import Points, Window
    from densemodel.widgets.charts._curve_data import CurveData

MOST_POINTS = 2000
"""On the screen at one time, of all lines: more makes a browser stutter."""
RATE_POINTS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked to see."""

    name: str
    "The quantity, by Keras's name."
    is_log: bool
    window: Window | None
    "The part of the epochs that is looked at; None: all."
    off: frozenset[str]
    "Lines that are switched off, by their keys."


@dataclass(frozen=True, slots=True)
class CurveLines:
    """The points of each line, as they are drawn; a line that is off has none."""

    steps: Points
    steps_each: int
    "How many steps a point of the steps is the mean of."
    training: Points
    validation: Points
    earlier: tuple[Points, ...]
    "The newest run first."
    rate: Points
    "Learning rates; these are not scaled."
    left_out: int
    "Values that a log scale has no place for."

    @property
    def epochs(self) -> tuple[Points, Points]:
        """The two lines of the run that have a point for each epoch or look."""
        return self.training, self.validation

    def values(self, window: Window) -> np.ndarray:
        """All values that are seen in a window, without the rates."""
        lines = (self.steps, self.training, self.validation, *self.earlier)
        return np.concatenate([seen_values(line, window) for line in lines])


def curve_lines(
    data: CurveData, earlier: Sequence[Points], rate: Points, wanted: Wanted, window: Window
) -> CurveLines:
    """Choose the points of each line.

    Args:
        data: The run's own curves.
        earlier: Those of the runs before it, the newest first.
        rate: Its learning rates.
        wanted: What is asked for.
        window: The part of the epochs that the axis shows.
    """

    def drawn(key: str, points: Points) -> Points:
        return points if key not in wanted.off else NO_POINTS

    steps = data.steps(wanted.name, wanted.window)
    raw = {
        "steps": drawn("steps", steps.points),
        "training": drawn("training", data.training(wanted.name, wanted.window)),
        "validation": drawn("validation", data.validation(wanted.name, wanted.window)),
    }
    own = {key: scaled(points, is_log=wanted.is_log) for key, points in raw.items()}
    before = [within(drawn("earlier", points), window) for points in earlier]
    before = [scaled(points, is_log=wanted.is_log) for points in before]
    rates = thinned(within(drawn("rate", rate), wanted.window), RATE_POINTS)
    left_out = sum(map(len, raw.values())) - sum(map(len, own.values()))
    training, validation = own["training"], own["validation"]
    return CurveLines(
        own["steps"], steps.each, training, validation, tuple(before), rates, left_out
    )
