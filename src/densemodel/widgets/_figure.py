"""The bqplot figure of the curves: its marks and axes, without any numbers yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bqplot
import numpy as np
import traitlets

from densemodel.widgets._style import GRID, MUTED, TEXT, TRAINING, VALIDATION
from densemodel.widgets._ticks import AxisRange, tick_key

HEIGHT = 300
MARGIN = {"top": 12, "bottom": 30, "left": 52, "right": 74}
"""Pixels around the plot; the lines' names stand in the right margin."""

PLOT_HEIGHT = HEIGHT - MARGIN["top"] - MARGIN["bottom"]
_UNIT_BELOW = 16
"From the plot's lower edge to the unit of the x axis, on one line with the ticks' numbers."

_NOTHING = np.empty(0)
_SMALL = {"font-size": "11px", "font-weight": "normal"}


class TickAxis(bqplot.Axis):  # type: ignore[misc]  # bqplot is untyped
    """An axis whose ticks and labels change together.

    bqplot draws new ticks in a transition that keeps the labels of the moment in which it began:
    so the labels have to arrive in a message before the ticks.
    """

    ticks = traitlets.Instance(AxisRange)
    "Where the ticks are, and what stands beside them; not sent as such."

    @traitlets.observe("ticks")  # type: ignore[untyped-decorator]
    def _send_in_order(self, change: Any) -> None:
        shown: AxisRange = change["new"]
        self.tick_labels = dict(zip(map(tick_key, shown.ticks), shown.labels, strict=True))
        self.tick_values = np.array(shown.ticks)


@dataclass(frozen=True, slots=True)
class CurveFigure:
    """A figure and the parts that change."""

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
    training_name: Any
    validation_name: Any
    goal_name: Any
    star: Any
    best_words: Any
    unit: Any


def curve_figure() -> CurveFigure:
    """Make the figure, empty."""
    x, y = bqplot.LinearScale(min=0.0, max=1.0), bqplot.LinearScale(min=0.0, max=1.0)
    x_axis, y_axis = _axis(x, "bottom"), _axis(y, "left")
    both = {"x": x, "y": y}
    # from the bottom to the top of the plot, whatever the values are
    upright = {"x": x, "y": bqplot.LinearScale(min=0.0, max=1.0)}
    across = {"x": bqplot.LinearScale(min=0.0, max=1.0), "y": y}
    corner = {"x": across["x"], "y": upright["y"]}
    marks = {
        "best_line": _line(upright, MUTED, width=1, style="dotted"),
        "goal_line": _line(across, TEXT, width=1, style="dash_dotted"),
        "steps": _line(both, TRAINING, width=1, opacity=0.25),
        "training": _line(both, TRAINING, width=2),
        "validation": _line(both, VALIDATION, width=2.2, style="dashed"),
        "training_name": _words(both, TRAINING, x_offset=11),
        "validation_name": _words(both, VALIDATION, x_offset=11),
        "goal_name": _words(across, TEXT, x_offset=11),
        "star": _words(both, VALIDATION, default_size=19.0, align="middle"),
        "best_words": _words(both, TEXT),
        "unit": _words(corner, MUTED, x_offset=11, y_offset=_UNIT_BELOW),
    }
    marks["unit"].set_trait("text", np.array(["epochs"]))
    marks["unit"].set_trait("x", np.array([1.0]))
    marks["unit"].set_trait("y", np.array([0.0]))
    figure = bqplot.Figure(
        marks=list(marks.values()),
        axes=[x_axis, y_axis],
        fig_margin=MARGIN,
        animation_duration=0,
        display_toolbar=False,
        padding_x=0.0,
        padding_y=0.0,
        background_style={"fill": "transparent", "stroke": "none"},
        layout={"height": f"{HEIGHT}px", "width": "100%"},
    )
    figure.add_class("dm-figure")
    return CurveFigure(figure=figure, x=x, y=y, x_axis=x_axis, y_axis=y_axis, **marks)


def _axis(scale: Any, side: str) -> Any:
    return TickAxis(
        scale=scale,
        side=side,
        grid_lines="solid" if side == "left" else "none",
        grid_color=GRID,
        color=GRID,
        tick_style={**_SMALL, "fill": MUTED},
    )


def _line(
    scales: dict[str, Any], color: str, *, width: float, style: str = "solid", opacity: float = 1.0
) -> Any:
    return bqplot.Lines(
        x=_NOTHING,
        y=_NOTHING,
        scales=scales,
        colors=[color],
        stroke_width=width,
        line_style=style,
        opacities=[opacity],
        marker_size=30,
    )


def _words(scales: dict[str, Any], color: str, **options: Any) -> Any:
    """A text in the plot; it may stand in the margin, so it is not cut off there."""
    return bqplot.Label(
        x=_NOTHING,
        y=_NOTHING,
        text=[],
        scales=scales,
        colors=[color],
        apply_clip=False,
        font_weight="normal",
        **{"default_size": 11.0, **options},
    )
