"""The data of the score plots, for bqplot and for the static picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import AxisRange, linear_range
from densemodel.widgets.score._score_cases import class_word

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.scoring import Report

Points = np.ndarray[Any, Any]
"Shape (n, 2): x and y; a line breaks where they are nan."

MOST_POINTS = 1_000
_MOST_TICKS = 5
_LEAST_CALIBRATED = 10
"Of fewer rows a calibration says nothing."
_LONGEST_NAME = 14
"Letters of a class in a title: three plots stand beside each other."
_NOTHING: Points = np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class PlotData:
    """One plot."""

    title: str
    x_name: str
    x: AxisRange
    y: AxisRange
    line: Points = field(default_factory=_NOTHING.copy)
    points: Points = field(default_factory=_NOTHING.copy)
    guide: Points = field(default_factory=_NOTHING.copy)
    "The line of the baseline, or of a perfect network."
    intervals: Points = field(default_factory=_NOTHING.copy)
    "Upright pieces, each from one end of an interval to the other, with a nan between two."


def plots_of(report: Report, column: str = "", unit: str = "") -> list[PlotData]:
    """The plots for these scores; none for many classes.

    Args:
        report: The scores.
        column: Which column of y, if there are several of numbers; empty for the first.
        unit: What y is called, if it is one column of numbers; empty if it has no name.
    """
    if report.kind == "binary":
        return _two_classes(report)
    if report.residuals is not None and len(report.residuals):
        return _numbers(report.residuals, column, unit or "y")
    return []


def columns_of(report: Report) -> list[str]:
    """The columns of y, drawn one at a time; empty if there is only one."""
    if report.residuals is None or "column" not in report.residuals:
        return []
    if report.per_column is not None:
        return [str(name) for name in report.per_column.index]
    return [str(name) for name in report.residuals["column"].unique()]


def _two_classes(report: Report) -> list[PlotData]:
    whole = linear_range(0.0, 1.0)
    first, second = _class_names(report)
    found = []
    if report.roc is not None and len(report.roc):
        line = report.roc[["false_positive_rate", "true_positive_rate"]].to_numpy(float)
        guide = np.array([[0.0, 0.0], [1.0, 1.0]])
        title, name = f"ROC curve: true positive rate ({second})", f"false positive rate ({first})"
        found.append(PlotData(title, name, whole, whole, line, guide=guide))
    if report.precision_recall is not None and len(report.precision_recall):
        line = report.precision_recall[["recall", "precision"]].to_numpy(float)
        guide = _level(report.baseline.get("average_precision"))
        title, name = f"Precision ({second})", f"recall ({second})"
        found.append(PlotData(title, name, whole, whole, line, guide=guide))
    table = report.calibration
    if table is not None and len(table) and report.rows >= _LEAST_CALIBRATED:
        found.append(_calibration(table, second, whole))
    return found


def _class_names(report: Report) -> tuple[str, str]:
    """The two class names; by their order if the report has no names."""
    labels = [] if report.per_class is None else report.per_class.index.tolist()
    if len(labels) != 2:  # noqa: PLR2004
        return "the first class", "the second class"
    first, second = map(class_word, labels)
    return _cut(first), _cut(second)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _calibration(table: pd.DataFrame, second: str, whole: AxisRange) -> PlotData:
    points = table[["probability", "share"]].to_numpy(float)
    chances, low, high = (table[name].to_numpy(float) for name in ("probability", "low", "high"))
    return PlotData(
        "Calibration: observed frequency",
        f"predicted probability of {second}",
        whole,
        whole,
        line=points,
        points=points,
        guide=np.array([[0.0, 0.0], [1.0, 1.0]]),
        intervals=_upright(chances, low, high),
    )


def _numbers(table: pd.DataFrame, column: str, name: str) -> list[PlotData]:
    if "column" in table:
        names = table["column"].astype(str)
        name = column if column in set(names) else str(names.iloc[0])
        table = table[names == name]
    stride = -(-len(table) // MOST_POINTS)
    true, said, off = (
        table[which].to_numpy(float)[::stride] for which in ("true", "predicted", "residual")
    )
    x = _range(np.concatenate([true, said]))
    y = _range(np.append(off, 0.0))
    diagonal = np.array([[x.low, x.low], [x.high, x.high]])
    level = np.array([[x.low, 0.0], [x.high, 0.0]])
    word = class_word(name)
    x, in_x = _in_millions(x)
    y, in_y = _in_millions(y)
    return [
        PlotData(
            f"{word}: predicted{in_x}",
            f"{word}: true{in_x}",
            x,
            x,
            points=np.column_stack([true, said]),
            guide=diagonal,
        ),
        PlotData(
            f"{word}: residual (true - predicted){in_y}",
            f"{word}: predicted{in_x}",
            x,
            y,
            points=np.column_stack([said, off]),
            guide=level,
        ),
    ]


def _range(values: Points) -> AxisRange:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return linear_range(0.0, 1.0)
    return linear_range(float(finite.min()), float(finite.max()), ticks=_MOST_TICKS)


def _in_millions(axis: AxisRange) -> tuple[AxisRange, str]:
    """Short labels for large numbers, and their unit in words."""
    largest = max(abs(axis.low), abs(axis.high))
    for unit, words in ((1e9, "billions"), (1e6, "millions")):
        if unit <= largest < 1000 * unit:
            step = (axis.ticks[1] - axis.ticks[0]) / unit
            decimals = max(0, -math.floor(math.log10(step) + 1e-9))
            labels = tuple(f"{tick / unit + 0.0:,.{decimals}f}" for tick in axis.ticks)
            return replace(axis, labels=labels), f", in {words}"
    return axis, ""


def _level(value: float | None) -> Points:
    return _NOTHING if value is None else np.array([[0.0, value], [1.0, value]])


def _upright(x: Points, low: Points, high: Points) -> Points:
    nothing = np.full_like(x, np.nan)
    columns = np.stack([np.stack([x, x, nothing]), np.stack([low, high, nothing])])
    # bqplot has a place for a name at a line's last point, and complains where that is no number
    return np.asarray(columns.transpose(2, 1, 0).reshape(-1, 2)[:-1])
