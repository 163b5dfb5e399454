"""The curves of a sweep's trials as points, and the axis ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS, epoch_range, linear_range, log_range, scaled, thinned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.experiments import Result
    from densemodel.widgets.sweep._sweep_view import SweepMoment

MOST_LINES = 60
"""Lines beside the best one: more are a cloud, and cost a page much."""
_MOST_POINTS = 80
_MOST_LEFT = 0.98
"""The part of all values that is seen: a curve that diverges leaves the plot."""


@dataclass(frozen=True, slots=True)
class SweepLines:
    """The curves of one moment."""

    best: Points
    star: tuple[float, float] | None
    "The place and loss of the best trial's best evaluation."
    ended: tuple[Points, ...]
    training: tuple[Points, ...]
    left_out: int
    "Trials with a curve that is not drawn."


def lines_of(moment: SweepMoment) -> SweepLines:
    """The curves of the best trial, the training ones, and the next best."""
    best = moment.best
    training = [
        _points(*moment.looks[number])
        for number in sorted(moment.looks)
        if number not in moment.results
    ]
    others = [number for number in moment.ranked if number != moment.best_number]
    training = training[:MOST_LINES]
    shown = others[: MOST_LINES - len(training)]
    return SweepLines(
        best=NO_POINTS if best is None else points_of(best),
        star=None if best is None else _star(best),
        ended=tuple(points_of(moment.results[number]) for number in shown),
        training=tuple(training),
        left_out=len(others) - len(shown),
    )


def points_of(result: Result) -> Points:
    """The losses of an ended trial, validation losses if it has them."""
    return _points(result.places, watched(result.history))


def watched(history: Mapping[str, Sequence[float]]) -> Sequence[float]:
    """The losses used for ranking."""
    return history.get("val_loss") or history.get("loss") or []


def ranges_of(lines: SweepLines, *, is_log: bool) -> tuple[AxisRange, AxisRange]:
    """The ranges of epochs and losses that contain nearly all points."""
    drawn = [
        scaled(points, is_log=is_log) for points in (lines.best, *lines.ended, *lines.training)
    ]
    points = np.concatenate([NO_POINTS, *drawn])
    if not len(points):
        return epoch_range(1.0), linear_range(0.0, 1.0)
    low, high = points[:, 1].min(), np.quantile(points[:, 1], _MOST_LEFT)
    if len(lines.best):
        high = max(high, np.median(scaled(lines.best, is_log=is_log)[:, 1], axis=0))
    ends = log_range(10**low, 10**high) if is_log else linear_range(float(low), float(high))
    return epoch_range(float(points[:, 0].max())), ends


def as_table(lines: Sequence[Points], *, is_log: bool) -> tuple[np.ndarray, np.ndarray]:
    """Places and values, a row for each line; shorter ones repeat their last point.

    bqplot draws many lines as one mark only where all have as many points.
    """
    drawn = [points for points in (scaled(line, is_log=is_log) for line in lines) if len(points)]
    if not drawn:
        return np.empty(0), np.empty(0)
    longest = max([2, *map(len, drawn)])
    padded = np.stack([np.pad(p, ((0, longest - len(p)), (0, 0)), mode="edge") for p in drawn])
    return padded[:, :, 0].astype(np.float32), padded[:, :, 1].astype(np.float32)


def _points(places: Sequence[float], values: Sequence[float]) -> Points:
    count = min(len(places), len(values))
    points = np.column_stack([places[:count], values[:count]]).reshape(-1, 2).astype(float)
    return thinned(points[np.isfinite(points[:, 1])], _MOST_POINTS)


def _star(result: Result) -> tuple[float, float] | None:
    looks = [
        (value, place)
        for place, value in zip(result.places, watched(result.history), strict=False)
        if np.isfinite(value)
    ]
    if not looks:
        return None
    value, place = min(looks)
    return place, value
