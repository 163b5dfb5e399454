"""The static picture of the scores, drawn by matplotlib."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import Chart, Dots, Words
from densemodel.charts import Line as ChartLine
from densemodel.charts._static import (
    DRAWING,
    MUTED,
    TEXT,
    WIDTH,
    axes_at,
    empty_figure,
    font,
    paint,
    plain,
    png_of,
    say,
    write,
)
from densemodel.widgets.score._score_body import unit_of
from densemodel.widgets.score._score_cases import rows_line, warning_words
from densemodel.widgets.score._score_confusion import confusion_matrix
from densemodel.widgets.score._score_tables import metric_lines, plots_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.widgets.score._score_confusion import Matrix
    from densemodel.widgets.score._score_facts import ScoreResult
    from densemodel.widgets.score._score_tables import Line, PlotData


HEAD = 62
"Pixels above the metrics."
LINE = 21
MATRIX = 340
"Pixels from side to side of a matrix, its names included."
_COLUMNS = 0, 250, 270, 440
"Where the columns of the metrics begin or, of the numbers, end."
_TRAINING = "#0277bd"
_RIGHT, _WRONG = np.array([2, 119, 189]), np.array([199, 80, 0])
_DEEPEST, _PALEST = 0.55, 0.1
_LEFT_OF_CELLS, _ABOVE_CELLS = 86, 46
_LETTER, _BELOW_NAMES = 7.5, 30
"Pixels of a letter of a name that stands upright above the cells, and of what is above it."


def paint_metrics(figure: Any, lines: Sequence[Line], at: tuple[float, float]) -> None:
    """Write the metrics as a table."""
    for row, line in enumerate([("Metric", "value", "95 % interval", "baseline"), *lines]):
        top = at[1] + LINE * (row + 0.5)
        for column, (words, place) in enumerate(zip(line, _COLUMNS, strict=True)):
            color = TEXT if row and column < 2 else MUTED  # the number itself
            align = "right" if column in (1, 3) else "left"
            text = plain(words, 34)
            write(figure, at[0] + place, top, text, 12, color=color, va="center", ha=align)


def matrix_side(names: Sequence[str]) -> int:
    """The height of a matrix with its names, in pixels; 0 without classes."""
    return round(_above(_column_names(names)) + _cells(len(names))) if names else 0


def _column_names(names: Sequence[str]) -> list[str]:
    """The class names at the matrix; empty for many classes."""
    return [] if len(names) > 20 else [plain(name, 9) for name in names]


def _above(names: Sequence[str]) -> float:
    """Pixels above the cells: long names are vertical, so that none overlap."""
    longest = max(map(len, names), default=0)
    return _ABOVE_CELLS if longest <= 3 else _BELOW_NAMES + _LETTER * longest


def _cells(classes: int) -> float:
    return min(MATRIX - _LEFT_OF_CELLS, 56 * classes)


def paint_matrix(figure: Any, matrix: Matrix, at: tuple[float, float]) -> None:
    """Draw a confusion matrix."""
    size = len(matrix["names"])
    side = _cells(size)
    names = _column_names(matrix["names"])
    above = _above(names)
    axes = axes_at(figure, (at[0] + _LEFT_OF_CELLS, at[1] + above, side, side))
    counts = np.array(matrix["counts"], dtype=float)
    axes.imshow(_colours(counts, np.array(matrix["totals"])), aspect="auto", interpolation="none")
    words = partial(Words, color=MUTED, has_halo=False)
    upright = {"rotation": 90} if above != _ABOVE_CELLS else {}
    for index, name in enumerate(names):
        say(axes, words((-0.5, index), name, off=(-6, 0), align="end"))
        above_cells = words((index, -0.5), name, off=(0, -4), align="middle")
        say(axes, replace(above_cells, vertical="bottom"), **upright)
    for (row, column), count in np.ndenumerate(counts) if names else ():
        if count:
            text = f"{count:,.0f}"
            size_in_cell = min(11.0, side / size / max(len(text), 2) * 1.5)
            style = font(text, size_in_cell, color=TEXT, va="center", ha="center")
            axes.text(column, row, text, **style)
    taken = "predicted" if names else f"{size} classes, predicted"
    corner = partial(words, where="corner")
    say(axes, corner((0, 1), taken, off=(0, 14 - above), vertical="bottom"))
    say(axes, corner((0, 0.5), "true", off=(-77, 0), align="middle"), rotation=90)


def static_chart(plot: PlotData) -> Chart:
    """A small plot as it is drawn in a picture."""
    return Chart(
        plot.x,
        plot.y,
        [
            ChartLine(plot.guide, MUTED, 0.8, (2, 2)),
            ChartLine(plot.intervals, _TRAINING, 0.8),
            ChartLine(plot.line, _TRAINING, 1.6),
            Dots(plot.points, _TRAINING, 2.4, "o", 0.6, has_outline=False, is_cut=True),
        ],
        title=plain(plot.title, 44),
        x_name=plain(plot.x_name, 44),
    )


def _colours(counts: Any, totals: Any) -> Any:
    """The colours of the cells on white: blue for right, orange by the share of mistakes."""
    shares = counts / np.maximum(totals, 1)[:, None]
    wrong = ~np.eye(len(counts), dtype=bool)
    most = max(float(shares[wrong].max(initial=0.0)), 1e-9)
    depths = _PALEST + (_DEEPEST - _PALEST) * np.where(wrong, np.sqrt(shares / most), shares)
    depths = np.where(shares > 0, depths, 0.0)[..., None]
    inks = np.where(wrong[..., None], _WRONG, _RIGHT) / 255
    return 1 - depths * (1 - inks)


_EDGE = 14
_PLOT = 250
_ABOVE_PLOT, _BELOW_PLOT, _BESIDE_PLOT = 26, 44, 48
_GAP = 20


def static_score(scored: ScoreResult, name: str) -> bytes:
    """The metrics of a network of this name, and its matrix or its plots, as a PNG."""
    with DRAWING:
        return png_of(_figure(scored, name))


def _figure(scored: ScoreResult, name: str) -> Any:
    unit = unit_of(scored)
    lines = metric_lines(scored.report, unit)
    plots = plots_of(scored.report, unit=unit)
    matrix = confusion_matrix(scored.predictions)
    side = matrix_side(matrix["names"])
    top = HEAD + max(LINE * (len(lines) + 1), side) + _GAP
    height = top + (_PLOT if plots else 0)
    figure = empty_figure(height)
    write(figure, _EDGE, 10, plain(f"Scores of {name}", 90), 13)
    text = " ".join(part for part in (rows_line(scored), warning_words(scored)) if part)
    write(figure, _EDGE, 30, plain(text, 130), 11.5, color=MUTED)
    paint_metrics(figure, lines, (_EDGE, HEAD))
    if side:
        paint_matrix(figure, matrix, (WIDTH - _EDGE - MATRIX, HEAD))
    tall = _PLOT - _ABOVE_PLOT - _BELOW_PLOT
    for index, plot in enumerate(plots):
        width = (WIDTH - 2 * _EDGE + _GAP) / len(plots)
        left = _EDGE + index * width + _BESIDE_PLOT
        box = left, top + _ABOVE_PLOT, width - _GAP - _BESIDE_PLOT, tall
        paint(figure, static_chart(plot), box, is_small=True)
    return figure
