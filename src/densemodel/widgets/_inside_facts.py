"""What the tab Inside shows of a run's weights: fans, pictures and words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training import MEDIAN, BandPoints, lines_of, rounded
from densemodel.widgets._first_layer import FirstLayer, first_layer
from densemodel.widgets._text import in_order
from densemodel.widgets._ticks import AxisRange, epoch_range, fewer_ticks, linear_range

if TYPE_CHECKING:
    from densemodel.spec import Layer
    from densemodel.training import Newest, Run, Strand
    from densemodel.widgets._row_pictures import PictureForm
    from densemodel.widgets._weight_course import WeightCourse

MOST_POINTS_SHOWN = 128
"""A fan is some 350 pixels wide: more points would not be seen."""
EXPLAINED = (
    "Each of the seven bands holds a seventh of the values, so three in seven lie within the three "
    "middle bands. The line is the median: half of the values lie below it."
)
_X_TICKS, _Y_TICKS = 6, 4
_LONGEST_NAME = 60
_MOST_DECIMALS = 6

_READY = "These are the weights before the first step; Start draws their course here."
_SAVED = "A saved model keeps no course of its weights; Resume begins one here."
_NOT_FOLLOWED = "No panel was open when this run trained; Resume begins the course of its weights."
_NOTHING = "This network has no weights."


@dataclass(frozen=True, slots=True)
class Fan:
    """The weights of one layer, or its biases."""

    words: str
    'Such as "weights".'
    count: int
    y: AxisRange
    lowest: str
    median: str
    highest: str

    def said(self, layer: str) -> str:
        """The fan in a sentence, for who does not see it."""
        return (
            f"{self.words} of {layer}: from {self.lowest} to {self.highest}, median {self.median}"
        )


@dataclass(frozen=True, eq=False)
class InsideFacts:
    """All that is shown at one moment."""

    note: str
    layers: tuple[tuple[str, tuple[Fan, ...]], ...]
    "Each layer with weights by its name, and its fans."
    points: BandPoints
    "`lines` has the fans in the order in which they stand in `layers`."
    x: AxisRange
    at: np.ndarray[Any, Any]
    "Where each point lies on the axis x, float64, shape (points,)."
    unit: str
    '"epochs" or "steps".'
    pictures: FirstLayer | None
    "Of the first layer's weights, as they are at the end of its fan."
    best: float | None = None
    "Where on the axis x the weights stand that the model holds; None where that is the fans' end."

    def is_as(self, other: InsideFacts) -> bool:
        """Whether both look the same."""
        mine, theirs = self.points, other.points
        return (
            (self.note, self.layers, self.unit, self.best)
            == (other.note, other.layers, other.unit, other.best)
            and np.array_equal(mine.steps, theirs.steps)
            and np.array_equal(mine.lines, theirs.lines)
        )


def inside_facts(run: Run, course: WeightCourse, rows: PictureForm | None = None) -> InsideFacts:
    """What there is to show of a run now; it may be training.

    Args:
        run: The run.
        course: Of its weights.
        rows: How its rows are drawn, if they are pictures.
    """
    points, present = course.points().thinned(MOST_POINTS_SHOWN), course.present()
    by_step = run.spec.settings.every is not None
    best = _best(run, points, by_step=by_step)
    note = _note(run, points, course.strands) + _of_best(best, by_step=by_step)
    if not len(points):
        points = _one_point(present, course.strands)
    at = points.steps.astype(np.float64) if by_step else points.places
    first = int(at[0]) if len(at) else 0
    layers = layers_with_weights(run, course.strands)
    return InsideFacts(
        note=note,
        layers=tuple(_layers(course.strands, layers, points)),
        points=points,
        x=fewer_ticks(epoch_range(float(at[-1]), first=first), _X_TICKS),
        at=at,
        unit="steps" if by_step else "epochs",
        pictures=first_layer(run.spec, layers, course.strands, present.weights.values, rows),
        best=best,
    )


def layers_with_weights(run: Run, strands: tuple[Strand, ...]) -> tuple[Layer, ...]:
    """The spec's layers in the order of the strands' layers; none where they are not known.

    The spec of a model that the language can't say has its sizes alone.
    """
    layers = tuple(layer for layer in run.spec.layers if layer.trainable_count)
    count = strands[-1].layer + 1 if strands else 0
    return layers if len(layers) == count else ()


def _note(run: Run, points: BandPoints, strands: tuple[Strand, ...]) -> str:
    if not strands:
        return _NOTHING
    if len(points):
        since = points.places[0] - run.history.initial_epoch
        return EXPLAINED + (f" Followed from epoch {points.places[0]:.3g} on." if since else "")
    if run.newest_at is not None:
        return _NOT_FOLLOWED
    return _SAVED if run.came_trained or run.history.looks else _READY


def _best(run: Run, points: BandPoints, *, by_step: bool) -> float | None:
    """The place of the best look, once the run has ended with others behind it."""
    step, epoch = run.best_step, run.best_epoch
    if run.is_busy or not len(points) or step is None or epoch is None:
        return None
    is_followed = points.steps[0] <= step < points.steps[-1]
    return float(step if by_step else epoch) if is_followed else None


def _of_best(best: float | None, *, by_step: bool) -> str:
    if best is None:
        return ""
    unit = "step" if by_step else "epoch"
    return (
        f" The fans end with the last step; the model holds the weights of {unit} {best:,.0f}, at "
        "the upright line."
    )


def _one_point(present: Newest, strands: tuple[Strand, ...]) -> BandPoints:
    lines = lines_of(strands, present.weights.values)
    return BandPoints(np.array([present.step]), np.array([present.place]), lines[np.newaxis])


def _layers(
    strands: tuple[Strand, ...], layers: tuple[Layer, ...], points: BandPoints
) -> list[tuple[str, tuple[Fan, ...]]]:
    fans: dict[int, list[Fan]] = {}
    names: dict[int, str] = {}
    for place, strand in enumerate(strands):
        name = layers[strand.layer].text if layers else strand.layer_name
        names[strand.layer] = in_order(name or strand.layer_name)[:_LONGEST_NAME]
        fans.setdefault(strand.layer, []).append(_fan(strand, points.lines[:, place]))
    return [(names[layer], tuple(found)) for layer, found in fans.items()]


def _fan(strand: Strand, lines: np.ndarray[Any, Any]) -> Fan:
    y = linear_range(float(lines[:, 0].min()), float(lines[:, -1].max()), ticks=_Y_TICKS)
    lowest, median, highest = (_as_finely(y, float(lines[-1, at])) for at in (0, MEDIAN, -1))
    return Fan(strand.words, strand.count, y, lowest, median, highest)


def _as_finely(y: AxisRange, value: float) -> str:
    """A number with two decimals more than its axis has: those of one fan have equally many."""
    step = y.ticks[1] - y.ticks[0]
    decimals = max(0, 2 - math.floor(math.log10(step)))
    if decimals > _MOST_DECIMALS:
        return rounded(value)
    words = f"{value:,.{decimals}f}"
    return words.removeprefix("-") if not float(words.replace(",", "")) else words
