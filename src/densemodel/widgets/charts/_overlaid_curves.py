"""Curves of runs and saved models on shared axes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import (
    TRAINING,
    VALIDATION,
    Chart,
    Dots,
    Line,
    ValueRange,
    Words,
    epoch_range,
    line_end,
    moves_beside,
    scaled,
    window_range,
)
from densemodel.widgets.charts._curve_data import points_of
from densemodel.widgets.charts._curve_toolbar import toggle, toolbar_row
from densemodel.widgets.charts._figure import MARGIN, PLOT_HEIGHT, CurveCursor, LiveChart, axis_unit
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._parts import HTML, Box, VBox
from densemodel.wording import element, in_order, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange, Mark, Points, Window
    from densemodel.store import Comparison
    from densemodel.training import TrainingHistory
    from densemodel.widgets.runtime._writer import Writer


NAME_MARGIN = 128
"Pixels to the right of the plot, for the names."
SOME_LEFT_OUT = "values of 0 and below are not on a log scale"


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its points, style and name."""

    name: str
    points: Points
    color: str
    dash: str
    "The line style, by bqplot's name."
    best: tuple[float, float] | None = None
    "The place and value of the best evaluation: a star."
    others: tuple[Points, ...] = ()
    "Faint lines of the same look."
    shape: str = ""
    "What is drawn near the ticks, by bqplot's name."


class OverlaidCurves:
    """A figure of finished curves, with a choice of scale."""

    def __init__(self, title: str, curves: list[Curve], writer: Writer) -> None:
        self._curves = [curve for curve in curves if len(curve.points)]
        self._writer = writer
        self._window: Window | None = None
        margin = {**MARGIN, "right": NAME_MARGIN}
        self._live = LiveChart(self._chart(is_log=False), writer.put, margin=margin)
        self._scale = toggle(["linear", "log"], "log", "The scale of the values")
        self._note = hidden_line("dm-note")
        read = [
            CurveCursor.line(self._live.marks[f"line {place}"], in_order(curve.name), curve.color)
            for place, curve in enumerate(self._curves)
        ]
        self._cursor = CurveCursor(read, self._live.x, self._live.y, margin)
        head = toolbar_row(HTML(element("h4", title)), self._note, self._scale)
        plot = styled(Box([self._live.widget, self._cursor]), "dm-plot")
        self.widget = styled(VBox([head, plot]), "dm-curves")
        if not (self._values(is_log=False) > 0).any():
            self._scale.value = "linear"
        self._draw()
        self._scale.observe(lambda _: self._choose(), "value")
        self._cursor.observe(lambda _: self._choose(), "window")

    def _choose(self) -> None:
        if not self._writer.is_writing:
            self._draw()
            self._writer.hurry()

    def _values(self, *, is_log: bool) -> np.ndarray:
        lines = [scaled(curve.points, is_log=is_log)[:, 1] for curve in self._curves]
        return np.concatenate([np.empty(0), *lines])

    def _draw(self) -> None:
        is_log, put = self._scale.value == "log", self._writer.put
        self._window = self._cursor.chosen
        self._live.draw(self._chart(is_log=is_log))
        left_out = len(self._values(is_log=False)) - len(self._values(is_log=is_log))
        self._writer.say(self._note, SOME_LEFT_OUT if left_out else "")
        whole = self._whole()
        put(self._cursor, is_log=is_log, whole=[whole.low, whole.high])

    def _chart(self, *, is_log: bool) -> Chart:
        x = self._whole() if self._window is None else window_range(*self._window)
        y = ValueRange().fit(self._values(is_log=is_log), None, is_log=is_log)
        return named_chart(x, y, self._curves, is_log=is_log)

    def _whole(self) -> AxisRange:
        ends = [(curve.points[0, 0], curve.points[-1, 0]) for curve in self._curves]
        first = min((int(np.ceil(start)) - 1 for start, _ in ends), default=0)
        return epoch_range(max((end for _, end in ends), default=1.0), first=max(first, 0))


def named_chart(
    x: AxisRange, y: AxisRange, curves: Sequence[Curve], *, is_log: bool, star_size: float = 17.0
) -> Chart:
    """Curves with their names at their ends, and a star on the best of each."""
    drawn = [scaled(curve.points, is_log=is_log) for curve in curves]
    ends = [line_end(points, x) for points in drawn]
    moves = moves_beside(ends, x, y, PLOT_HEIGHT)
    marks: tuple[list[Mark], ...] = ([], [], [], [], [])
    faint, lines, shapes, stars, names = marks
    for place, (curve, points, end) in enumerate(zip(curves, drawn, ends, strict=True)):
        color, dash = curve.color, curve.dash
        is_seen = curve.best is not None and x.low <= curve.best[0] <= x.high
        best = scaled(np.array([curve.best] if is_seen else []).reshape(-1, 2), is_log=is_log)
        faint += [
            Line(scaled(one, is_log=is_log), color, 1, dash, 0.4, name=f"faint {place} {number}")
            for number, one in enumerate(curve.others)
        ]
        has_dot = not curve.shape
        lines.append(Line(points, color, 2, dash, name=f"line {place}", has_dot=has_dot))
        if curve.shape:
            at_ticks = marked(points, x.ticks)
            shapes.append(Dots(at_ticks, color, 34, curve.shape, name=f"shape {place}"))
        stars.append(
            Words(best, "★", color, (0, 0), star_size, name=f"star {place}", align="middle")
        )
        off, words = (11, moves[place]), short_name(curve.name)
        names.append(Words(end, words, color, off, name=f"name {place}"))
    return Chart(x, y, [*chain(*marks), axis_unit()])


def marked(points: Points, ticks: Sequence[float]) -> Points:
    """The points of a line with a marker: those nearest to the ticks."""
    if not len(points):
        return points
    x = points[:, 0]
    inside = [tick for tick in ticks if x[0] <= tick <= x[-1]]
    places = sorted({int(np.abs(x - tick).argmin()) for tick in inside})
    return points[places] if places else points[-1:]


def short_name(name: str) -> str:
    """A name cut to the margin of a figure."""
    return shortened(in_order(name), 18)


MOST_CURVES = 8
"Of models in one figure: more colours and dashes nobody tells apart."


def losses_of(history: TrainingHistory, best_epoch: int | None) -> list[Curve]:
    """The training and validation loss of one model."""
    monitored = points_of(history, "val_loss")
    best = best_point(history, "val_loss", best_epoch)
    return [
        Curve("training", points_of(history, "loss"), TRAINING, "solid"),
        Curve("validation", monitored, VALIDATION, "dashed", best),
    ]


def monitored_losses(comparison: Comparison) -> dict[str, list[Curve]]:
    """The monitored losses, grouped by loss function, in the order of the models.

    Losses of different kinds do not share an axis. No more than 8 models are drawn.
    """
    kinds: dict[str, list[Curve]] = {}
    styles = line_styles_of(comparison.names)
    for place, name in enumerate(comparison.names[:MOST_CURVES]):
        history, monitored = comparison.histories[place], comparison.monitored[place]
        best_epoch = comparison.numbers[place].best_epoch
        kinds.setdefault(comparison.losses[place], []).append(
            Curve(
                name if monitored != "loss" else f"{name} (training)",
                points_of(history, monitored),
                styles[place].color,
                styles[place].dash,
                None if monitored == "loss" else best_point(history, monitored, best_epoch),
            )
        )
    return kinds


def best_point(
    history: TrainingHistory, name: str, best_epoch: int | None
) -> tuple[float, float] | None:
    """The best evaluation of the best epoch; with `every`, an epoch has several."""
    if best_epoch is None:
        return None
    evaluations = [
        (place, value)
        for place, value in zip(history.places, history.get(name, []), strict=False)
        if best_epoch - 1 < place <= best_epoch and np.isfinite(value)
    ]
    return min(evaluations, key=lambda evaluation: evaluation[1], default=None)
