"""The live picture of sizes: validation loss over parameters in bqplot, the knee marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bqplot
import numpy as np
from ipywidgets import HTML, Box, VBox

from densemodel.charts import apart
from densemodel.widgets.capacity._capacity_plot import capacity_plot
from densemodel.widgets.charts._figure import (
    HEIGHT,
    MARGIN,
    PLOT_HEIGHT,
    bare_figure,
    curve_line,
    plot_words,
    tick_axis,
)
from densemodel.widgets.charts._figure_place import placed
from densemodel.widgets.runtime._style import MUTED, TEXT, TRAINING, VALIDATION
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import Points
    from densemodel.experiments import CapacityPoint
    from densemodel.widgets.capacity._capacity_plot import CapacityPlot
    from densemodel.widgets.runtime._writer import Writer

_MARGIN = {**MARGIN, "right": 132, "left": 58}
"The knee's words stand in the middle over its line, at the edge into the margin."
_FAINT = 0.55


class CapacityPicture:
    """A figure that shows the points it is given.

    Args:
        writer: Changes the widgets.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._x, self._y = (bqplot.LinearScale(min=0.0, max=1.0) for _ in range(2))
        self._axes = [tick_axis(self._x, "bottom"), tick_axis(self._y, "left")]
        both = {"x": self._x, "y": self._y}
        upright = {"x": self._x, "y": bqplot.LinearScale(min=0.0, max=1.0)}
        self._lines = [
            _dotted(both, TRAINING, width=1.5, opacity=_FAINT),
            _dotted(both, VALIDATION, width=2.2, style="dashed"),
            _dotted(both, VALIDATION, width=1.4, style="dotted", marker="diamond"),
        ]
        colors = (TRAINING, VALIDATION, VALIDATION)
        self._names = [plot_words(both, color, x_offset=11) for color in colors]
        self._knee_line = curve_line(upright, TEXT, width=1.2)
        self._over_line = curve_line(upright, MUTED, width=1, style="dotted")
        self._knee_words = plot_words(upright, TEXT, y_offset=-7, align="middle")
        self._over_words = plot_words(upright, MUTED, x_offset=4, y_offset=12)
        self._star = plot_words(both, VALIDATION, default_size=19.0, align="middle")
        self._written = plot_words(both, TEXT, x_offset=6, y_offset=-9)
        self._title = HTML()
        self._empty = HTML(element("span", "The first size trains; each is a point here."))
        self._empty.add_class("dm-empty")
        plot = Box([placed(self._figure()), self._empty])
        plot.add_class("dm-plot")
        self.widget = VBox([self._title, plot])
        self.widget.add_class("dm-curves")

    def _figure(self) -> Any:
        marks = [
            *(self._over_line, self._knee_line, *self._lines, self._star),
            *(*self._names, self._over_words, self._knee_words, self._written, _unit()),
        ]
        return bare_figure(marks, self._axes, _MARGIN, HEIGHT)

    def draw(self, points: Sequence[CapacityPoint], *, is_over: bool = False) -> None:
        """Show these points.

        Args:
            points: What was trained.
            is_over: No more will come.
        """
        plot = capacity_plot(points)
        put = self._writer.put
        put(self._empty.layout, display="none" if plot or is_over else None)
        if plot is None:
            return
        put(self._title, value=element("h4", plot.title))
        for scale, axis, ends in zip((self._x, self._y), self._axes, (plot.x, plot.y), strict=True):
            put(scale, min=ends.low, max=ends.high)
            put(axis, ticks=ends)
        lines = (plot.training, plot.wider, plot.deeper)
        for line, drawn in zip(self._lines, lines, strict=True):
            put(line, x=drawn[:, 0], y=drawn[:, 1])
        self._put_names(lines, plot)
        self._put_words(self._star, plot.best, "★")
        self._put_words(self._written, plot.written, "written")
        self._put_upright(plot)

    def _put_names(self, lines: Sequence[Points], plot: CapacityPlot) -> None:
        """Each right of its last point, apart from one another."""
        ends = [line[-1:] for line in lines]
        pixels = PLOT_HEIGHT / (plot.y.high - plot.y.low)
        heights = [(plot.y.high - float(end[0, 1])) * pixels if len(end) else -99 for end in ends]
        for mark, end, name, move in zip(
            self._names, ends, plot.names, apart(heights), strict=True
        ):
            self._put_words(mark, end, name, y_offset=move)

    def _put_upright(self, plot: CapacityPlot) -> None:
        knee, words = plot.knee or (0.0, "")
        over = plot.overfits
        line = np.array([0.0, 1.0])
        self._writer.put(self._knee_line, x=np.array([knee, knee]), y=line)
        self._put_words(self._knee_words, np.array([[knee, 1.0]]), words)
        at = np.empty(0) if over is None else np.array([over, over])
        self._writer.put(self._over_line, x=at, y=line[: len(at)])
        place = np.empty((0, 2)) if over is None else np.array([[over, 1.0]])
        self._put_words(self._over_words, place, "overfits from here on")

    def _put_words(self, mark: Any, places: Points, words: str, **more: Any) -> None:
        text = np.array([words] * len(places), dtype=str)
        self._writer.put(mark, x=places[:, 0], y=places[:, 1], text=text, **more)


def _dotted(scales: dict[str, Any], color: str, *, marker: str = "circle", **look: Any) -> Any:
    """A line on which each point is seen."""
    line = curve_line(scales, color, **look)
    line.marker = marker
    return line


def _unit() -> Any:
    corner = {"x": bqplot.LinearScale(min=0.0, max=1.0), "y": bqplot.LinearScale(min=0, max=1)}
    unit = plot_words(corner, MUTED, x_offset=36, y_offset=16)
    unit.x, unit.y, unit.text = np.array([1.0]), np.array([0.0]), np.array(["parameters"])
    return unit
