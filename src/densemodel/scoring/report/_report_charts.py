"""The charts of a report: the confusion matrix, curves of two classes, residuals of numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import (
    MUTED,
    NO_POINTS,
    TEXT,
    TRAINING,
    VALIDATION,
    AxisRange,
    Cells,
    Chart,
    Dots,
    Line,
    Words,
    linear_range,
    on_white,
)
from densemodel.wording import short_text, shortened, term

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.charts import Mark, Points

MOST_POINTS = 1_000
"The most points of a cloud: more are not told apart."
MOST_CLASSES = 50
"With more, the cells of a confusion matrix are too small to be met with a pointer."
_MOST_TICKS = 5
_WHOLE = linear_range(0.0, 1.0)


def _plot(
    title: str,
    x_name: str,
    x: AxisRange,
    y: AxisRange,
    *,
    line: Points = NO_POINTS,
    points: Points = NO_POINTS,
    guide: Points = NO_POINTS,
    intervals: Points = NO_POINTS,
    tip: str = "",
) -> Chart:
    """A small plot.

    Args:
        title: Also what the y axis shows; three plots share a row: about 36 letters.
        x_name: What the x axis shows.
        x: The x axis.
        y: The y axis.
        line: Shape (n, 2), as the other ones.
        points: A cloud.
        guide: The line of the baseline, or of a perfect network.
        intervals: Upright pieces, each from one end of an interval to the other, with a nan
            between two.
        tip: A sentence for a tooltip.
    """
    marks: list[Mark] = [
        Line(guide, MUTED, dash="dotted", name="guide"),
        Line(intervals, TRAINING, opacity=0.6, name="intervals"),
        Line(line, TRAINING, 2, name="line"),
        Dots(points, TRAINING, 10, opacity=0.55, name="points", has_outline=False, is_cut=True),
    ]
    return Chart(x, y, marks, title, x_name, tip=tip)


def curves_of_two_classes(
    roc: pd.DataFrame | None,
    precision_recall: pd.DataFrame | None,
    calibration: pd.DataFrame | None,
    *,
    names: tuple[str, str],
    level: float | None,
) -> list[Chart]:
    """The ROC curve, precision and recall, and the calibration, as far as they are known.

    Args:
        roc: As in the report, like the others.
        precision_recall: None if unknown.
        calibration: None if unknown.
        names: Those of the classes; the curves are of the second.
        level: The precision of the baseline.
    """
    # three plots stand beside each other
    first, second = (shortened(name, 14) for name in names)
    diagonal = np.array([[0.0, 0.0], [1.0, 1.0]])
    found = []
    if roc is not None and len(roc):
        line = roc[["false_positive_rate", "true_positive_rate"]].to_numpy(float)
        title, x_name = (
            f"ROC: true positive rate ({second})",
            f"false positive rate ({first})",
        )
        tip = term("roc curve")
        found.append(_plot(title, x_name, _WHOLE, _WHOLE, line=line, guide=diagonal, tip=tip))
    if precision_recall is not None and len(precision_recall):
        line = precision_recall[["recall", "precision"]].to_numpy(float)
        guide = NO_POINTS if level is None else np.array([[0.0, level], [1.0, level]])
        title, x_name = f"Precision ({second})", f"recall ({second})"
        tip = term("precision_recall")
        found.append(_plot(title, x_name, _WHOLE, _WHOLE, line=line, guide=guide, tip=tip))
    if calibration is not None and len(calibration):
        points = calibration[["probability", "share"]].to_numpy(float)
        places, low, high = (
            calibration[name].to_numpy(float) for name in ("probability", "low", "high")
        )
        gap = np.full_like(places, np.nan)
        columns = np.stack([np.stack([places, places, gap]), np.stack([low, high, gap])])
        # bqplot has a place for a name at a line's last point, and complains of no number there
        intervals = columns.transpose(2, 1, 0).reshape(-1, 2)[:-1]
        title, x_name = "Calibration: observed frequency", f"predicted probability of {second}"
        found.append(
            _plot(
                *(title, x_name, _WHOLE, _WHOLE),
                line=points,
                points=points,
                guide=diagonal,
                intervals=np.asarray(intervals),
                tip=term("calibration"),
            )
        )
    return found


def residual_charts(table: pd.DataFrame, column: str, name: str, rows: int) -> list[Chart]:
    """Predicted by true numbers, residuals by predicted ones, and the rows of each residual.

    Args:
        table: `residuals` of the report, with at least a row.
        column: The column of y, if there are several; else the first.
        name: The name of y, if there is one column.
        rows: All rows that were scored: `table` may hold fewer.
    """
    if "column" in table:
        names = table["column"].astype(str)
        name = column if column in set(names) else str(names.iloc[0])
        table = table[names == name]
    residuals = table["residual"].to_numpy(float)
    sample = f" of {len(table):,}" if len(table) < rows else ""
    stride = -(-len(table) // MOST_POINTS)
    y_true, y_pred, some = (
        table[which].to_numpy(float)[::stride] for which in ("true", "predicted", "residual")
    )
    x = _range(np.concatenate([y_true, y_pred]))
    y = _range(np.append(residuals, 0.0))
    word = short_text(name)
    (x, in_x), (y, in_y) = _in_millions(x), _in_millions(y)
    predicted, residual = f"{word}: predicted{in_x}", f"residual (true - predicted){in_y}"
    return [
        _plot(
            *(predicted, f"{word}: true{in_x}", x, x),
            points=np.column_stack([y_true, y_pred]),
            guide=np.array([[x.low, x.low], [x.high, x.high]]),
        ),
        _plot(
            *(f"{word}: {residual}", predicted, x, y),
            points=np.column_stack([y_pred, some]),
            guide=np.array([[x.low, 0.0], [x.high, 0.0]]),
            tip=term("residual"),
        ),
        _histogram(residuals, y, f"{word}: rows{sample}", residual),
    ]


def _histogram(residuals: Points, x: AxisRange, title: str, x_name: str) -> Chart:
    """The rows of each residual as the outline of bars, in steps from 0 back to 0."""
    width = (x.ticks[1] - x.ticks[0]) / 5
    # whole multiples of the width, so that 0 is exactly an edge and no bar holds both signs
    edges = np.arange(round(x.low / width), round(x.high / width) + 1) * width
    # rounding puts a residual at an end of the axis outside, where histogram would not count it
    inside = np.clip(residuals[np.isfinite(residuals)], edges[0], edges[-1])
    counts = np.histogram(inside, edges)[0]
    most = max(1, int(counts.max()))
    y = linear_range(0.0, most, ticks=min(_MOST_TICKS, most + 1))  # no tick at half a row
    line = np.column_stack([np.repeat(edges, 2), [0, *np.repeat(counts, 2), 0]])
    return _plot(title, x_name, x, y, line=line, guide=np.array([[0.0, 0.0], [0.0, y.high]]))


def _range(values: Points) -> AxisRange:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return _WHOLE
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


_SHADES = 12
"Of each colour: a picture has few colours."
_CORRECT, _WRONG = TRAINING, VALIDATION
_PALEST, _DEEPEST = 0.1, 0.55
_MOST_NAMED = 20


def most_confused(mistakes: Array) -> Array:
    """The classes with the most mistakes, in their order; all if they are few enough to be shown.

    Args:
        mistakes: The number for each class, of its rows and of those predicted as it.
    """
    return np.sort(np.argsort(-mistakes, kind="stable")[:MOST_CLASSES])


def matrix_names(counts: pd.DataFrame) -> list[str]:
    """The names of the classes beside a confusion matrix, cut; empty for many classes."""
    if len(counts) > _MOST_NAMED:
        return []
    return [shortened(short_text(name), 9) for name in counts.index]


def matrix_size(counts: pd.DataFrame) -> tuple[int, int]:
    """How large the cells of a confusion matrix are in a picture, and the names above, in pixels.

    Long names are upright, so that none overlap.
    """
    longest = max(map(len, matrix_names(counts)), default=0)
    above = 46 if longest <= 3 else 30 + round(7.5 * longest)
    return min(254, 56 * len(counts)), above


def confusion_chart(counts: pd.DataFrame) -> Chart:
    """A confusion matrix; of many classes of those with the most mistakes, without their names."""
    whole = counts.to_numpy()
    totals = whole.sum(axis=1)
    chosen = most_confused(totals + whole.sum(axis=0) - 2 * np.diagonal(whole))
    shown = whole[np.ix_(chosen, chosen)]
    shares = shown / np.maximum(totals[chosen, None], 1)
    size, names = len(chosen), matrix_names(counts)
    side, above = matrix_size(counts)
    middles = np.arange(size) + 0.5
    axis = AxisRange(0, size, (), ())
    words = partial(Words, color=MUTED, has_halo=False, align="middle")
    corner = partial(words, where="corner")
    predicted = "predicted" if names else f"{size} classes, predicted"
    marks: list[Mark] = [
        Cells(_shades(shares)[::-1], _palette(), "#ffffff" if names else "none"),
        corner((0, 1), predicted, off=(0, 14 - above), vertical="bottom", align="start"),
        corner((0, 0.5), "true", off=(-77, 0), is_upright=True),
    ]
    if names:
        left = np.column_stack([np.zeros(size), middles[::-1]])
        top = np.column_stack([middles, np.full(size, size)])
        rows, columns = np.nonzero(shown)
        texts = [f"{count:,}" for count in shown[rows, columns].tolist()]
        letters = max(2, *map(len, texts))
        marks += [
            words(left, names, off=(-6, 0), align="end"),
            words(top, names, off=(0, -4), vertical="bottom", is_upright=above > 46),
            Words(
                np.column_stack([middles[columns], middles[::-1][rows]]),
                texts,
                TEXT,
                size=min(11.0, side / size / letters * 1.5),
                align="middle",
                has_halo=False,
            ),
        ]
    return Chart(axis, axis, marks, has_grid=False)


def _shades(shares: Array) -> Array:
    """The place of each cell in the palette: 0 for none, then correct ones, then mistakes."""
    wrong = ~np.eye(len(shares), dtype=bool)
    most = max(float(shares[wrong].max(initial=0.0)), 1e-9)
    depths = np.where(wrong, np.sqrt(shares / most), shares)
    steps = 1 + np.rint(depths * (_SHADES - 1)).astype(int) + np.where(wrong, _SHADES, 0)
    return np.where(shares > 0, steps, 0)


def _palette() -> tuple[str, ...]:
    """White, and the shades of both colours, distinct for the colour-blind."""
    depths = np.linspace(_PALEST, _DEEPEST, _SHADES)[:, None]
    colors = [np.array([*bytes.fromhex(on_white(ink)[1:])]) for ink in (_CORRECT, _WRONG)]
    inks = np.concatenate([255 - depths * (255 - color) for color in colors])
    return ("#ffffff", *("#{:02x}{:02x}{:02x}".format(*ink) for ink in inks.astype(int).tolist()))
