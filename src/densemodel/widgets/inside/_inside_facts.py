"""The facts of the tab Inside: strips, fans, tiles and texts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import AxisRange, epoch_range, fewer_ticks, linear_range
from densemodel.training import LINES, MEDIAN, BandPoints, lines_of
from densemodel.training.diagnosis import unit_layers
from densemodel.widgets.inside._layer_strips import layer_name, layer_strips
from densemodel.widgets.inside._unit_tiles import unit_tiles
from densemodel.wording import capitalised, counted, in_order, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.language import Layer
    from densemodel.scoring import PictureForm
    from densemodel.training import Run, Strand
    from densemodel.training.diagnosis import LayerCourse, Measurement, UnitLayer
    from densemodel.widgets.inside._layer_strips import Strip
    from densemodel.widgets.inside._unit_tiles import LayerTiles
    from densemodel.widgets.inside._weight_course import WeightCourse


MOST_POINTS_SHOWN = 128
"""A fan is some 350 pixels wide: more points would not be seen."""
EXPLAINED = (
    "Each of the seven bands holds a seventh of the values, so three in seven lie within the three "
    "middle bands. The line is the median: half of the values lie below it."
)

_FURTHEST = 1e30
"""An activation that is farther off, or infinite, is drawn here: an axis has no end beyond."""

_READY = "These are the weights before the first step; Start draws their history here."
_SAVED = "A saved model has no history of its weights; Resume starts one here."


@dataclass(frozen=True, slots=True)
class Fan:
    """The fan of a layer's weights, biases or activations."""

    words: str
    'Such as "weights".'
    count: int
    y: AxisRange
    "The same for the weights and the biases of a layer."
    lowest: str
    median: str
    highest: str
    is_of_units: bool = False
    "Whether `count` is a number of units: they are activations, not weights."

    @property
    def title(self) -> str:
        """The title: `Weights, 1,000`, `Activations of 50 units`."""
        words = capitalised(self.words)
        if self.is_of_units:
            return f"{words} of {counted(self.count, 'unit')}"
        return f"{words}, {self.count:,}"

    def description(self, layer: str) -> str:
        """The fan in a sentence, for screen readers."""
        return (
            f"{self.words} of {layer}: from {self.lowest} to {self.highest}, median {self.median}"
        )


@dataclass(frozen=True, eq=False)
class MeasuredFacts:
    """What was measured on the probe rows, over time."""

    newest: Measurement | None = None
    at: Array = field(default_factory=lambda: np.empty(0))
    "The place of each point on the time axis, float64, shape (points,)."
    strips: tuple[Strip, ...] = ()
    bands: tuple[tuple[int, Fan], ...] = ()
    "The fan of each layer's activations, by its place among the layers with weights."
    lines: Array = field(default_factory=lambda: np.empty((0, 0, len(LINES)), np.float32))
    "Their values at `LINES`, float32, shape (bands, points, lines)."


@dataclass(frozen=True, eq=False)
class InsideFacts:
    """The facts of one moment."""

    note: str
    layers: tuple[tuple[str, tuple[Fan, ...]], ...]
    "Each layer with weights by its name, and its fans."
    titles: tuple[str, ...]
    'What stands above each of them, such as "Hidden layer 2: 20 relu".'
    points: BandPoints
    "`lines` has the fans in the order of `layers`."
    x: AxisRange
    at: Array
    "The place of each point on the x axis, float64, shape (points,)."
    unit: str
    '"epochs" or "steps".'
    tiles: tuple[LayerTiles, ...]
    "The weights into each unit as they are at the end of the fans."
    measured: MeasuredFacts = field(default_factory=MeasuredFacts)
    is_followed: bool = False
    "Whether the note is about the fans: they have a history."
    best: float | None = None
    "The place of the model's weights on the x axis; None if that is the fans' end."

    @property
    def pictures(self) -> LayerTiles | None:
        """The weights of the first layer as pictures, if the rows are images."""
        return next((one for one in self.tiles if one.is_image), None)

    def is_as(self, other: InsideFacts) -> bool:
        """Whether both look the same."""
        mine, theirs = self.points, other.points
        return (
            (self.note, self.layers, self.unit, self.best)
            == (other.note, other.layers, other.unit, other.best)
            and self.measured.newest is other.measured.newest
            and np.array_equal(self.measured.at, other.measured.at)
            and np.array_equal(mine.steps, theirs.steps)
            and np.array_equal(mine.lines, theirs.lines)
        )


def inside_facts(
    run: Run,
    course: WeightCourse,
    rows: PictureForm | None = None,
    measured: LayerCourse | None = None,
) -> InsideFacts:
    """The current facts of a run, which may be training."""
    points, present = course.points().thinned(MOST_POINTS_SHOWN), course.present()
    by_step = run.spec.settings.every is not None
    best = _best(run, points, by_step=by_step)
    unit = "step" if by_step else "epoch"
    note = _note(run, points, course.strands)
    if best is not None:
        note += (
            " The fans end with the last step; the model holds the weights of "
            f"{unit} {best:,.0f}, at the upright line."
        )
    is_followed = len(points) > 0
    if not is_followed:
        lines = lines_of(course.strands, present.weights.values)
        points = BandPoints(np.array([present.step]), np.array([present.place]), lines[np.newaxis])
    at = points.steps.astype(np.float64) if by_step else points.places
    layers = layers_with_weights(run, course.strands)
    units = unit_layers(run.network)
    seen = _measured(measured, units, course.strands, by_step=by_step)
    first = int(min([*at[:1], *seen.at[:1]], default=0))
    last = max([*at[-1:], *seen.at[-1:]], default=0.0)
    found = tuple(_layers(course.strands, layers, points))
    return InsideFacts(
        note=note,
        layers=found,
        titles=_titles([name for name, _ in found], course.strands, units),
        points=points,
        x=fewer_ticks(epoch_range(float(last), first=first), 4),
        at=at,
        unit=f"{unit}s",
        tiles=unit_tiles(
            run.spec,
            layers,
            course.strands,
            units,
            present.weights.values,
            rows=rows,
            newest=seen.newest,
        ),
        measured=seen,
        is_followed=is_followed,
        best=best,
    )


def _measured(
    course: LayerCourse | None,
    units: Sequence[UnitLayer],
    strands: Sequence[Strand],
    *,
    by_step: bool,
) -> MeasuredFacts:
    points = None if course is None else course.points()
    if course is None or points is None or not len(points):
        return MeasuredFacts()
    if len(points) > MOST_POINTS_SHOWN:  # evenly spaced, the first and the last among them
        chosen = np.linspace(0, len(points) - 1, MOST_POINTS_SHOWN).round().astype(np.int64)
        over_time = {one.name for one in fields(points)} - {"names", "units"}
        points = replace(points, **{name: getattr(points, name)[chosen] for name in over_time})
    at = points.steps.astype(np.float64) if by_step else points.places
    places = {strand.layer_name: strand.layer for strand in strands}
    known = {one.name: one for one in units}
    # a network may have gone to infinity
    lines = np.nan_to_num(
        np.clip(points.lines, -_FURTHEST, _FURTHEST), nan=0.0, posinf=_FURTHEST, neginf=-_FURTHEST
    ).transpose(1, 0, 2)
    own = [number for number, name in enumerate(points.names) if name in places and name in known]
    bands = tuple(
        (
            places[points.names[number]],
            _fan(
                _words_of(known[points.names[number]]),
                int(points.units[number]),
                _range_of(lines[number]),
                lines[number],
                is_of_units=True,
            ),
        )
        for number in own
    )
    strips = layer_strips(points, units, course.newest)
    return MeasuredFacts(course.newest, at, strips, bands, lines[own])


def _words_of(one: UnitLayer) -> str:
    if not one.is_last:
        return "activations"
    return "logits" if one.activation in {"softmax", "sigmoid"} else "outputs"


def layers_with_weights(run: Run, strands: tuple[Strand, ...]) -> tuple[Layer, ...]:
    """The spec's layers in the order of the strands' layers; empty if unknown.

    The spec of a model that the language can't say has its sizes alone.
    """
    layers = tuple(layer for layer in run.spec.layers if layer.trainable_count)
    count = strands[-1].layer + 1 if strands else 0
    return layers if len(layers) == count else ()


def _note(run: Run, points: BandPoints, strands: tuple[Strand, ...]) -> str:
    if not strands:
        return "This network has no weights."
    if len(points):
        since = points.places[0] - run.history.initial_epoch
        return EXPLAINED + (f" Followed from epoch {points.places[0]:.3g} on." if since else "")
    if run.newest_at is not None:
        return "No panel was open when this run trained; Resume starts the history of its weights."
    return _SAVED if run.came_trained or run.history.evaluations else _READY


def _best(run: Run, points: BandPoints, *, by_step: bool) -> float | None:
    """The place of the best evaluation, if the run has ended after others."""
    step, epoch = run.best_step, run.best_epoch
    if run.is_busy or not len(points) or step is None or epoch is None:
        return None
    is_followed = points.steps[0] <= step < points.steps[-1]
    return float(step if by_step else epoch) if is_followed else None


def _layers(
    strands: tuple[Strand, ...], layers: tuple[Layer, ...], points: BandPoints
) -> list[tuple[str, tuple[Fan, ...]]]:
    places: dict[int, list[int]] = {}
    for place, strand in enumerate(strands):
        places.setdefault(strand.layer, []).append(place)
    found = []
    for layer, own in places.items():
        name = layers[layer].text if layers else strands[own[0]].layer_name
        y = _range_of(points.lines[:, own])
        fans = [_fan(strands[at].words, strands[at].count, y, points.lines[:, at]) for at in own]
        found.append((in_order(name or strands[own[0]].layer_name)[:60], tuple(fans)))
    return found


def _titles(
    names: Sequence[str], strands: Sequence[Strand], units: Sequence[UnitLayer]
) -> tuple[str, ...]:
    """The titles of the layers, with the names that strips and advice use."""
    words = {one.name: one.words for one in units}
    keras_names = {strand.layer: strand.layer_name for strand in strands}
    titles, before = [], ""
    for number, name in enumerate(names):
        own = words.get(keras_names[number], "")
        after = f"After {before}: {name}" if before else name
        titles.append(f"{layer_name(own)}: {name}" if own else after)
        before = own or before
    return tuple(titles)


def _range_of(lines: Array) -> AxisRange:
    return linear_range(float(lines[..., 0].min()), float(lines[..., -1].max()), ticks=4)


def _fan(words: str, count: int, y: AxisRange, lines: Array, *, is_of_units: bool = False) -> Fan:
    lowest, median, highest = (_as_finely(y, float(lines[-1, at])) for at in (0, MEDIAN, -1))
    return Fan(words, count, y, lowest, median, highest, is_of_units=is_of_units)


def _as_finely(y: AxisRange, value: float) -> str:
    """A number with two decimals more than its axis, equal within a fan."""
    step = y.ticks[1] - y.ticks[0]
    decimals = max(0, 2 - math.floor(math.log10(step)))
    if decimals > 6:
        return rounded(value)
    words = f"{value:,.{decimals}f}"
    return words.removeprefix("-") if not float(words.replace(",", "")) else words
