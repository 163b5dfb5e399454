"""Live figures: charts drawn by bqplot, of which only changes are sent, and their cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bqplot
import numpy as np
import traitlets
from ipywidgets import Widget, widget_serialization

from densemodel.charts import GRID, MUTED, AxisRange, Cells, Line, Words, small, tick_key
from densemodel.widgets.runtime._compat import ThemeColor, answer_in_subshells, known
from densemodel.widgets.runtime._parts import AnyWidget
from densemodel.widgets.runtime._style import BuiltFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.charts import Chart, Mark, Window

# bqplot draws a figure at once, and in a page or a tab that is hidden with widths below 0, of which
# the browser complains on its console.


class FigurePlace(AnyWidget):
    """A placeholder of the figure's size."""

    _esm = BuiltFile("figure.js")
    figure = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)


HEIGHT = 308
MARGIN = {"top": 20, "bottom": 30, "left": 52, "right": 74}
"""Pixels around the plot; the lines' names are in the right margin."""

PLOT_HEIGHT = HEIGHT - MARGIN["top"] - MARGIN["bottom"]
_SMALL = {"font-size": "var(--dm-size-tiny, 11px)", "font-weight": "normal"}


# bqplot's own marks refuse CSS variables as colours in some versions of ipywidgets


def _theme_color() -> Any:
    return ThemeColor(None, allow_none=True).tag(sync=True)


def _theme_colors() -> Any:
    return traitlets.List(ThemeColor(None, allow_none=True)).tag(sync=True)


class Lines(bqplot.Lines):  # type: ignore[misc]  # bqplot is untyped
    """A curve."""

    colors = _theme_colors()


class Label(bqplot.Label):  # type: ignore[misc]  # bqplot is untyped
    """A text in a plot."""

    colors = _theme_colors()


class Scatter(bqplot.Scatter):  # type: ignore[misc]  # bqplot is untyped
    """Points."""

    colors = _theme_colors()
    stroke = _theme_color()


class GridHeatMap(bqplot.GridHeatMap):  # type: ignore[misc]  # bqplot is untyped
    """Coloured cells."""

    stroke = _theme_color()


class OrdinalColorScale(bqplot.OrdinalColorScale):  # type: ignore[misc]  # bqplot is untyped
    """A colour for each of a few values."""

    colors = _theme_colors()


class Axis(bqplot.Axis):  # type: ignore[misc]  # bqplot is untyped
    """An axis with its grid lines."""

    color = _theme_color()
    grid_color = _theme_color()


class TickAxis(Axis):
    """An axis whose ticks and labels change together.

    bqplot draws new ticks in a transition that keeps the labels of the moment in which it began:
    so the labels have to arrive in a message before the ticks.
    """

    ticks = traitlets.Instance(AxisRange)
    "The places and labels of the ticks; not sent as such."

    @traitlets.observe("ticks")  # type: ignore[untyped-decorator]
    def _send_in_order(self, change: Any) -> None:
        shown: AxisRange = change["new"]
        self.tick_labels = dict(zip(map(tick_key, shown.ticks), shown.labels, strict=True))
        self.tick_values = np.array(shown.ticks)


class LiveChart:
    """A figure that shows a chart, and then others with marks of the same names.

    Args:
        chart: The first one; an axis of it without ticks is not drawn.
        put: What puts values into a widget; of what has not changed nothing is sent.
        margin: Pixels around the plot.
        height: Pixels of the whole.
        x: The scale of a figure above, if it is shared.
    """

    def __init__(
        self,
        chart: Chart,
        put: Callable[..., None],
        *,
        margin: dict[str, int] = MARGIN,
        height: int = HEIGHT,
        x: Any = None,
    ) -> None:
        self._put = put
        self._x_share, self._y_share = _scale(), _scale()
        self.x, self.y = x or _scale(chart.x), _scale(chart.y)
        self.x_axis, self.y_axis = (
            _tick_axis(scale, side, ends, has_grid=chart.has_grid) if ends.ticks else None
            for scale, side, ends in ((self.x, "bottom", chart.x), (self.y, "left", chart.y))
        )
        self.marks: dict[str, Any] = {}
        "Those that have been drawn so far, by name."
        axes = [axis for axis in (self.x_axis, self.y_axis) if axis is not None]
        self.figure = bqplot.Figure(
            axes=axes,
            scale_x=self._x_share,
            scale_y=self._y_share,
            fig_margin=margin,
            animation_duration=0,
            padding_x=0.0,
            padding_y=0.0,
            background_style={"fill": "transparent", "stroke": "none"},
            layout={"height": f"{height}px", "width": "100%"},
            # bqplot 0.12 shows no toolbar by itself
            **known(bqplot.Figure, display_toolbar=False),
        )
        self.figure.add_class("dm-figure")
        self.figure.marks = self._marks_of(chart)
        self.widget = FigurePlace(figure=self.figure, layout=self.figure.layout)

    def draw(self, chart: Chart) -> None:
        """Show a chart."""
        for scale, axis, ends in ((self.x, self.x_axis, chart.x), (self.y, self.y_axis, chart.y)):
            self._put(scale, min=ends.low, max=ends.high)
            if axis is not None:
                self._put(axis, ticks=ends)
        spans, before = _spans(chart), len(self.marks)
        marks = self._marks_of(chart)
        if len(marks) > before:
            self._put(self.figure, marks=marks)
        for mark in chart.marks:
            if mark.name in self.marks:
                self._put(self.marks[mark.name], **_values(mark, spans))

    def _marks_of(self, chart: Chart) -> list[Any]:
        """The marks of a chart, in its order; one is made when there is something to draw."""
        for mark in chart.marks:
            if mark.name not in self.marks and not _is_empty(mark):
                self.marks[mark.name] = self._made(mark, _spans(chart))
        return [self.marks[mark.name] for mark in chart.marks if mark.name in self.marks]

    def _made(self, mark: Mark, spans: tuple[float, float]) -> Any:
        x = self._x_share if mark.where in ("across", "corner") else self.x
        y = self._y_share if mark.where in ("upright", "corner") else self.y
        scales, values = {"x": x, "y": y}, _values(mark, spans)
        if isinstance(mark, Cells):
            rows, columns = mark.shades.shape
            colors = list(mark.palette)
            palette = OrdinalColorScale(domain=list(range(len(colors))), colors=colors)
            return GridHeatMap(
                row=np.arange(rows + 1.0),
                column=np.arange(columns + 1.0),
                scales={"row": y, "column": x, "color": palette},
                stroke=mark.color,
                opacity=1.0,
                **values,
            )
        if isinstance(mark, Line):
            return Lines(
                scales=scales,
                line_style=mark.dash,
                opacities=[mark.opacity],
                marker_size=30,
                **values,
            )
        if isinstance(mark, Words):
            return Label(
                scales=scales,
                apply_clip=False,
                font_weight="bold" if mark.is_bold else "normal",
                # a share of the size that css/curves.css gives a figure
                default_size=mark.size / 11.0,
                font_unit="em",
                **values,
            )
        return Scatter(
            scales=scales,
            marker=mark.shape,
            colors=[mark.color],
            default_size=mark.size,
            opacities=[mark.opacity],
            **({} if mark.has_outline else {"stroke": "transparent"}),
            **values,
        )


def _is_empty(mark: Mark) -> bool:
    return not isinstance(mark, Cells) and not np.size(
        mark.at if isinstance(mark, Words) else mark.points
    )


def _spans(chart: Chart) -> tuple[float, float]:
    return chart.x.high - chart.x.low, chart.y.high - chart.y.low


def _values(mark: Mark, spans: tuple[float, float]) -> dict[str, Any]:
    """What changes in a mark from one chart to the next."""
    if isinstance(mark, Cells):
        return {"color": mark.shades.astype(float)}
    if isinstance(mark, Words):
        places = np.reshape(mark.at, (-1, 2))
        texts = [mark.texts] * len(places) if isinstance(mark.texts, str) else mark.texts
        return {
            "x": places[:, 0],
            "y": places[:, 1],
            "text": np.array(texts, dtype=str),
            "x_offset": round(mark.off[0]),
            "y_offset": round(mark.off[1]),
            "align": mark.align,
            "colors": list(mark.colors) or [mark.color],
        }
    points = mark.points
    if mark.where == "data":
        values = [small(points[..., at], span) for at, span in enumerate(spans)]
    else:
        values = [points[..., 0], points[..., 1]]
    found: dict[str, Any] = {"x": values[0], "y": values[1]}
    if isinstance(mark, Line):
        found["colors"] = list(mark.colors) or [mark.color]
        found["stroke_width"] = mark.width
        if mark.has_dot or mark.marker:
            found["marker"] = mark.marker or ("circle" if len(points) == 1 else None)
    return found


def _scale(axis: AxisRange | None = None) -> Any:
    low, high = (0.0, 1.0) if axis is None else (axis.low, axis.high)
    return bqplot.LinearScale(min=low, max=high)


def axis_unit(words: str = "epochs", right: int = 20) -> Words:
    """The unit at the end of the x axis, so far to the right, on one line with its ticks."""
    return Words((1.0, 0.0), words, MUTED, (right, 16), where="corner", name="unit")


def _tick_axis(scale: Any, side: str, ends: AxisRange, *, has_grid: bool) -> Any:
    return TickAxis(
        scale=scale,
        side=side,
        grid_lines="solid" if side == "left" and has_grid else "none",
        grid_color=GRID,
        color=GRID,
        tick_style={**_SMALL, "fill": MUTED},
        ticks=ends,
    )


class CurveCursor(AnyWidget):
    """A cursor line with the curves' values, and the selection of a range.

    It is in one box with the figure, which has to be positioned (`.dm-plot`), and covers it
    invisibly.

    Args:
        lines: The curves that it reads, with their names and colours; see `line`.
        x_scale: The figure's scale of epochs, with an explicit min and max.
        y_scale: The figure's scale of values.
        margin: The figure's `fig_margin`, in pixels.

    Example:
        >>> cursor = CurveCursor([CurveCursor.line(mark, "training", TRAINING)], x, y, MARGIN)
        >>> cursor.observe(lambda change: zoom(change["new"]), "window")
    """

    _esm = BuiltFile("curves.js")
    lines = traitlets.List(traitlets.Dict()).tag(sync=True, **widget_serialization)
    "Each as `line` makes it, in the order in which the readout names them."
    x_scale = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    y_scale = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    margin = traitlets.Dict().tag(sync=True)
    is_log = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether the marks hold the logarithms of the values, to base ten."
    x_word = traitlets.Unicode("epoch").tag(sync=True)
    "The name of one unit of x."
    events = traitlets.List(traitlets.Dict()).tag(sync=True)
    "The events, from `event`; each is shown near its place."
    window = traitlets.List(traitlets.Float()).tag(sync=True)
    "The part of x that is looked at, as its two ends; empty for the whole. Both sides write it."
    whole = traitlets.List(traitlets.Float()).tag(sync=True)
    "How far the curves reach, as two ends, beyond which nobody pans; empty: as far as the marks."

    def __init__(
        self,
        lines: Sequence[dict[str, Any]],
        x_scale: Widget,
        y_scale: Widget,
        margin: dict[str, int],
        **options: Any,
    ) -> None:
        super().__init__(
            lines=list(lines), x_scale=x_scale, y_scale=y_scale, margin=margin, **options
        )
        answer_in_subshells(self)

    @property
    def chosen(self) -> Window | None:
        """The part of x to which a person has zoomed; None for the whole."""
        ends = [float(end) for end in self.window]
        is_part = len(ends) == 2 and np.isfinite(ends).all() and ends[0] < ends[1]
        return (ends[0], ends[1]) if is_part else None

    @staticmethod
    def line(mark: Widget, name: str, color: str, *, is_apart: bool = False) -> dict[str, Any]:
        """One curve: a bqplot `Lines`, its name, and its CSS colour.

        One that is apart is a rate on its own log axis and holds logarithms, to base ten; it is
        read at the places of the others.

        A mark that is drawn at less than half its opacity is one of steps: it is read as well,
        and the arrow keys go by the points of the others.
        """
        return {"mark": mark, "name": name, "color": color, "is_apart": is_apart}

    @staticmethod
    def event(x: float, words: str) -> dict[str, Any]:
        """An event at one place of x, in a few words."""
        return {"x": float(x), "words": words}


@dataclass(frozen=True, slots=True)
class CursorState:
    """What a cursor reads: lines by the name of their mark, with their words and colour."""

    lines: Sequence[tuple[str, str, str]]
    is_log: bool
    whole: AxisRange
    "All epochs."
    events: Sequence[tuple[float, str]] = ()
    "Places of x with words."


class CurveReader:
    """The cursor over curves and a rate below them, whose marks are made as they come.

    `below` gives the chart of the rate, once there is one.
    """

    def __init__(
        self,
        curves: LiveChart,
        put: Callable[..., None],
        margin: dict[str, int] = MARGIN,
        *,
        below: Callable[[], LiveChart | None] = lambda: None,
    ) -> None:
        self._curves, self._below, self._put = curves, below, put
        self.cursor = CurveCursor([], curves.x, curves.y, margin)

    def draw(self, state: CursorState) -> None:
        """Read these lines."""
        rate = self._below()
        marks = {**self._curves.marks, **({} if rate is None else rate.marks)}
        lines = [
            CurveCursor.line(marks[name], words, css, is_apart=name == "rate")
            for name, words, css in state.lines
        ]
        events = [CurveCursor.event(place, words) for place, words in state.events]
        whole, is_log = [state.whole.low, state.whole.high], state.is_log
        self._put(self.cursor, lines=lines, events=events, is_log=is_log, whole=whole)
