"""The chart of sizes: losses over parameters and the knee, on a page and in a file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import (
    NO_POINTS,
    AxisRange,
    Chart,
    Line,
    Words,
    fewer_ticks,
    linear_range,
    log_range,
    moves_apart,
    upright,
)
from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint, plain, png_of, write
from densemodel.experiments import findings_of, knee_name
from densemodel.widgets.charts._figure import MARGIN, PLOT_HEIGHT, LiveChart, axis_unit
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox
from densemodel.widgets.runtime._style import MUTED, TEXT, TRAINING, VALIDATION
from densemodel.wording import element, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.charts import Points
    from densemodel.experiments import CapacityPoint
    from densemodel.widgets.runtime._writer import Writer


@dataclass(frozen=True, slots=True)
class CapacityPlot:
    """Points are of shape (n, 2): the logarithm of the parameters, and the loss as it is drawn."""

    title: str
    training: Points
    "The sizes where only units grew: with the others the line would be a zigzag."
    wider: Points
    "Validation loss there."
    deeper: Points
    "The same where layers were added, from the width that they were added to."
    names: tuple[str, ...]
    "The names of these three lines."
    best: Points
    knee: tuple[float, str] | None
    "Its place, and the label above it."
    written: Points
    "The network of the cell; empty where the words of the knee, or of a line's end, say so."
    overfits: float | None
    "From where on, if it does."
    x: AxisRange
    y: AxisRange


def capacity_plot(points: Sequence[CapacityPoint]) -> CapacityPlot | None:
    """The chart's facts; None before a size has a loss."""
    found = findings_of(points)
    if found is None:
        return None
    drawn = sorted(
        (point for point in points if math.isfinite(point.validation_loss)),
        key=lambda point: point.parameters,
    )
    wider = [point for point in drawn if not point.is_deeper]
    values = [point.validation_loss for point in drawn] + [point.training_loss for point in wider]
    low, high = min(values), max(values)
    is_log = low > 0 and high / low > 30.0  # such losses need a log scale to be told apart
    knee, best = points[found.knee], points[found.best]
    note = ", as written" if knee.is_written else ""
    overfits = None if found.overfits is None else points[found.overfits]
    deeper = _deeper(drawn)
    named = ("validation", wider), ("more layers", deeper)
    at_end = [one for _, line in named for one in line[-1:] if one.is_written and one is not knee]
    written = [one for one in drawn if one.is_written and one not in (knee, *at_end)]
    sizes = log_range(drawn[0].parameters, drawn[-1].parameters)
    labels = tuple(f"{10**tick:,.0f}" for tick in sizes.ticks)
    return CapacityPlot(
        title="Validation loss by parameters" + (" (both on log scales)" if is_log else ""),
        training=_places(wider, is_log=is_log, trains=True),
        wider=_places(wider, is_log=is_log),
        deeper=_places(deeper, is_log=is_log),
        names=("training", *(_name(name, line, at_end) for name, line in named)),
        best=_places([best], is_log=is_log),
        knee=(
            math.log10(knee.parameters),
            f"{knee_name(points)}: {shortened(knee.words, 34)}{note}",
        ),
        written=_places(written, is_log=is_log),
        overfits=None if overfits is None else math.log10(overfits.parameters),
        x=fewer_ticks(replace(sizes, labels=labels), 5),  # parameters are long numbers
        y=log_range(low, high) if is_log else linear_range(low, high),
    )


def _name(name: str, line: Sequence[CapacityPoint], at_end: Sequence[CapacityPoint]) -> str:
    """The name right of a line's last point; empty where another text would cover it."""
    return f"{name}, written" if any(line and one is line[-1] for one in at_end) else name


def _deeper(drawn: Sequence[CapacityPoint]) -> list[CapacityPoint]:
    """The points with more layers, after the one that they grew from."""
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


_MARGIN = {**MARGIN, "right": 132, "left": 58}
"The knee's label is centred above its line; near the edge it extends into the margin."
_WHOLE = linear_range(0.0, 1.0)
_EMPTY = CapacityPlot(
    *("", NO_POINTS, NO_POINTS, NO_POINTS, ("", "", ""), NO_POINTS, None, NO_POINTS, None),
    x=_WHOLE,
    y=_WHOLE,
)


class CapacityPicture:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._live = LiveChart(capacity_chart(_EMPTY), writer.put, margin=_MARGIN)
        self._title = HTML()
        empty = HTML(element("span", "The first size trains; each is a point here."))
        self._empty = styled(empty, "dm-empty")
        plot = styled(Box([self._live.widget, self._empty]), "dm-plot")
        self.widget = styled(VBox([self._title, plot]), "dm-curves")

    def draw(self, points: Sequence[CapacityPoint], *, is_over: bool = False) -> None:
        plot = capacity_plot(points)
        self._writer.show(self._empty, is_shown=not (plot or is_over))
        if plot is not None:
            self._writer.put(self._title, value=element("h4", plot.title))
            self._live.draw(capacity_chart(plot))


def capacity_chart(plot: CapacityPlot, height: float = PLOT_HEIGHT) -> Chart:
    """The chart of sizes, with so many pixels from the bottom to the top of its plot."""
    lines = plot.training, plot.wider, plot.deeper
    colors = TRAINING, VALIDATION, VALIDATION
    knee, words = plot.knee or (None, "")
    over = NO_POINTS if plot.overfits is None else upright(plot.overfits)
    at_knee = NO_POINTS if knee is None else upright(knee)
    ends = [line[-1:] for line in lines]
    moves = moves_apart(ends, plot.y, height)
    line, rule = partial(Line, marker="circle", is_cut=False), partial(Line, where="upright")
    at_top = partial(Words, where="upright")
    return Chart(
        plot.x,
        plot.y,
        [
            rule(over, MUTED, dash="dotted", name="overfits"),
            rule(at_knee, TEXT, 1.2, name="knee"),
            line(plot.training, TRAINING, 1.5, opacity=0.55, name="training"),
            line(plot.wider, VALIDATION, 2.2, "dashed", name="wider"),
            line(plot.deeper, VALIDATION, 1.4, "dotted", name="deeper", marker="diamond"),
            Words(plot.best, "★", VALIDATION, size=19.0, align="middle", name="best"),
            *(
                Words(end, name, color, (11, move), name=f"name {place}")
                for place, (end, name, color, move) in enumerate(
                    zip(ends, plot.names, colors, moves, strict=True)
                )
            ),
            at_top(over[1:], "overfits from here on", MUTED, (4, 12), name="over words"),
            at_top(at_knee[1:], words, TEXT, (0, -7), name="knee words", align="middle"),
            Words(plot.written, "written", TEXT, (6, -9), name="written"),
            axis_unit("parameters", 36),
        ],
    )


_HEIGHT = 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 110, 66, 34
_SIZE = WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM


def static_capacity(name: str, points: Sequence[CapacityPoint]) -> bytes | None:
    """Draw the chart; None before a size has a loss."""
    plot = capacity_plot(points)
    if plot is None:
        return None
    with DRAWING:
        figure = empty_figure(_HEIGHT)
        write(figure, _LEFT, 12, plain(f"Capacity of {name}", 90), 13, fontweight="bold")
        write(figure, _LEFT, 34, plot.title, 12)
        paint(figure, capacity_chart(plot, _SIZE[1]), (_LEFT, _TOP, *_SIZE), in_pixels=True)
        return png_of(figure)
