"""The static output of a sweep: the best trials as a table, and one picture."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from densemodel.charts import AxisRange, Chart, Line, Mark, TextTable, Words, scaled, upright
from densemodel.charts._static import (
    DRAWING,
    GRID,
    MUTED,
    PAGE,
    TEXT,
    WIDTH,
    axes_at,
    empty_figure,
    font,
    paint,
    plain,
    png_of,
    say,
    stacked,
    write,
)
from densemodel.widgets.experiments._sweep_curves import lines_of, ranges_of
from densemodel.widgets.experiments._sweep_foot import best_sentences, failed_sentences
from densemodel.widgets.experiments._sweep_importance import (
    TOO_FEW,
    found_in,
    importance_words,
    percent,
)
from densemodel.widgets.experiments._sweep_map import grid_of, has_grid, map_marks, middles
from densemodel.widgets.experiments._sweep_parallel import parallel_of
from densemodel.widgets.experiments._sweep_rows import best_first, columns_of, ranks_of, rows_of
from densemodel.widgets.experiments._sweep_view import DARK_WORDS_FROM, LIGHT, SEED, steps_of
from densemodel.wording import capitalised, element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts._static import Box
    from densemodel.experiments import Importance
    from densemodel.widgets.experiments._sweep_map import Grid
    from densemodel.widgets.experiments._sweep_view import SweepMoment


_BEST, _OTHERS, _BAR = "#c75000", "#c9c9c9", "#0277bd"
_EMPTY = "#f0f0f0"
_LETTER = 6.4
"Pixels that a letter of a label takes, about."


def curves_chart(moment: SweepMoment) -> Chart:
    """The curves of all trials, the best one bold."""
    lines = lines_of(moment)
    others = (*lines.ended, *lines.training)
    is_log = all((points[:, 1] > 0).all() for points in (lines.best, *others))
    x, y = ranges_of(lines, is_log=is_log)
    best = scaled(lines.best, is_log=is_log)
    name = f"best, trial {moment.best_number}"
    return Chart(
        x,
        y,
        [
            *(Line(scaled(p, is_log=is_log), _OTHERS, 0.7) for p in others),
            Line(best, _BEST, 2),
            Words(best[-1:], name, _BEST, (8, 0)),
        ],
    )


def map_chart(grid: Grid) -> Chart:
    """The heat map, a number in each cell."""
    longest = max(4, int(680 / _LETTER / len(grid.columns)))
    cells, words = map_marks(grid, (_EMPTY, *LIGHT), PAGE, _ink)
    across = partial(Words, where="corner", align="middle", color=MUTED)
    return Chart(
        middles([plain(text, longest) for text in grid.columns]),
        middles([plain(text, 20) for text in grid.rows]),
        [cells, words, across((0.5, 0), plain(grid.across), off=(0, 34))],
        has_grid=False,
    )


def _ink(shade: int) -> str:
    return PAGE if 0 < shade <= DARK_WORDS_FROM else TEXT


def parallel_chart(moment: SweepMoment) -> Chart:
    """Parallel coordinates, coloured by score, the best one bold."""
    parallel = parallel_of(moment)
    count = len(parallel.axes)
    steps = steps_of([moment.results[number].score for number in parallel.numbers])
    drawn = list(zip(parallel.numbers, parallel.heights, steps, strict=True))
    longest = max(6, 84 // count)
    marks: list[Mark] = [
        Line(upright(place), GRID, where="upright", is_cut=False) for place in range(count)
    ]
    for number, heights, step in reversed(drawn):
        is_best = number == moment.best_number
        colour, width = (_BEST, 2.4) if is_best else (LIGHT[step], 0.9)
        points = np.column_stack([range(count), heights])
        marks.append(Line(points, colour, width, is_cut=False))
    for place, axis in enumerate(parallel.axes):
        name = plain(axis.name, longest + 4)
        marks.append(Words((place, 1), name, MUTED, (0, -15), align="middle"))
        labels = [plain(text, longest) for _, text in axis.labels]
        places = np.array([(place, height) for height, _ in axis.labels])
        marks.append(Words(places, labels, TEXT, (5, 0)))
    none = AxisRange(0.0, float(max(count - 1, 1)), (), ())
    return Chart(none, replace(none, high=1.0), marks, has_grid=False)


def paint_importance(figure: Any, found: Sequence[Importance], box: Box) -> None:
    """Draw a bar for each choice."""
    axes = axes_at(figure, box)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.5, len(found) - 0.5)
    names = [plain(one.name, 20) for one in reversed(found)]
    axes.set_yticks(range(len(found)), names, color=TEXT, **font("".join(names), 11))
    axes.tick_params(which="both", length=0, pad=5)
    for place, one in enumerate(reversed(found)):
        share = one.share or 0.0
        axes.barh(place, share, height=0.5, color=_BAR)
        words = TOO_FEW if one.share is None else percent(one.share)
        say(axes, Words((share, place), words, TEXT, (6, 0)), zorder=6)


MOST_ROWS = 10
_LONGEST = 60
_LONGEST_SAID = 1500
_COLOURS = 96
_CELL = 'style="text-align:left"'
_NUMBER = 'style="text-align:right"'
_IMPORTANCE_ROW = 26
_TITLE = (14, 8)


class _Layout(NamedTuple):
    """The height of a picture, and the pixels around its plot."""

    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def box(self) -> Box:
        """The place of its plot."""
        size = WIDTH - self.left - self.right, self.height - self.top - self.bottom
        return self.left, self.top, *size


_CURVES = _Layout(250, 62, 110, 34, 32)
_PARALLEL = _Layout(280, 30, 90, 60, 14)


def sweep_table(moment: SweepMoment) -> tuple[str, str]:
    """The sentence and the best ten trials, as static HTML and as text."""
    is_busy = moment.state in ("running", "stopping")
    behind = "It was still training when this was saved. " if is_busy else ""
    said = [f"{moment.name}: {behind}{moment.progress}"[:_LONGEST_SAID]]
    said += [line[:_LONGEST_SAID] for line in (*best_sentences(moment), *failed_sentences(moment))]
    html = "".join(element("p", line, "dm-line") for line in said)
    rows = [row for row in best_first(rows_of(moment, {})) if row["score"] is not None][:MOST_ROWS]
    if not rows:
        return html, "\n".join(said)
    columns = columns_of(moment)
    table = TextTable(
        ["Rank", *(column["words"][:_LONGEST] for column in columns)],
        [
            [rank, *(text[:_LONGEST] for text in row["cells"])]
            for rank, row in zip(ranks_of(rows), rows, strict=True)
        ],
        looks=[_NUMBER, *(_NUMBER if column["is_number"] else _CELL for column in columns)],
    )
    return html + table.html(), "\n".join([*said, "", table.text()])


def sweep_picture(moment: SweepMoment) -> bytes | None:
    """Draw curves, map or parallel coordinates, and importance; None before a trial has ended."""
    if not moment.ranked:
        return None
    found = found_in(moment)
    loss = moment.loss_name
    with DRAWING:
        title = f"{capitalised(loss)} of {moment.name}, by epochs"
        pictures = [_drawn(title, curves_chart(moment), _CURVES)]
        if has_grid(moment.variables, SEED):
            grid = grid_of(moment)
            title = f"Mean {loss} by {grid.upright} (upwards) and {grid.across}"
            layout = _Layout(84 + 26 * len(grid.rows), 150, 24, 34, 44)
            pictures.append(_drawn(title, map_chart(grid), layout))
        else:
            title = "Every trial's choices and its score, the best at the top"
            pictures.append(_drawn(title, parallel_chart(moment), _PARALLEL))
        if any(one.share is not None for one in found):
            layout = _Layout(56 + _IMPORTANCE_ROW * len(found), 150, 80, 38, 8)
            figure = empty_figure(layout.height)
            paint_importance(figure, found, layout.box)
            write(figure, *_TITLE, plain(importance_words(moment), 132), 11.5)
            pictures.append(png_of(figure, (_COLOURS,)))
        return stacked(pictures)


def _drawn(title: str, chart: Chart, layout: _Layout) -> bytes:
    figure = empty_figure(layout.height)
    paint(figure, chart, layout.box)
    write(figure, *_TITLE, plain(title, 132), 12.5, fontweight="bold")
    return png_of(figure, (_COLOURS,))


def picture_words(moment: SweepMoment) -> str:
    """The alternative text of the picture."""
    kind = "map" if has_grid(moment.variables, SEED) else "parallel coordinates"
    return f"{capitalised(moment.loss_name)} curves, {kind} and importance of {moment.name}"
