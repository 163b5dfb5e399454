"""The static picture of the scores, drawn by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.charts._static import (
    DRAWING,
    MUTED,
    TEXT,
    WIDTH,
    empty_figure,
    paint,
    plain,
    png_of,
    write,
)
from densemodel.scoring import matrix_size
from densemodel.widgets.score._score_cases import rows_line, warning_words

if TYPE_CHECKING:
    from densemodel.charts import TextTable
    from densemodel.widgets.score._score_facts import ScoreResult


_HEAD = 62
"Pixels above the metrics."
_LINE = 21
_COLUMNS = 0, 250, 270, 440
"Where the columns of the metrics begin or, of the numbers, end."
_EDGE, _GAP = 14, 20
_MATRIX, _BESIDE_MATRIX = 340, 86
"From side to side of a matrix, and how much of that are the names of its rows."
_PLOT = 250
_ABOVE_PLOT, _BELOW_PLOT, _BESIDE_PLOT = 26, 44, 48


def static_score(scored: ScoreResult, name: str) -> bytes:
    """The metrics of a network of this name, and its matrix or its plots, as a PNG."""
    with DRAWING:
        return png_of(_figure(scored, name))


def _figure(scored: ScoreResult, name: str) -> Any:
    report = scored.report
    metrics, charts = report.tables()[0], report.charts()
    matrix = charts.pop(0) if report.confusion is not None else None
    side, above = (0, 0) if report.confusion is None else matrix_size(report.confusion)
    top = _HEAD + max(_LINE * (len(metrics.rows) + 1), side + above) + _GAP
    figure = empty_figure(top + (_PLOT if charts else 0))
    write(figure, _EDGE, 10, plain(f"Scores of {name}", 90), 13)
    text = " ".join(part for part in (rows_line(scored), warning_words(scored)) if part)
    write(figure, _EDGE, 30, plain(text, 130), 11.5, color=MUTED)
    _write_table(figure, metrics)
    if matrix is not None:
        paint(figure, matrix, (WIDTH - _EDGE - _MATRIX + _BESIDE_MATRIX, _HEAD + above, side, side))
    width = (WIDTH - 2 * _EDGE + _GAP) / max(len(charts), 1)
    for place, chart in enumerate(charts):
        left = _EDGE + place * width + _BESIDE_PLOT
        size = width - _GAP - _BESIDE_PLOT, _PLOT - _ABOVE_PLOT - _BELOW_PLOT
        box = (left, top + _ABOVE_PLOT, *size)
        paint(figure, chart, box, is_small=True, in_pixels=True)
    return figure


def _write_table(figure: Any, table: TextTable) -> None:
    for row, line in enumerate([list(map(str, table.heads)), *table.texts]):
        top = _HEAD + _LINE * (row + 0.5)
        for column, (words, place) in enumerate(zip(line, _COLUMNS, strict=True)):
            color = TEXT if row and column < 2 else MUTED  # the number itself
            align = "right" if column in (1, 3) else "left"
            style = {"color": color, "va": "center", "ha": align}
            write(figure, _EDGE + place, top, plain(words, 34), 12, **style)
