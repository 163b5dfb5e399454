"""The live curves of a comparison: one metric of all networks on shared axes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import bqplot
import numpy as np
from ipywidgets import HTML, Box, HBox, VBox

from densemodel.charts import (
    MOST_DECADES,
    SteadyRange,
    epoch_range,
    line_end,
    linear_range,
    log_range,
    moves_beside,
    scaled,
    small,
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
from densemodel.widgets.charts._overlaid_curves import NAME_MARGIN, short_name
from densemodel.widgets.comparison._compared_lines import LOSS, lines_of_groups, marked, names_of
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._marks import Scatter
from densemodel.wording import capitalised, element, in_order, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.charts import AxisRange, Points
    from densemodel.training import RunGroup
    from densemodel.widgets.charts._line_styles import LineStyle
    from densemodel.widgets.comparison._compared_lines import NetworkLines
    from densemodel.widgets.runtime._writer import Writer

_EMPTY = "Start all trains these networks in turns of an epoch; their curves grow here together."
_SOME_LEFT_OUT = "values of 0 and below are not on a log scale"
_FAINT = 0.4


class ComparedCurves:
    """The curves of the networks, with a choice of metric and scale.

    Args:
        groups: Gives the networks with their runs as they are now; their number stays.
        writer: Changes the widgets.
    """

    def __init__(self, groups: Callable[[], tuple[RunGroup, ...]], writer: Writer) -> None:
        self._groups = groups
        self._writer = writer
        self._put = ChangedOnly(writer.put)
        self._lock = threading.Lock()
        self._scales = {LOSS: "log"}  # everything else begins linear
        self._x, self._y = (bqplot.LinearScale(min=0.0, max=1.0) for _ in range(2))
        self._axes = [tick_axis(self._x, "bottom"), tick_axis(self._y, "left")]
        self._range = SteadyRange(headroom=0.05)
        looks = line_styles_of([group.name for group in groups()])
        self._make_marks(groups(), looks)
        self.shown = toggle([LOSS], LOSS, "What the curves show")
        self.scale = toggle(["linear", "log"], "log", "The scale of the values")
        self._title, self._note = HTML(), HTML(layout={"display": "none"})
        self._note.add_class("dm-note")
        self._empty = HTML(element("p", _EMPTY))
        self._empty.add_class("dm-empty")
        margin = {**MARGIN, "right": NAME_MARGIN}
        read = [
            CurveCursor.line(mark, in_order(group.name), look.color)
            for mark, group, look in zip(self._lines, groups(), looks, strict=True)
        ]
        self._cursor = CurveCursor(read, self._x, self._y, margin)
        self.widget = VBox([self._head(), self._plot(margin)])
        self.widget.add_class("dm-curves")
        self.shown.observe(lambda _: self._choose(), "value")
        self.scale.observe(self._choose_scale, "value")
        self._cursor.observe(lambda _: self._choose(), "window")
        self.draw()

    def _make_marks(self, groups: tuple[RunGroup, ...], looks: list[LineStyle]) -> None:
        both = {"x": self._x, "y": self._y}
        self._faint = [
            [
                curve_line(both, look.color, width=1, style=look.dash, opacity=_FAINT)
                for _ in (group.runs if len(group.runs) > 1 else ())
            ]
            for group, look in zip(groups, looks, strict=True)
        ]
        self._lines = [curve_line(both, k.color, width=2, style=k.dash) for k in looks]
        self._shapes = [
            Scatter(
                x=np.empty(0),
                y=np.empty(0),
                scales=both,
                marker=look.shape,
                colors=[look.color],
                default_size=34,
            )
            for look in looks
        ]
        self._names = [plot_words(both, look.color, x_offset=11) for look in looks]
        self._stars = [
            plot_words(both, look.color, default_size=19.0, align="middle") for look in looks
        ]

    def _head(self) -> HBox:
        choices = HBox([self._note, self.shown, self.scale])
        choices.add_class("dm-choices")
        head = HBox([self._title, choices])
        head.add_class("dm-toggles")
        return head

    def _plot(self, margin: dict[str, int]) -> Box:
        faint = [mark for marks in self._faint for mark in marks]
        marks = [*faint, *self._lines, *self._shapes, *self._stars, *self._names, _unit()]
        plot = Box([placed(bare_figure(marks, self._axes, margin, HEIGHT)), self._cursor])
        plot.children = (*plot.children, self._empty)
        plot.add_class("dm-plot")
        return plot

    def _choose(self) -> None:
        if not self._writer.is_writing:
            self.draw()
            self._writer.hurry()

    def _choose_scale(self, change: Any) -> None:
        if not self._writer.is_writing:
            self._scales[self._name] = change["new"]
            self._choose()

    @property
    def _name(self) -> str:
        return str(self.shown.value or LOSS)

    def draw(self) -> None:
        """Draw the current state."""
        with self._lock:
            self._draw()

    def _draw(self) -> None:
        groups, name = self._groups(), self._name
        lines = lines_of_groups(groups, name)
        values = np.concatenate([np.empty(0), *(line[:, 1] for one in lines for line in _all(one))])
        is_log = self._scales.get(name, "linear") == "log" and (
            not len(values) or bool((values > 0).any())
        )
        self._draw_head(groups, name, is_log=is_log)
        self._put(self._empty.layout, display="none" if len(values) else None)
        left_out = is_log and bool((values <= 0).any())
        self._put(self._note, value=_SOME_LEFT_OUT if left_out else "")
        self._put(self._note.layout, display=None if left_out else "none")
        whole = epoch_range(max((line[-1, 0] for one in lines for line in _all(one)), default=1.0))
        x, y = self._window(whole), self._fit(values, name, is_log=is_log)
        for scale, axis, ends in zip((self._x, self._y), self._axes, (x, y), strict=True):
            self._put(scale, min=ends.low, max=ends.high)
            self._put(axis, ticks=ends)
        self._draw_lines(lines, x, y, is_log=is_log)
        self._put(self._cursor, is_log=is_log, whole=[whole.low, whole.high])

    def _draw_head(self, groups: tuple[RunGroup, ...], name: str, *, is_log: bool) -> None:
        validates = any(run.validates for group in groups for run in group.runs)
        words = metric_words(f"val_{name}" if validates else name)
        self._put(self._title, value=element("h4", capitalised(words)))
        options = tuple((capitalised(metric_words(one)), one) for one in names_of(groups))
        if self.shown.options != options:
            self._writer.put(self.shown, options=options, value=name)
        scale = "log" if is_log else "linear"
        if self.scale.value != scale:
            self._writer.put(self.scale, value=scale)

    def _window(self, whole: AxisRange) -> AxisRange:
        """The zoomed range, or all."""
        window = [float(end) for end in self._cursor.window]
        is_part = len(window) == 2 and np.isfinite(window).all() and window[0] < window[1]  # noqa: PLR2004
        return window_range(*window) if is_part else whole

    def _fit(self, values: np.ndarray, name: str, *, is_log: bool) -> AxisRange:
        if is_log:
            values = np.log10(values[values > 0]).clip(-MOST_DECADES, MOST_DECADES)
        if not len(values):
            return linear_range(0.0, 1.0)
        make = _range_of_logs if is_log else linear_range
        return self._range.fit(float(values.min()), float(values.max()), make, (name, is_log))

    def _draw_lines(
        self, lines: list[NetworkLines], x: AxisRange, y: AxisRange, *, is_log: bool
    ) -> None:
        drawn = [scaled(one.best, is_log=is_log) for one in lines]
        for marks, one in zip(self._faint, lines, strict=True):
            for mark, points in zip(marks, one.seeds, strict=True):
                self._put_points(mark, scaled(points, is_log=is_log), x, y)
        ends = [line_end(points, x) for points in drawn]
        moves = moves_beside(ends, x, y, PLOT_HEIGHT)
        for place, (one, points) in enumerate(zip(lines, drawn, strict=True)):
            self._put_points(self._lines[place], points, x, y)
            self._put_points(self._shapes[place], marked(points, x.ticks), x, y)
            self._put_words(self._names[place], ends[place], short_name(one.name), moves[place])
            is_seen = one.star is not None and x.low <= one.star[0] <= x.high
            star = np.array([one.star] if is_seen else []).reshape(-1, 2)
            self._put_words(self._stars[place], scaled(star, is_log=is_log), "★", 0)

    def _put_points(self, mark: Any, points: Points, x: AxisRange, y: AxisRange) -> None:
        left, up = (
            small(values, axis.high - axis.low)
            for values, axis in zip(points.T, (x, y), strict=True)
        )
        self._put(mark, x=left, y=up)

    def _put_words(self, mark: Any, places: Points, words: str, move: int) -> None:
        text = np.array([words] * len(places), dtype=str)
        self._put(mark, x=places[:, 0], y=places[:, 1], text=text, y_offset=move)


def _all(lines: NetworkLines) -> list[Points]:
    """The lines that have points."""
    return [line for line in (lines.best, *lines.seeds) if len(line)]


def _range_of_logs(lowest: float, highest: float) -> AxisRange:
    return log_range(10**lowest, 10**highest)


def _unit() -> Any:
    corner = {name: bqplot.LinearScale(min=0.0, max=1.0) for name in "xy"}
    unit = plot_words(corner, "var(--dm-muted, #616161)", x_offset=20, y_offset=16)
    unit.x, unit.y, unit.text = np.array([1.0]), np.array([0.0]), np.array(["epochs"])
    return unit
