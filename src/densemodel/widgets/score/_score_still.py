"""The picture of the scores that stays in the file: metrics, and the matrix or the plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.widgets.charts._still_paint import MUTED, TEXT
from densemodel.widgets.charts._still_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.widgets.charts._still_words import font, plain
from densemodel.widgets.score._score_body import unit_of
from densemodel.widgets.score._score_confusion import confusion_matrix
from densemodel.widgets.score._score_plot_data import plots_of
from densemodel.widgets.score._score_still_parts import (
    HEAD,
    LINE,
    MATRIX,
    matrix_side,
    paint_matrix,
    paint_metrics,
    paint_plot,
)
from densemodel.widgets.score._score_tables import metric_lines
from densemodel.widgets.score._score_words import rows_line, warning_words

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.score._score_facts import Scored
    from densemodel.widgets.score._score_plot_data import PlotData

_EDGE = 14
_PLOT = 250
_ABOVE_PLOT, _BELOW_PLOT, _BESIDE_PLOT = 26, 44, 48
_GAP = 20


class ScoreStill:
    """Draws scores once, however often they are asked for.

    Args:
        run: Whose scores these are.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._newest: tuple[Scored, bytes] | None = None

    def of(self, scored: Scored) -> bytes:
        """The picture of these scores."""
        if self._newest is None or self._newest[0] is not scored:
            with DRAWING:
                picture = png_of(_figure(scored, self._run.name))
            self._newest = scored, picture
        return self._newest[1]


def _figure(scored: Scored, name: str) -> Any:
    unit = unit_of(scored)
    lines = metric_lines(scored.report, unit)
    plots = plots_of(scored.report, unit=unit)
    matrix = confusion_matrix(scored.judged)
    side = matrix_side(matrix["names"])
    top = HEAD + max(LINE * (len(lines) + 1), side) + _GAP
    height = top + (_PLOT if plots else 0)
    figure = empty_figure(height)
    _write_head(figure, scored, name, height)
    paint_metrics(figure, lines, (_EDGE, HEAD), height)
    if side:
        paint_matrix(figure, matrix, (WIDTH - _EDGE - MATRIX, HEAD), height)
    _draw_plots(figure, plots, top, height)
    return figure


def _write_head(figure: Any, scored: Scored, name: str, height: int) -> None:
    at = {"va": "top", "ha": "left"}
    title = plain(f"Scores of {name}", 90)
    figure.text(_EDGE / WIDTH, 1 - 10 / height, title, color=TEXT, **at, **font(title, 13))
    said = " ".join(part for part in (rows_line(scored), warning_words(scored)) if part)
    words = plain(said, 130)
    figure.text(_EDGE / WIDTH, 1 - 30 / height, words, color=MUTED, **at, **font(words, 11.5))


def _draw_plots(figure: Any, plots: list[PlotData], top: int, height: int) -> None:
    tall = _PLOT - _ABOVE_PLOT - _BELOW_PLOT
    for index, plot in enumerate(plots):
        width = (WIDTH - 2 * _EDGE + _GAP) / len(plots)
        left = _EDGE + index * width + _BESIDE_PLOT
        place = left, top + _ABOVE_PLOT, width - _GAP - _BESIDE_PLOT, tall
        paint_plot(figure, plot, place, height)
