"""The tables of a report: metrics, classes, the confusion matrix, mistakes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import TableCell, TextTable
from densemodel.wording import (
    capitalised,
    element,
    escaped,
    metric_words,
    rounded,
    score_text,
    short_text,
    term,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel.scoring.intervals._bootstrap import Intervals

_MOST_CLASSES = 200


def metrics_table(
    metrics: Mapping[str, float],
    intervals: Intervals,
    baseline: Mapping[str, float],
    of: Mapping[str, str],
) -> TextTable:
    """The metrics with intervals and baseline; `of`: what comes behind the name of a metric."""
    rows = [
        (
            _with_tip(capitalised(metric_words(name)) + of.get(name, ""), name),
            score_text(name, value),
            interval_text(*intervals[name]) if name in intervals else "",
            score_text(name, baseline[name]) if name in baseline else "",
        )
        for name, value in metrics.items()
    ]
    heads = "Metric", "value", _with_tip("95 % interval"), _with_tip("baseline")
    return TextTable(heads, rows, numbers=(1, 2, 3), has_names=True)


def _with_tip(text: str, name: str = "") -> TableCell:
    """A text of ours, and in a tooltip what it means."""
    return TableCell(text, f'title="{escaped(term(name or text))}"')


def interval_text(low: float, high: float) -> str:
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


def classes_table(per_class: pd.DataFrame, first: str) -> TextTable:
    """Precision and recall of each class, with their intervals as bars."""
    rows: list[list[str | TableCell]] = []
    shown = per_class.iloc[:_MOST_CLASSES]
    for label, line in zip(shown.index.tolist(), shown.to_dict("records"), strict=True):
        name = short_text(label)
        bars = [
            _share_cell(line[which], line[f"{which}_low"], line[f"{which}_high"])
            for which in ("precision", "recall")
        ]
        rows.append([TableCell(name, html=element("bdi", name)), f"{int(line['rows']):,}", *bars])
    heads = first, _with_tip("rows"), _with_tip("precision"), _with_tip("recall")
    return TextTable(heads, rows, numbers=(1, 2, 3), has_names=True)


def _share_cell(value: float, low: float, high: float) -> TableCell:
    """A share as a number, and a bar from 0 to 1 with its interval."""
    if not math.isfinite(value):
        none = '<span>none</span><i class="dm-share-bar"></i>'
        return TableCell("none", 'class="dm-share dm-none"', none)
    ends = [end if math.isfinite(end) else value for end in (low, high)]
    words = rounded(value)
    title = f"{words}; 95 %: {interval_text(*ends)}"
    places = (
        f"--dm-at:{100 * value:.1f}%;--dm-from:{100 * ends[0]:.1f}%;"
        f"--dm-width:{100 * (ends[1] - ends[0]):.1f}%"
    )
    bar = f'<span>{words}</span><i class="dm-share-bar" style="{places}"></i>'
    return TableCell(words, f'class="dm-share" title="{escaped(title)}"', bar)


def confusion_table(counts: pd.DataFrame) -> TextTable:
    """The confusion matrix, shaded by the shares of the true class."""
    names = [short_text(name) for name in counts.index]
    cells = counts.to_numpy()
    shares = cells / np.maximum(cells.sum(axis=1, keepdims=True), 1)
    rows: list[list[str | TableCell]] = [
        [
            name,
            *(
                _count(int(cells[row, column]), float(shares[row, column]), row == column)
                for column in range(len(names))
            ),
        ]
        for row, name in enumerate(names)
    ]
    return TextTable(
        ["", *names],
        rows,
        numbers=range(1, len(names) + 1),
        has_names=True,
        title="Confusion matrix: rows true, columns predicted",
    )


def _count(count: int, share: float, is_right: bool) -> TableCell:  # noqa: FBT001 - private
    if not count:
        return TableCell("0")
    # a share of 1 in 100 is seen, and text stays readable in front of a share of 1
    depth = 0.1 + 0.45 * share
    # blue and orange: distinct for colour-blind people, on white and on black
    colour = "31, 130, 189" if is_right else "230, 85, 13"
    return TableCell(f"{count:,}", f'style="background: rgba({colour}, {depth:.2f})"')


def mistakes_table(mistakes: pd.DataFrame, title: str) -> TextTable:
    """The five worst mistakes, with 16 columns at most."""
    shown = mistakes.head(5).drop(columns="place").iloc[:, :16]
    rows = [
        [rounded(one) if isinstance(one, float) else _text(one) for one in line]
        for line in shown.itertuples(index=False)
    ]
    return TextTable([capitalised(short_text(name)) for name in shown.columns], rows, title=title)


def _text(value: object) -> str:
    return "missing" if value is None else short_text(value)
