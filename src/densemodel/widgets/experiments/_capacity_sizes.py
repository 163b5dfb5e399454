"""The view Sizes: losses over parameters and the knee, on a page and in a file, and a table."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.charts import (
    MUTED,
    NO_POINTS,
    TEXT,
    TRAINING,
    VALIDATION,
    AxisRange,
    Chart,
    Line,
    TableCell,
    TextTable,
    Words,
    fewer_ticks,
    linear_range,
    log_range,
    moves_apart,
    upright,
)
from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint, plain, png_of, write
from densemodel.experiments import Capacity, findings_of
from densemodel.widgets.charts._figure import MARGIN, PLOT_HEIGHT, LiveChart, axis_unit
from densemodel.widgets.experiments._experiment_view import ExperimentContext, ExperimentView
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox
from densemodel.wording import duration, element, rounded, shortened, text_area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.charts import Points
    from densemodel.experiments import CapacityPoint, Gap, Race, Sweep


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
            f"{found.knee_name}: {shortened(knee.words, 34)}{note}",
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


class SizesView(ExperimentView):
    """The chart, the table and the spec at the knee."""

    title: ClassVar[str] = "Sizes"

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        chart = LiveChart(capacity_chart(_EMPTY), self._put_new, margin=_MARGIN)
        heading, table = HTML(), styled(HTML(), "dm-capacity-table")
        code = styled(HTML(), "dm-codes")
        words = HTML(element("span", "The first size trains; each is a point here."))
        empty = styled(words, "dm-empty")
        plot = VBox([heading, styled(Box([chart.widget, empty]), "dm-plot")])
        whole = styled(VBox([styled(plot, "dm-curves"), table, code]), "dm-capacity-body")
        parts = {"heading": heading, "table": table, "code": code, "empty": empty}
        self.begin(whole, chart=chart, **parts)

    @classmethod
    def available(cls, experiment: Sweep | Capacity | Race) -> bool:
        return isinstance(experiment, Capacity)

    def state(self) -> dict[str, Any]:
        moment = self.moment
        points, is_busy = moment.points, moment.is_busy
        plot, found = capacity_plot(points), findings_of(points)
        code = ""
        if found is not None:
            so_far = ", so far" if is_busy and found.knee_name == "knee" else ""
            code = text_area(found.knee_point.spec, found.network_name + so_far, 1)
        state: dict[str, Any] = {
            "empty": {"is_shown": plot is None and is_busy},
            "table": {
                "value": capacity_table(points).html() if points else "",
                "is_shown": bool(points),
            },
            "code": {"value": code},
        }
        if plot is not None:
            state["heading"] = {"value": element("h4", plot.title)}
            state["chart"] = capacity_chart(plot)
        return state


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


_HEAD = (
    *("Hidden layers", "Parameters", "Validation loss", "Above the best"),
    *("Training loss", "Best epoch", "Time"),
)
_ALIGN = 'style="text-align:right"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_LONGEST_FAILURE = 120


def capacity_table(points: Sequence[CapacityPoint]) -> TextTable:
    """A row for each size, smallest first; the knee is marked, and bold."""
    found = findings_of(points)
    places = sorted(range(len(points)), key=lambda place: points[place].parameters)
    rows: list[Sequence[str | TableCell]] = []
    for place in places:
        above, knee = "", ""
        if found is not None and not points[place].failure:
            above = "best" if place == found.best else _with_noise(found.gaps[place])
        if found is not None and place == found.knee:
            knee = found.knee_name
        cells = _cells(points[place], above, knee)
        bold = [TableCell(words, html=words and element("b", words)) for words in cells]
        rows.append(bold if knee else cells)
    return TextTable(
        _HEAD,
        rows,
        column_attributes=('style="text-align:left"', *[_ALIGN] * (len(_HEAD) - 1)),
        numbers=range(1, len(_HEAD)),
        best=() if found is None else (places.index(found.knee),),
    )


def _with_noise(gap: Gap) -> str:
    """A loss and its noise with the decimals of the noise's two figures: `0.2010 ± 0.0066`."""
    mean, noise = gap.mean, gap.noise
    if math.isfinite(noise) and noise > 1e-6:  # below it, decimals are too many for a column
        decimals = max(0, 1 - math.floor(math.log10(noise)))
        return f"{mean:,.{decimals}f} ± {noise:,.{decimals}f}"
    return f"{rounded(mean, 2)} ± {rounded(noise, 2)}"


def _cells(point: CapacityPoint, above: str, knee: str) -> tuple[str, ...]:
    notes = [*([knee] if knee else []), *(["written"] if point.is_written else [])]
    if point.trainings > 1:
        notes.append(f"mean of {point.trainings}")
    words = f"{point.words} ({', '.join(notes)})" if notes else point.words
    if point.failure:
        failure = point.failure[:_LONGEST_FAILURE]
        failure += "…" if len(point.failure) > _LONGEST_FAILURE else ""
        return (words, f"{point.parameters:,}", f"failed: {failure}", "", "", "", "")
    return (
        words,
        f"{point.parameters:,}",
        rounded(point.validation_loss),
        above,
        rounded(point.training_loss) if math.isfinite(point.training_loss) else "",
        "" if point.best_epoch is None else f"{point.best_epoch:,} of {point.epochs:,}",
        duration(point.seconds),
    )
