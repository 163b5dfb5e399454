"""The static picture of the scores, drawn by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets.charts._static_paint import GRID, MUTED, PAGE, TEXT, font, plain
from densemodel.widgets.charts._static_png import DRAWING, WIDTH, empty_figure, png_of
from densemodel.widgets.score._row_texts import rows_line, warning_words
from densemodel.widgets.score._score_body import unit_of
from densemodel.widgets.score._score_confusion import confusion_matrix
from densemodel.widgets.score._score_plot_data import plots_of
from densemodel.widgets.score._score_tables import metric_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training import Run
    from densemodel.widgets.score._score_confusion import Matrix
    from densemodel.widgets.score._score_facts import ScoreResult
    from densemodel.widgets.score._score_plot_data import PlotData
    from densemodel.widgets.score._score_tables import Line


HEAD = 62
"Pixels above the metrics."
LINE = 21
MATRIX = 340
"Pixels from side to side of a matrix, its names included."
_COLUMNS = 0, 250, 270, 440
"Where the columns of the metrics begin or, of the numbers, end."
_HEADINGS = "Metric", "value", "95 % interval", "baseline"
_TRAINING = "#0277bd"
_RIGHT, _WRONG = np.array([2, 119, 189]), np.array([199, 80, 0])
_DEEPEST, _PALEST = 0.55, 0.1
_MOST_WITH_NUMBERS = 20
_LEFT_OF_CELLS, _ABOVE_CELLS = 86, 46
_LETTER, _BELOW_NAMES = 7.5, 30
"Pixels of a letter of a name that stands upright above the cells, and of what is above it."
_SHORT_NAME = 3
_LARGEST_CELL = 56


def paint_metrics(figure: Any, lines: Sequence[Line], at: tuple[float, float], height: int) -> None:
    """Write the metrics as a table.

    Args:
        figure: matplotlib's.
        lines: As words.
        at: Its upper left corner, in pixels.
        height: Of the figure.
    """
    for row, line in enumerate([_HEADINGS, *lines]):
        y = 1 - (at[1] + LINE * (row + 0.5)) / height
        for column, (words, place) in enumerate(zip(line, _COLUMNS, strict=True)):
            said = plain(words, 34)
            color = TEXT if row and column < 2 else MUTED  # noqa: PLR2004 - the number itself
            align = "right" if column in (1, 3) else "left"
            x = (at[0] + place) / WIDTH
            figure.text(x, y, said, color=color, va="center", ha=align, **font(said, 12))


def matrix_side(names: Sequence[str]) -> int:
    """The height of a matrix with its names, in pixels; 0 without classes."""
    return round(_above(_column_names(names)) + _cells(len(names))) if names else 0


def _column_names(names: Sequence[str]) -> list[str]:
    """The class names at the matrix; empty for many classes."""
    return [] if len(names) > _MOST_WITH_NUMBERS else [plain(name, 9) for name in names]


def _longest(names: Sequence[str]) -> int:
    return max(map(len, names), default=0)


def _above(names: Sequence[str]) -> float:
    """Pixels above the cells: long names are vertical, so that none overlap."""
    longest = _longest(names)
    return _ABOVE_CELLS if longest <= _SHORT_NAME else _BELOW_NAMES + _LETTER * longest


def _cells(classes: int) -> float:
    return min(MATRIX - _LEFT_OF_CELLS, _LARGEST_CELL * classes)


def paint_matrix(figure: Any, matrix: Matrix, at: tuple[float, float], height: int) -> None:
    """Draw a confusion matrix.

    Args:
        figure: matplotlib's.
        matrix: Its classes and counts.
        at: Its upper left corner, in pixels.
        height: Of the figure.
    """
    size = len(matrix["names"])
    side = _cells(size)
    names = _column_names(matrix["names"])
    above = _above(names)
    axes = _axes(figure, (at[0] + _LEFT_OF_CELLS, at[1] + above, side, side), height)
    counts = np.array(matrix["counts"], dtype=float)
    axes.imshow(_colours(counts, np.array(matrix["totals"])), aspect="auto", interpolation="none")
    if names:
        look: dict[str, Any] = {"rotation": 90} if _longest(names) > _SHORT_NAME else {}
        for index, name in enumerate(names):
            _write(axes, (-0.5, index), name, off=(-6, 0), ha="right", va="center")
            _write(axes, (index, -0.5), name, off=(0, 4), va="bottom", ha="center", **look)
        for row in range(size):
            for column in range(size):
                _write_count(axes, counts, (row, column))
    taken = "predicted" if names else f"{size} classes, predicted"
    _write(axes, (0, 1), taken, off=(0, above - 14), where="axes fraction", ha="left", va="bottom")
    side_words = {"rotation": 90, "ha": "center", "va": "center"}
    _write(axes, (0, 0.5), "true", off=(-77, 0), where="axes fraction", **side_words)


def _write(
    axes: Any, at: tuple[float, float], words: str, *, off: Any, where: str = "data", **look: Any
) -> None:
    """Write a small text at a pixel offset."""
    points = tuple(0.72 * step for step in off)
    options = {"xycoords": where, "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(words, at, xytext=points, **options, **font(words, 11, color=MUTED, **look))


def paint_plot(figure: Any, plot: PlotData, place: Any, height: int) -> None:
    """Draw one small plot.

    Args:
        figure: matplotlib's.
        plot: What to draw.
        place: Left, top, width and height, in pixels.
        height: Of the figure.
    """
    axes = _axes(figure, place, height)
    axes.set_xlim(plot.x.low, plot.x.high)
    axes.set_ylim(plot.y.low, plot.y.high)
    axes.set_xticks(plot.x.ticks, plot.x.labels, color=MUTED, **font("0", 10))
    axes.set_yticks(plot.y.ticks, plot.y.labels, color=MUTED, **font("0", 10))
    axes.hlines(plot.y.ticks, plot.x.low, plot.x.high, colors=GRID, linewidth=0.7, zorder=0)
    axes.plot(*plot.guide.T, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    axes.plot(*plot.intervals.T, color=_TRAINING, linewidth=0.8, linestyle="-", zorder=2)
    axes.plot(*plot.line.T, color=_TRAINING, linewidth=1.6, linestyle="-", zorder=3)
    dots = {"linestyle": "none", "marker": "o", "markersize": 2.4, "markeredgewidth": 0}
    axes.plot(*plot.points.T, color=_TRAINING, alpha=0.6, zorder=4, **dots)
    title, below = plain(plot.title, 44), plain(plot.x_name, 44)
    axes.set_title(title, loc="left", color=TEXT, pad=6, **font(title, 11.5))
    axes.set_xlabel(below, color=MUTED, labelpad=2, **font(below, 10.5))


def _axes(figure: Any, place: Any, height: int) -> Any:
    """Frameless axes at a place in pixels from the upper left corner."""
    left, top, width, tall = place
    box = left / WIDTH, 1 - (top + tall) / height, width / WIDTH, tall / height
    axes = figure.add_axes(box)
    axes.set_facecolor(PAGE)
    axes.grid(visible=False)
    axes.set_axisbelow(True)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.tick_params(which="both", length=0, pad=4)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def _colours(counts: Any, totals: Any) -> Any:
    """The colours of the cells on white: blue for right, orange by the share of mistakes."""
    shares = counts / np.maximum(totals, 1)[:, None]
    wrong = ~np.eye(len(counts), dtype=bool)
    most = max(float(shares[wrong].max(initial=0.0)), 1e-9)
    depths = _PALEST + (_DEEPEST - _PALEST) * np.where(wrong, np.sqrt(shares / most), shares)
    depths = np.where(shares > 0, depths, 0.0)[..., None]
    inks = np.where(wrong[..., None], _WRONG, _RIGHT) / 255
    return 1 - depths * (1 - inks)


def _write_count(axes: Any, counts: Any, cell: tuple[int, int]) -> None:
    count = int(counts[cell])
    if not count:
        return
    words = f"{count:,}"
    fitting = min(11.0, _cells(len(counts)) / len(counts) / max(len(words), 2) * 1.5)
    where = {"va": "center", "ha": "center"}
    axes.text(cell[1], cell[0], words, color=TEXT, **where, **font(words, fitting))


_EDGE = 14
_PLOT = 250
_ABOVE_PLOT, _BELOW_PLOT, _BESIDE_PLOT = 26, 44, 48
_GAP = 20


class StaticScore:
    """Draws scores once and caches the picture.

    Args:
        run: Whose scores these are.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._newest: tuple[ScoreResult, bytes] | None = None

    def of(self, scored: ScoreResult) -> bytes:
        """The picture of these scores."""
        if self._newest is None or self._newest[0] is not scored:
            with DRAWING:
                picture = png_of(_figure(scored, self._run.name))
            self._newest = scored, picture
        return self._newest[1]


def _figure(scored: ScoreResult, name: str) -> Any:
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
    tall = _PLOT - _ABOVE_PLOT - _BELOW_PLOT
    for index, plot in enumerate(plots):
        width = (WIDTH - 2 * _EDGE + _GAP) / len(plots)
        left = _EDGE + index * width + _BESIDE_PLOT
        place = left, top + _ABOVE_PLOT, width - _GAP - _BESIDE_PLOT, tall
        paint_plot(figure, plot, place, height)
    return figure


def _write_head(figure: Any, scored: ScoreResult, name: str, height: int) -> None:
    at = {"va": "top", "ha": "left"}
    title = plain(f"Scores of {name}", 90)
    figure.text(_EDGE / WIDTH, 1 - 10 / height, title, color=TEXT, **at, **font(title, 13))
    said = " ".join(part for part in (rows_line(scored), warning_words(scored)) if part)
    words = plain(said, 130)
    figure.text(_EDGE / WIDTH, 1 - 30 / height, words, color=MUTED, **at, **font(words, 11.5))
