"""What a picture of sizes shows: losses over parameters, the knee, and where its words stand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import AxisRange, fewer_ticks, linear_range, log_range
from densemodel.experiments import findings_of, knee_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.charts import Points
    from densemodel.experiments import CapacityPoint

_LONGEST = 34
"Characters of the knee's words."
_WIDE = 30.0
"Losses of which the largest is so many times the smallest need a log scale to be told apart."
_MOST_TICKS = 5
"Of the parameters, which are long numbers."


@dataclass(frozen=True, slots=True)
class CapacityPlot:
    """Points are of shape (n, 2): the logarithm of the parameters, and the loss as it is drawn."""

    title: str
    training: Points
    "Where units grew alone: with the others it would be one zigzag."
    wider: Points
    "Validation loss there."
    deeper: Points
    "The same where layers were added, from the width that they were added to."
    names: tuple[str, ...]
    "Of these three lines."
    best: Points
    knee: tuple[float, str] | None
    "Where it stands, and what stands above it."
    written: Points
    "The network of the cell; empty where the words of the knee, or of a line's end, say so."
    overfits: float | None
    "From where on, if it does."
    x: AxisRange
    y: AxisRange


def capacity_plot(points: Sequence[CapacityPoint]) -> CapacityPlot | None:
    """What is to be drawn; None before one has a loss."""
    found = findings_of(points)
    if found is None:
        return None
    drawn = sorted(
        (point for point in points if math.isfinite(point.validation_loss)),
        key=lambda point: point.parameters,
    )
    wider = [point for point in drawn if not point.is_deeper]
    values = [point.validation_loss for point in drawn] + [point.training_loss for point in wider]
    is_log = min(values) > 0 and max(values) / min(values) > _WIDE
    knee, best, written = points[found.knee], points[found.best], _written(drawn)
    said = ", as written" if knee.is_written else ""
    overfits = None if found.overfits is None else points[found.overfits]
    deeper = _deeper(drawn)
    named = ("validation", wider), ("more layers", deeper)
    at_end = [one for _, line in named for one in line[-1:] if one.is_written and one is not knee]
    return CapacityPlot(
        title="Validation loss by parameters" + (" (both on log scales)" if is_log else ""),
        training=_places(wider, is_log=is_log, trains=True),
        wider=_places(wider, is_log=is_log),
        deeper=_places(deeper, is_log=is_log),
        names=("training", *(_name(name, line, at_end) for name, line in named)),
        best=_places([best], is_log=is_log),
        knee=(math.log10(knee.parameters), f"{knee_name(points)}: {_cut(knee.words)}{said}"),
        written=_places([one for one in written if one not in (knee, *at_end)], is_log=is_log),
        overfits=None if overfits is None else math.log10(overfits.parameters),
        x=_parameter_range(drawn[0].parameters, drawn[-1].parameters),
        y=_loss_range(values, is_log=is_log),
    )


def _name(name: str, line: Sequence[CapacityPoint], at_end: Sequence[CapacityPoint]) -> str:
    """What stands right of a line's last point, where a second text would cover it."""
    return f"{name}, written" if any(line and one is line[-1] for one in at_end) else name


def _written(drawn: Sequence[CapacityPoint]) -> list[CapacityPoint]:
    return [point for point in drawn if point.is_written]


def _deeper(drawn: Sequence[CapacityPoint]) -> list[CapacityPoint]:
    """Those with more layers, and before them the one that they were made of."""
    more = [point for point in drawn if point.is_deeper]
    if not more:
        return []
    least = more[0].units
    base = [one for one in drawn if not one.is_deeper and one.units == least[: one.layers]]
    return [*base[-1:], *more]


def _places(points: Iterable[CapacityPoint], *, is_log: bool, trains: bool = False) -> Points:
    rows = [
        (math.log10(point.parameters), point.training_loss if trains else point.validation_loss)
        for point in points
    ]
    found = np.array(rows).reshape(-1, 2)
    if is_log:
        found[:, 1] = np.log10(found[:, 1])
    return found


def _parameter_range(low: int, high: int) -> AxisRange:
    found = log_range(low, high)
    labels = tuple(f"{10**tick:,.0f}" for tick in found.ticks)
    return fewer_ticks(replace(found, labels=labels), _MOST_TICKS)


def _loss_range(values: Sequence[float], *, is_log: bool) -> AxisRange:
    low, high = min(values), max(values)
    return log_range(low, high) if is_log else linear_range(low, high)


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
