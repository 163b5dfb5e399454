"""The scores as HTML tables: metrics beside the baseline, precision and recall by class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from densemodel.charts import Cell, Table
from densemodel.widgets.score._score_cases import class_word
from densemodel.wording import capitalised, element, escaped, metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.scoring import Report

_WORDS = {
    "average_precision": "average precision",
    "brier": "Brier score",
    "f1": "F1",
    "macro_f1": "macro F1",
    "exact_match": "all answers right",
}
_IN_UNIT = ("mean_absolute_error", "root_mean_squared_error", "median_absolute_error")
"Metrics in the unit of y."
_MOST_CLASSES = 200
_SMALL = 0.01
_BASELINE = 'title="Always the most common class; for numbers, always the mean"'
_HEADS = "Metric", "value", "95 % interval", Cell("baseline", _BASELINE)

Line = tuple[str, str, str, str]
"A metric's name, its value, its interval and the baseline's value, as words."


def metric_lines(report: Report, unit: str = "") -> list[Line]:
    """The metrics as words; empty words without an interval or a baseline.

    Args:
        report: The scores.
        unit: What y is called, if it is one column of numbers.
    """
    return [
        (
            _name(name, report, unit),
            _score_text(name, value),
            interval_words(*report.intervals.get(name, (math.nan, math.nan))),
            _score_text(name, report.baseline[name]) if name in report.baseline else "",
        )
        for name, value in report.metrics.items()
    ]


def metrics_html(report: Report, unit: str, notes: Sequence[str]) -> str:
    """The metrics as a table, with notes below it."""
    table = Table(_HEADS, metric_lines(report, unit), has_names=True)
    return table.html() + paragraphs(notes, "dm-note")


def interval_words(low: float, high: float) -> str:
    """`0.962 to 0.974`; one more figure if three are equal; empty without an interval."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    if 0 < abs(low) < _SMALL <= abs(high) <= 1:  # no more decimals than the other end has
        return f"{_three_decimals(low)} to {rounded(high)}"
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
    shown = known.iloc[:_MOST_CLASSES]
    rows = [
        _class_row(class_word(label), line)
        for label, line in zip(shown.index.tolist(), shown.to_dict("records"), strict=True)
    ]
    more = len(known) - len(shown)
    note = element("p", f"{more:,} more classes are in dm.evaluate(...).per_class.", "dm-note")
    table = Table((first, "rows", "precision", "recall"), rows, has_names=True)
    return table.html() + (note if more else "")


def _class_row(name: str, line: Mapping[Any, Any]) -> list[str | Cell]:
    bars = [
        _share_cell(line[which], line[f"{which}_low"], line[f"{which}_high"])
        for which in ("precision", "recall")
    ]
    return [Cell(name, html=element("bdi", name)), f"{int(line['rows']):,}", *bars]


def _share_cell(value: float, low: float, high: float) -> Cell:
    """A share as a number, and a bar from 0 to 1 with its interval."""
    if not math.isfinite(value):
        none = '<span>none</span><i class="dm-share-bar"></i>'
        return Cell("none", 'class="dm-share dm-none"', none)
    ends = [end if math.isfinite(end) else value for end in (low, high)]
    said = f"{rounded(value)}; 95 %: {interval_words(*ends)}"
    places = (
        f"--dm-at:{100 * value:.1f}%;--dm-from:{100 * ends[0]:.1f}%;"
        f"--dm-width:{100 * (ends[1] - ends[0]):.1f}%"
    )
    words = rounded(value)
    bar = f'<span>{words}</span><i class="dm-share-bar" style="{places}"></i>'
    return Cell(words, f'class="dm-share" title="{escaped(said)}"', bar)


def _score_text(name: str, value: float) -> str:
    """A score as text; at most three decimals for scores up to 1."""
    is_free = name == "loss" or name in _IN_UNIT
    return rounded(value) if is_free or not 0 < abs(value) < _SMALL else _three_decimals(value)


def _three_decimals(value: float) -> str:
    """`0.009`, and never -0.000."""
    said = f"{value:.3f}"
    return "0" if float(said) == 0 else said


def _name(name: str, report: Report, unit: str) -> str:
    words = capitalised(_WORDS.get(name) or metric_words(name))
    if name in _IN_UNIT and unit:
        return f"{words} ({unit})"
    if report.kind == "binary" and name in ("precision", "recall", "f1"):
        known = report.per_class
        labels: Sequence[object] = [] if known is None else known.index.tolist()
        return f"{words} of {class_word(labels[1])}" if len(labels) > 1 else words
    return words
