"""Curves of runs and saved models on shared axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bqplot
import numpy as np
from ipywidgets import HTML, Box, HBox, VBox

from densemodel.charts import (
    epoch_range,
    line_end,
    linear_range,
    log_range,
    moves_beside,
    scaled,
    small,
    thinned,
    window_range,
)
from densemodel.widgets.charts._cursor import CurveCursor
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.charts._figure import (
    HEIGHT,
    MARGIN,
    PLOT_HEIGHT,
    bare_figure,
    curve_line,
    placed,
    plot_words,
    tick_axis,
)
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.runtime._style import TRAINING, VALIDATION
from densemodel.wording import element, in_order

if TYPE_CHECKING:
    from densemodel.charts import AxisRange, Points
    from densemodel.store import Comparison
    from densemodel.training import TrainingHistory
    from densemodel.widgets.runtime._writer import Writer


NAME_MARGIN = 128
"Pixels to the right of the plot, for the names."
LONGEST_NAME = 18
_SOME_LEFT_OUT = "values of 0 and below are not on a log scale"


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


class OverlaidCurves:
    """A figure of finished curves, with a choice of scale.

    Args:
        title: What the values are.
        curves: What is drawn; those without points have no line.
        writer: Changes the widgets.
    """

    def __init__(self, title: str, curves: list[Curve], writer: Writer) -> None:
        self._curves = [curve for curve in curves if len(curve.points)]
        self._writer = writer
        self._margin = {**MARGIN, "right": NAME_MARGIN}
        self._x, self._y = (bqplot.LinearScale(min=0.0, max=1.0) for _ in range(2))
        self._axes = [tick_axis(self._x, "bottom"), tick_axis(self._y, "left")]
        both = {"x": self._x, "y": self._y}
        self._lines = [
            curve_line(both, curve.color, width=2, style=curve.dash) for curve in self._curves
        ]
        self._names = [plot_words(both, curve.color, x_offset=11) for curve in self._curves]
        self._stars = [
            plot_words(both, curve.color, default_size=17.0, align="middle")
            for curve in self._curves
        ]
        self._scale = toggle(["linear", "log"], "log", "The scale of the values")
        self._note = HTML(layout={"display": "none"})
        self._note.add_class("dm-note")
        read = [
            CurveCursor.line(mark, in_order(curve.name), curve.color)
            for mark, curve in zip(self._lines, self._curves, strict=True)
        ]
        self._cursor = CurveCursor(read, self._x, self._y, self._margin)
        self.widget = VBox([self._head(title), self._plot()])
        self.widget.add_class("dm-curves")
        values = self._values(is_log=False)
        if not (values > 0).any():
            self._scale.value = "linear"
        self._draw()
        self._scale.observe(lambda _: self._choose(), "value")
        self._cursor.observe(lambda _: self._choose(), "window")

    def _head(self, title: str) -> HBox:
        choices = HBox([self._note, self._scale])
        choices.add_class("dm-choices")
        head = HBox([HTML(element("h4", title)), choices])
        head.add_class("dm-toggles")
        return head

    def _plot(self) -> Box:
        marks = [*self._lines, *self._stars, *self._names, self._unit()]
        figure = bare_figure(marks, self._axes, self._margin, HEIGHT)
        plot = Box([placed(figure), self._cursor])
        plot.add_class("dm-plot")
        return plot

    def _unit(self) -> Any:
        corner = {"x": bqplot.LinearScale(min=0.0, max=1.0), "y": bqplot.LinearScale(min=0, max=1)}
        unit = plot_words(corner, "var(--dm-muted, #616161)", x_offset=20, y_offset=16)
        unit.x, unit.y, unit.text = np.array([1.0]), np.array([0.0]), np.array(["epochs"])
        return unit

    def _choose(self) -> None:
        if not self._writer.is_writing:
            self._draw()
            self._writer.hurry()

    def _values(self, *, is_log: bool) -> np.ndarray:
        lines = [scaled(curve.points, is_log=is_log)[:, 1] for curve in self._curves]
        return np.concatenate([np.empty(0), *lines])

    def _draw(self) -> None:
        is_log = self._scale.value == "log"
        put, x, y = self._writer.put, self._epochs(), self._range(is_log=is_log)
        for scale, axis, ends in zip((self._x, self._y), self._axes, (x, y), strict=True):
            put(scale, min=ends.low, max=ends.high)
            put(axis, ticks=ends)
        drawn = [scaled(curve.points, is_log=is_log) for curve in self._curves]
        for mark, points in zip(self._lines, drawn, strict=True):
            marker = "circle" if len(points) == 1 else None  # a line of one point is invisible
            left, up = (
                small(values, axis.high - axis.low)
                for values, axis in zip(points.T, (x, y), strict=True)
            )
            put(mark, x=left, y=up, marker=marker)
        self._put_names(drawn, x, y)
        for mark, curve in zip(self._stars, self._curves, strict=True):
            is_seen = curve.best is not None and x.low <= curve.best[0] <= x.high
            best = np.array([curve.best] if is_seen else []).reshape(-1, 2)
            star = scaled(best, is_log=is_log)
            text = np.array(["★"] * len(star), dtype=str)
            put(mark, x=star[:, 0], y=star[:, 1], text=text)
        left_out = len(self._values(is_log=False)) - len(self._values(is_log=is_log))
        put(self._note, value=_SOME_LEFT_OUT if left_out else "")
        put(self._note.layout, display=None if left_out else "none")
        whole = self._whole()
        put(self._cursor, is_log=is_log, whole=[whole.low, whole.high])

    def _epochs(self) -> AxisRange:
        """The zoomed range, or all."""
        window = [float(end) for end in self._cursor.window]
        is_part = len(window) == 2 and np.isfinite(window).all() and window[0] < window[1]  # noqa: PLR2004
        return window_range(*window) if is_part else self._whole()

    def _whole(self) -> AxisRange:
        ends = [(curve.points[0, 0], curve.points[-1, 0]) for curve in self._curves]
        first = min((int(np.ceil(start)) - 1 for start, _ in ends), default=0)
        return epoch_range(max((end for _, end in ends), default=1.0), first=max(first, 0))

    def _range(self, *, is_log: bool) -> AxisRange:
        values = self._values(is_log=is_log)
        if not len(values):
            return linear_range(0.0, 1.0)
        low, high = float(values.min()), float(values.max())
        return log_range(10**low, 10**high) if is_log else linear_range(low, high)

    def _put_names(self, drawn: list[Points], x: AxisRange, y: AxisRange) -> None:
        """Write each name at the end of its line, without overlap."""
        ends = [line_end(points, x) for points in drawn]
        moves = moves_beside(ends, x, y, PLOT_HEIGHT)
        for mark, end, curve, move in zip(self._names, ends, self._curves, moves, strict=True):
            text = np.array([short_name(curve.name)] * len(end), dtype=str)
            self._writer.put(mark, x=end[:, 0], y=end[:, 1], text=text, y_offset=move)


def short_name(name: str) -> str:
    """A name cut to the margin of a figure."""
    plain = in_order(name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1].rstrip()}…"


CURVE_POINTS = 240
MOST_CURVES = 8
"Of models in one figure: more colours and dashes nobody tells apart."


def losses_of(history: TrainingHistory, best_epoch: int | None) -> list[Curve]:
    """The training and validation loss of one model.

    Args:
        history: Its numbers.
        best_epoch: Counted from 1; None without validation.
    """
    watched = points_of(history, "val_loss")
    best = best_point(history, "val_loss", best_epoch)
    return [
        Curve("training", points_of(history, "loss"), TRAINING, "solid"),
        Curve("validation", watched, VALIDATION, "dashed", best),
    ]


def watched_losses(comparison: Comparison) -> dict[str, list[Curve]]:
    """The monitored losses, grouped by loss function, in the order of the models.

    Losses of different kinds do not share an axis. No more than 8 models are drawn.
    """
    kinds: dict[str, list[Curve]] = {}
    looks = line_styles_of(comparison.names)
    for place, name in enumerate(comparison.names[:MOST_CURVES]):
        history, watched = comparison.histories[place], comparison.watched[place]
        best_epoch = comparison.numbers[place].best_epoch
        kinds.setdefault(comparison.losses[place], []).append(
            Curve(
                name if watched != "loss" else f"{name} (training)",
                points_of(history, watched),
                looks[place].color,
                looks[place].dash,
                None if watched == "loss" else best_point(history, watched, best_epoch),
            )
        )
    return kinds


def points_of(history: TrainingHistory, name: str) -> Points:
    """The finite values of one metric, as points on an axis of epochs."""
    values = history.get(name, [])[: history.evaluations]
    points = np.column_stack([history.places[: len(values)], values]).reshape(-1, 2)
    return thinned(points[np.isfinite(points[:, 1])], CURVE_POINTS)


def best_point(
    history: TrainingHistory, name: str, best_epoch: int | None
) -> tuple[float, float] | None:
    """The best evaluation of the best epoch; with `every`, an epoch has several."""
    if best_epoch is None:
        return None
    looks = [
        (place, value)
        for place, value in zip(history.places, history.get(name, []), strict=False)
        if best_epoch - 1 < place <= best_epoch and np.isfinite(value)
    ]
    return min(looks, key=lambda look: look[1], default=None)
