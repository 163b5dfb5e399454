"""The bqplot figure of the curves: its marks and axes, without data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import anywidget
import bqplot
import numpy as np
import traitlets
from ipywidgets import Widget, widget_serialization

from densemodel.charts import AxisRange, tick_key
from densemodel.errors import DenseModelError
from densemodel.widgets.runtime._compat import known
from densemodel.widgets.runtime._marks import Axis, Label, Lines
from densemodel.widgets.runtime._style import (
    EARLIER,
    GRID,
    MUTED,
    RATE,
    TEXT,
    TRAINING,
    VALIDATION,
    front_end,
)

# bqplot draws a figure at once, and in a page or a tab that is hidden with widths below 0, of which
# the browser complains on its console.


class FigurePlace(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """A placeholder of the figure's size; make one with `placed`."""

    _esm = traitlets.Unicode().tag(sync=True)
    figure = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("figure.js")


def placed(figure: Any) -> Any:
    """Put a figure into a placeholder of its size.

    Args:
        figure: bqplot's, with the height in its layout.

    Returns:
        The place; the figure itself where the front end was never built.
    """
    try:
        front_end("figure.js")
    except DenseModelError:
        return figure
    return FigurePlace(figure=figure, layout={"height": figure.layout.height, "width": "100%"})


HEIGHT = 308
MARGIN = {"top": 20, "bottom": 30, "left": 52, "right": 74}
"""Pixels around the plot; the lines' names are in the right margin."""

PLOT_HEIGHT = HEIGHT - MARGIN["top"] - MARGIN["bottom"]
_UNIT_BELOW = 16
"From the plot's lower edge to the unit of the x axis, on one line with the ticks' numbers."

RATE_HEIGHT = 70
RATE_MARGIN = {**MARGIN, "top": 10, "bottom": 10}
"""So wide that its epochs stand below those of the plot."""

_EARLIER_STYLES = ((1.4, "dashed"), (1.2, "dash_dotted"), (1.2, "dotted"))
"""Of earlier runs, the newest first: each differs by its dash."""
STEPS_WIDTH = 1.0
_FAINT = 0.4
"Less than half: by this the cursor knows that these are steps."
_NOTHING = np.empty(0)
_SMALL = {"font-size": "11px", "font-weight": "normal"}


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


@dataclass(frozen=True, slots=True)
class CurveFigure:
    """The figure of the curves and its changing parts."""

    figure: Any
    x: Any
    y: Any
    x_axis: Any
    y_axis: Any
    steps: Any
    training: Any
    validation: Any
    best_line: Any
    goal_line: Any
    earlier: tuple[Any, ...]
    "The newest first."
    happened: Any
    "An upright line for each place at which something happened."
    captions: Any
    "The captions above the plot, each starting at its line."
    captions_left: Any
    "The same, up to its line."
    training_name: Any
    validation_name: Any
    earlier_names: tuple[Any, ...]
    goal_name: Any
    star: Any
    best_words: Any
    unit: Any


@dataclass(frozen=True, slots=True)
class RateFigure:
    """The figure of the learning rate and its changing parts."""

    figure: Any
    y: Any
    y_axis: Any
    rate: Any
    name: Any


def curve_figure() -> CurveFigure:
    """Make the empty figure."""
    x, y = bqplot.LinearScale(min=0.0, max=1.0), bqplot.LinearScale(min=0.0, max=1.0)
    x_axis, y_axis = tick_axis(x, "bottom"), tick_axis(y, "left")
    both = {"x": x, "y": y}
    # from the bottom to the top of the plot, whatever the values are
    upright = {"x": x, "y": bqplot.LinearScale(min=0.0, max=1.0)}
    across = {"x": bqplot.LinearScale(min=0.0, max=1.0), "y": y}
    corner = {"x": across["x"], "y": upright["y"]}
    earlier = [curve_line(both, EARLIER, width=width, style=s) for width, s in _EARLIER_STYLES]
    earlier_names = [plot_words(both, EARLIER, x_offset=11) for _ in earlier]
    marks = {
        "happened": curve_line(upright, MUTED, width=1, style="dotted", opacity=0.8),
        "best_line": curve_line(upright, MUTED, width=1, style="dotted"),
        "goal_line": curve_line(across, TEXT, width=1, style="dash_dotted"),
        "steps": curve_line(both, TRAINING, width=STEPS_WIDTH, opacity=_FAINT),
        "training": curve_line(both, TRAINING, width=2),
        "validation": curve_line(both, VALIDATION, width=2.2, style="dashed"),
        "training_name": plot_words(both, TRAINING, x_offset=11),
        "validation_name": plot_words(both, VALIDATION, x_offset=11),
        "goal_name": plot_words(across, TEXT, x_offset=11),
        "star": plot_words(both, VALIDATION, default_size=19.0, align="middle"),
        "best_words": plot_words(both, TEXT),
        "captions": plot_words(upright, MUTED, y_offset=-7, x_offset=-1),
        "captions_left": plot_words(upright, MUTED, y_offset=-7, x_offset=1, align="end"),
        "unit": plot_words(corner, MUTED, x_offset=20, y_offset=_UNIT_BELOW),
    }
    marks["unit"].set_trait("text", np.array(["epochs"]))
    marks["unit"].set_trait("x", np.array([1.0]))
    marks["unit"].set_trait("y", np.array([0.0]))
    shown = [*earlier, *marks.values(), *earlier_names]
    figure = bare_figure(shown, [x_axis, y_axis], MARGIN, HEIGHT)
    return CurveFigure(
        figure=figure,
        x=x,
        y=y,
        x_axis=x_axis,
        y_axis=y_axis,
        earlier=tuple(earlier),
        earlier_names=tuple(earlier_names),
        **marks,
    )


def rate_figure(x: Any) -> RateFigure:
    """Make the empty figure of the learning rate, sharing the x axis of the figure above.

    Args:
        x: The scale of that figure.
    """
    y = bqplot.LinearScale(min=0.0, max=1.0)
    y_axis = tick_axis(y, "left")
    both = {"x": x, "y": y}
    rate = curve_line(both, RATE, width=1.5)
    name = plot_words(both, RATE, x_offset=11)
    figure = bare_figure([rate, name], [y_axis], RATE_MARGIN, RATE_HEIGHT)
    return RateFigure(figure=figure, y=y, y_axis=y_axis, rate=rate, name=name)


def bare_figure(marks: list[Any], axes: list[Any], margin: dict[str, int], height: int) -> Any:
    """A figure as wide as its container, without a frame."""
    figure = bqplot.Figure(
        marks=marks,
        axes=axes,
        fig_margin=margin,
        animation_duration=0,
        padding_x=0.0,
        padding_y=0.0,
        background_style={"fill": "transparent", "stroke": "none"},
        layout={"height": f"{height}px", "width": "100%"},
        # bqplot 0.12 shows no toolbar by itself
        **known(bqplot.Figure, display_toolbar=False),
    )
    figure.add_class("dm-figure")
    return figure


def tick_axis(scale: Any, side: str) -> Any:
    """An axis with small, pale labels; a left one has grid lines."""
    return TickAxis(
        scale=scale,
        side=side,
        grid_lines="solid" if side == "left" else "none",
        grid_color=GRID,
        color=GRID,
        tick_style={**_SMALL, "fill": MUTED},
    )


def curve_line(
    scales: dict[str, Any], color: str, *, width: float, style: str = "solid", opacity: float = 1.0
) -> Any:
    """A curve without points."""
    return Lines(
        x=_NOTHING,
        y=_NOTHING,
        scales=scales,
        colors=[color],
        stroke_width=width,
        line_style=style,
        opacities=[opacity],
        marker_size=30,
    )


def plot_words(scales: dict[str, Any], color: str, **options: Any) -> Any:
    """A text in the plot, not clipped at the margin."""
    return Label(
        x=_NOTHING,
        y=_NOTHING,
        text=[],
        scales=scales,
        colors=[color],
        apply_clip=False,
        font_weight="normal",
        **{"default_size": 11.0, **options},
    )
