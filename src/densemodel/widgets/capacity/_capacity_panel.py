"""CapacityPanel: a network grown step by step, with its live chart and its static output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bqplot
import numpy as np
from ipywidgets import HTML, Box, HBox, VBox

from densemodel.charts import apart
from densemodel.experiments import CapacityEnded, SizeDone, knee_name, network_name
from densemodel.widgets.capacity._capacity_plot import capacity_plot, static_capacity
from densemodel.widgets.capacity._capacity_table import capacity_html, capacity_html_and_text
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
from densemodel.widgets.charts._static_png import WIDTH
from densemodel.widgets.panel._base_panel import ENDED, BasePanel, picture_or_none, status_html
from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._static_output import Picture, StaticOutput
from densemodel.widgets.runtime._style import MUTED, TEXT, TRAINING, VALIDATION
from densemodel.wording import element, spec_markup, text_area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import Points
    from densemodel.experiments import Capacity, CapacityEvent, CapacityPoint
    from densemodel.widgets.capacity._capacity_plot import CapacityPlot
    from densemodel.widgets.runtime._writer import Writer


_MARGIN = {**MARGIN, "right": 132, "left": 58}
"The knee's label is centred above its line; near the edge it extends into the margin."
_FAINT = 0.55


class CapacityPicture:
    """The live chart of sizes.

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
        """Draw the points.

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
        knee, words = plot.knee or (0.0, "")
        over = plot.overfits
        upright = np.array([0.0, 1.0])
        put(self._knee_line, x=np.array([knee, knee]), y=upright)
        self._put_words(self._knee_words, np.array([[knee, 1.0]]), words)
        at = np.empty(0) if over is None else np.array([over, over])
        put(self._over_line, x=at, y=upright[: len(at)])
        place = np.empty((0, 2)) if over is None else np.array([[over, 1.0]])
        self._put_words(self._over_words, place, "overfits from here on")

    def _put_names(self, lines: Sequence[Points], plot: CapacityPlot) -> None:
        """Place each name right of its line's last point, without overlap."""
        ends = [line[-1:] for line in lines]
        pixels = PLOT_HEIGHT / (plot.y.high - plot.y.low)
        heights = [(plot.y.high - float(end[0, 1])) * pixels if len(end) else -99 for end in ends]
        for mark, end, name, move in zip(
            self._names, ends, plot.names, apart(heights), strict=True
        ):
            self._put_words(mark, end, name, y_offset=move)

    def _put_words(self, mark: Any, places: Points, words: str, **more: Any) -> None:
        text = np.array([words] * len(places), dtype=str)
        self._writer.put(mark, x=places[:, 0], y=places[:, 1], text=text, **more)


def _dotted(scales: dict[str, Any], color: str, *, marker: str = "circle", **look: Any) -> Any:
    """A line with a marker at each point."""
    line = curve_line(scales, color, **look)
    line.marker = marker
    return line


def _unit() -> Any:
    corner = {"x": bqplot.LinearScale(min=0.0, max=1.0), "y": bqplot.LinearScale(min=0, max=1)}
    unit = plot_words(corner, MUTED, x_offset=36, y_offset=16)
    unit.x, unit.y, unit.text = np.array([1.0]), np.array([0.0]), np.array(["parameters"])
    return unit


_TOOLTIP = "Copy the smallest network that is good enough, for a cell"
_STOP = "End after this step; finished sizes stay"


class CapacityPanel(BasePanel):
    """A panel with losses over parameters, a table of sizes, and a sentence on the result.

    Args:
        capacity: The search, running or ended.
        writer: Updates the widgets; None: the kernel's writer.

    Example:
        >>> CapacityPanel(dm.capacity(run, wait=False))
    """

    def __init__(self, capacity: Capacity, *, writer: Writer | None = None) -> None:
        super().__init__(writer, "dm-capacity")
        self.capacity = capacity
        self._picture = CapacityPicture(self._writer)
        self._table, self._code = styled(HTML(), "dm-capacity-table"), styled(HTML(), "dm-codes")
        self._words = styled(HTML(self._sentence_html()), "dm-summary-words")
        self._stop = button("Stop", _STOP, capacity.stop, "dm-main")
        self._copy = GiveButton.copy("Copy spec", "", tooltip=_TOOLTIP)
        self._cancel.append(capacity.on_event(self._handle_event))
        self._draw()
        run = capacity.run
        network = f'<span class="dm-spec">{spec_markup(run.spec.network_text)}</span>'
        head = HTML(element("span", f"Capacity of {run.name}", "dm-name") + network)
        body = VBox([self._picture.widget, self._table, self._code])
        buttons = HBox([styled(HBox([self._stop]), "dm-buttons"), self._copy])
        self._show_parts(
            styled(head, "dm-header"),
            styled(body, "dm-capacity-body"),
            styled(HBox([self._words, styled(buttons, "dm-foot-buttons")]), "dm-summary"),
        )

    def _handle_event(self, event: CapacityEvent) -> None:
        self._writer.soon(self._draw)
        if isinstance(event, CapacityEnded | SizeDone):
            self._output_changes(now=isinstance(event, CapacityEnded))

    def _draw(self) -> None:
        put, show = self._writer.put, self._writer.show
        points, is_busy = self.capacity.points, self.capacity.is_busy
        knee = self.capacity.knee
        is_knee = knee is not None and knee_name(points) == "knee"
        self._picture.draw(points, is_over=not is_busy)
        put(self._table, value=capacity_html(points))
        show(self._table, is_shown=bool(points))
        label = network_name(points) + (", so far" if is_busy and is_knee else "")
        put(self._code, value="" if knee is None else text_area(knee.spec, label, 1))
        put(self._words, value=self._sentence_html())
        show(self._stop, is_shown=is_busy)
        put(self._stop, disabled=self.capacity.state == "stopping")
        put(self._copy, text="" if knee is None else knee.spec)
        show(self._copy, is_shown=knee is not None)

    def _sentence_html(self) -> str:
        capacity = self.capacity
        is_failed = capacity.state == "failed"
        return status_html(capacity.sentence, is_busy=capacity.is_busy, is_failed=is_failed)

    @property
    def _may_change(self) -> bool:
        return self.capacity.is_busy

    def _static_stamp(self) -> object:
        return self.capacity.state, self.capacity.sentence, len(self.capacity.points)

    def _static_output(self) -> StaticOutput:
        capacity = self.capacity
        is_behind = capacity.is_busy  # asked first: what ends meanwhile asks for another one
        html, text = capacity_html_and_text(capacity)
        png = picture_or_none(lambda: static_capacity(capacity.run.name, capacity.points))
        picture = Picture(png, WIDTH, f"Losses by size of {capacity.run.name}")
        return StaticOutput(html, text, picture, ENDED, is_behind=is_behind)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"Capacity of {self.capacity.run.name}: {self.capacity.sentence}"
