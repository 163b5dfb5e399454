"""Small plots of scores: curves of two classes, and numbers against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bqplot
import numpy as np
from ipywidgets import HTML, HBox, VBox

from densemodel.widgets.charts._figure import bare_figure, curve_line, tick_axis
from densemodel.widgets.charts._figure_place import placed
from densemodel.widgets.runtime._marks import Scatter
from densemodel.widgets.runtime._style import MUTED, TRAINING
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.score._score_plot_data import PlotData

HEIGHT = 230
_MARGIN = {"top": 10, "bottom": 28, "left": 46, "right": 14}
_NOTHING = np.empty(0)


@dataclass(frozen=True, slots=True)
class SmallPlot:
    """One plot with its title above and the name of its x axis below."""

    widget: VBox
    title: HTML
    below: HTML
    x: Any
    y: Any
    x_axis: Any
    y_axis: Any
    line: Any
    points: Any
    guide: Any
    intervals: Any


def small_plot() -> SmallPlot:
    """Make a plot, empty."""
    x, y = bqplot.LinearScale(min=0.0, max=1.0), bqplot.LinearScale(min=0.0, max=1.0)
    scales = {"x": x, "y": y}
    x_axis, y_axis = tick_axis(x, "bottom"), tick_axis(y, "left")
    guide = curve_line(scales, MUTED, width=1, style="dotted")
    line = curve_line(scales, TRAINING, width=2)
    intervals = curve_line(scales, TRAINING, width=1, opacity=0.6)
    points = Scatter(
        x=_NOTHING,
        y=_NOTHING,
        scales=scales,
        colors=[TRAINING],
        default_size=10,
        opacities=[0.55],
        stroke="transparent",
    )
    marks = [guide, intervals, line, points]
    figure = bare_figure(marks, [x_axis, y_axis], _MARGIN, HEIGHT)
    title, below = HTML(), HTML()
    title.add_class("dm-plot-title")
    below.add_class("dm-plot-below")
    widget = VBox([title, placed(figure), below])
    widget.add_class("dm-small-plot")
    return SmallPlot(widget, title, below, x, y, x_axis, y_axis, line, points, guide, intervals)


class Plots:
    """Some plots beside each other, each made when it is first drawn.

    Args:
        put: What puts values into a widget; of what has not changed nothing is sent.
    """

    def __init__(self, put: Callable[..., None]) -> None:
        self._put = put
        self._plots: list[SmallPlot] = []
        self.widget = HBox()
        self.widget.add_class("dm-small-plots")

    def show(self, drawn: list[PlotData]) -> None:
        """Draw what is known, and nothing else."""
        while len(self._plots) < len(drawn):
            self._plots.append(small_plot())
        plots = self._plots[: len(drawn)]
        for plot, data in zip(plots, drawn, strict=True):
            self._draw(plot, data)
        self._put(self.widget, children=tuple(plot.widget for plot in plots))
        self._put(self.widget.layout, display=None if plots else "none")

    def _draw(self, plot: SmallPlot, data: PlotData) -> None:
        self._put(plot.title, value=element("h4", data.title))
        self._put(plot.below, value=element("p", data.x_name, "dm-note"))
        for scale, axis, ends in ((plot.x, plot.x_axis, data.x), (plot.y, plot.y_axis, data.y)):
            self._put(scale, min=ends.low, max=ends.high)
            self._put(axis, ticks=ends)
        for mark, points in (
            (plot.line, data.line),
            (plot.points, data.points),
            (plot.guide, data.guide),
            (plot.intervals, data.intervals),
        ):
            xs, ys = (np.asarray(values, dtype=np.float32) for values in points.T)
            self._put(mark, x=xs, y=ys)
