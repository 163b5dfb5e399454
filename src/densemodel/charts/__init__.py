"""What charts have in common, without a front end: ticks, ranges, labels, thinned points."""

from __future__ import annotations

from densemodel.charts._chart import Cells, Chart, Dots, Line, Mark, Words, upright
from densemodel.charts._names import apart, end_names, line_end, moves_apart, moves_beside
from densemodel.charts._points import (
    MOST_DECADES,
    NO_POINTS,
    DecimatedCurve,
    Points,
    Window,
    scaled,
    seen_values,
    small,
    thinned,
    within,
)
from densemodel.charts._table import TableCell, TextTable
from densemodel.charts._ticks import (
    AxisRange,
    SteadyRange,
    ValueRange,
    axis_values,
    epoch_range,
    fewer_ticks,
    linear_range,
    log_range,
    outside_words,
    range_of_logs,
    short,
    tick_key,
    window_range,
)

__all__ = [
    "MOST_DECADES",
    "NO_POINTS",
    "AxisRange",
    "Cells",
    "Chart",
    "DecimatedCurve",
    "Dots",
    "Line",
    "Mark",
    "Points",
    "SteadyRange",
    "TableCell",
    "TextTable",
    "ValueRange",
    "Window",
    "Words",
    "apart",
    "axis_values",
    "end_names",
    "epoch_range",
    "fewer_ticks",
    "line_end",
    "linear_range",
    "log_range",
    "moves_apart",
    "moves_beside",
    "outside_words",
    "range_of_logs",
    "scaled",
    "seen_values",
    "short",
    "small",
    "thinned",
    "tick_key",
    "upright",
    "window_range",
    "within",
]
