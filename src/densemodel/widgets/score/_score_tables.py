"""A report as tables and plots: metrics, classes, and the data of its curves."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS, AxisRange, TableCell, TextTable, linear_range
from densemodel.widgets.score._score_cases import class_word
from densemodel.wording import (
    capitalised,
    element,
    escaped,
    metric_words,
    paragraphs,
    rounded,
    score_text,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel.charts import Points
    from densemodel.scoring import Report

_WORDS = {
    "average_precision": "average precision",
    "brier": "Brier score",
    "f1": "F1",
    "macro_f1": "macro F1",
    "exact_match": "all answers right",
}
_BASELINE = 'title="Always the most common class; for numbers, always the mean"'
_HEADS = "Metric", "value", "95 % interval", TableCell("baseline", _BASELINE)

Line = tuple[str, str, str, str]
"A metric's name, its value, its interval and the baseline's value, as words."


def metric_lines(report: Report, unit: str = "") -> list[Line]:
    """The metrics as words; empty words without an interval or a baseline."""
    return [
        (
            _name(name, report, unit),
            score_text(name, value),
            interval_words(*report.intervals.get(name, (math.nan, math.nan))),
            score_text(name, report.baseline[name]) if name in report.baseline else "",
        )
        for name, value in report.metrics.items()
    ]


def metrics_html(report: Report, unit: str, notes: Sequence[str]) -> str:
    """The metrics as a table, with notes below it."""
    table = TextTable(_HEADS, metric_lines(report, unit), has_names=True)
    return table.html() + paragraphs(notes, "dm-note")


def interval_words(low: float, high: float) -> str:
    """`0.962 to 0.974`; one more figure if three are equal; empty without an interval."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    least = score_text("", low)
    if least != rounded(low) and score_text("", high) == rounded(high) and abs(high) <= 1:
        return f"{least} to {rounded(high)}"  # no more decimals than the other end has
    for digits in (3, 4):
        words = rounded(low, digits), rounded(high, digits)
        if words[0] != words[1]:
            return " to ".join(words)
    return rounded(low)


def classes_html(report: Report) -> str:
    """Precision and recall of each class, each with its interval as a bar; empty without them."""
    known = report.per_class
    if known is None:
        return ""
    first = "Answer" if report.kind == "labels" else "Class"
    shown = known.iloc[:200]
    rows: list[list[str | TableCell]] = []
    for label, line in zip(shown.index.tolist(), shown.to_dict("records"), strict=True):
        name = class_word(label)
        bars = [
            _share_cell(line[which], line[f"{which}_low"], line[f"{which}_high"])
            for which in ("precision", "recall")
        ]
        rows.append([TableCell(name, html=element("bdi", name)), f"{int(line['rows']):,}", *bars])
    more = len(known) - len(shown)
    note = element("p", f"{more:,} more classes are in dm.evaluate(...).per_class.", "dm-note")
    table = TextTable((first, "rows", "precision", "recall"), rows, has_names=True)
    return table.html() + (note if more else "")


def _share_cell(value: float, low: float, high: float) -> TableCell:
    """A share as a number, and a bar from 0 to 1 with its interval."""
    if not math.isfinite(value):
        none = '<span>none</span><i class="dm-share-bar"></i>'
        return TableCell("none", 'class="dm-share dm-none"', none)
    ends = [end if math.isfinite(end) else value for end in (low, high)]
    words = rounded(value)
    title = f"{words}; 95 %: {interval_words(*ends)}"
    places = (
        f"--dm-at:{100 * value:.1f}%;--dm-from:{100 * ends[0]:.1f}%;"
        f"--dm-width:{100 * (ends[1] - ends[0]):.1f}%"
    )
    bar = f'<span>{words}</span><i class="dm-share-bar" style="{places}"></i>'
    return TableCell(words, f'class="dm-share" title="{escaped(title)}"', bar)


def _name(name: str, report: Report, unit: str) -> str:
    words = capitalised(_WORDS.get(name) or metric_words(name))
    if name in ("mean_absolute_error", "root_mean_squared_error", "median_absolute_error") and unit:
        return f"{words} ({unit})"
    if report.kind == "binary" and name in ("precision", "recall", "f1"):
        known = report.per_class
        labels: Sequence[object] = [] if known is None else known.index.tolist()
        return f"{words} of {class_word(labels[1])}" if len(labels) > 1 else words
    return words


MOST_POINTS = 1_000
_MOST_TICKS = 5


@dataclass(frozen=True, eq=False)
class PlotData:
    """One plot."""

    title: str
    x_name: str
    x: AxisRange
    y: AxisRange
    line: Points = field(default_factory=NO_POINTS.copy)
    points: Points = field(default_factory=NO_POINTS.copy)
    guide: Points = field(default_factory=NO_POINTS.copy)
    "The line of the baseline, or of a perfect network."
    intervals: Points = field(default_factory=NO_POINTS.copy)
    "Upright pieces, each from one end of an interval to the other, with a nan between two."


def plots_of(report: Report, column: str = "", unit: str = "") -> list[PlotData]:
    """The plots for these scores; none for many classes."""
    if report.kind == "binary":
        return _two_classes(report)
    if report.residuals is not None and len(report.residuals):
        return _numbers(report.residuals, column, unit or "y", report.rows)
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
    labels = [] if report.per_class is None else report.per_class.index.tolist()
    first, second = "the first class", "the second class"
    if len(labels) == 2:
        # three plots stand beside each other
        first, second = (shortened(class_word(label), 14) for label in labels)
    found = []
    if report.roc is not None and len(report.roc):
        line = report.roc[["false_positive_rate", "true_positive_rate"]].to_numpy(float)
        guide = np.array([[0.0, 0.0], [1.0, 1.0]])
        title, name = f"ROC curve: true positive rate ({second})", f"false positive rate ({first})"
        found.append(PlotData(title, name, whole, whole, line, guide=guide))
    if report.precision_recall is not None and len(report.precision_recall):
        line = report.precision_recall[["recall", "precision"]].to_numpy(float)
        level = report.baseline.get("average_precision")
        guide = NO_POINTS if level is None else np.array([[0.0, level], [1.0, level]])
        title, name = f"Precision ({second})", f"recall ({second})"
        found.append(PlotData(title, name, whole, whole, line, guide=guide))
    table = report.calibration
    # of fewer rows a calibration says nothing
    if table is not None and len(table) and report.rows >= 10:
        found.append(_calibration(table, second, whole))
    return found


def _calibration(table: pd.DataFrame, second: str, whole: AxisRange) -> PlotData:
    points = table[["probability", "share"]].to_numpy(float)
    probabilities, low, high = (
        table[name].to_numpy(float) for name in ("probability", "low", "high")
    )
    missing = np.full_like(probabilities, np.nan)
    columns = np.stack(
        [np.stack([probabilities, probabilities, missing]), np.stack([low, high, missing])]
    )
    return PlotData(
        "Calibration: observed frequency",
        f"predicted probability of {second}",
        whole,
        whole,
        line=points,
        points=points,
        guide=np.array([[0.0, 0.0], [1.0, 1.0]]),
        # bqplot has a place for a name at a line's last point, and complains of no number there
        intervals=np.asarray(columns.transpose(2, 1, 0).reshape(-1, 2)[:-1]),
    )


def _numbers(table: pd.DataFrame, column: str, name: str, rows: int) -> list[PlotData]:
    if "column" in table:
        names = table["column"].astype(str)
        name = column if column in set(names) else str(names.iloc[0])
        table = table[names == name]
    all_off = table["residual"].to_numpy(float)
    sample = f" of {len(table):,}" if len(table) < rows else ""
    stride = -(-len(table) // MOST_POINTS)
    y_true, y_pred, off = (
        table[which].to_numpy(float)[::stride] for which in ("true", "predicted", "residual")
    )
    x = _range(np.concatenate([y_true, y_pred]))
    y = _range(np.append(all_off, 0.0))
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
            points=np.column_stack([y_true, y_pred]),
            guide=diagonal,
        ),
        PlotData(
            f"{word}: residual (true - predicted){in_y}",
            f"{word}: predicted{in_x}",
            x,
            y,
            points=np.column_stack([y_pred, off]),
            guide=level,
        ),
        _histogram(all_off, y, f"{word}: rows{sample}", f"residual (true - predicted){in_y}"),
    ]


def _histogram(off: Points, x: AxisRange, title: str, x_name: str) -> PlotData:
    """The rows of each residual as the outline of bars, in steps from 0 back to 0."""
    width = (x.ticks[1] - x.ticks[0]) / 5
    # whole multiples of the width, so that 0 is exactly an edge and no bar holds both signs
    edges = np.arange(round(x.low / width), round(x.high / width) + 1) * width
    # rounding puts a residual at an end of the axis outside, where histogram would not count it
    inside = np.clip(off[np.isfinite(off)], edges[0], edges[-1])
    counts = np.histogram(inside, edges)[0]
    most = max(1, int(counts.max()))
    y = linear_range(0.0, most, ticks=min(_MOST_TICKS, most + 1))  # no tick at half a row
    heights = np.concatenate([[0], np.repeat(counts, 2), [0]])
    line = np.column_stack([np.repeat(edges, 2), heights])
    guide = np.array([[0.0, 0.0], [0.0, y.high]])
    return PlotData(title, x_name, x, y, line, guide=guide)


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
