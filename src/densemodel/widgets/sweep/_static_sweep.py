"""The static output of a sweep: the best trials as a table, and one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.charts import Table, scaled
from densemodel.widgets.charts._static_paint import GRID, MUTED, PAGE, TEXT, font, plain
from densemodel.widgets.charts._static_png import DRAWING, WIDTH, empty_figure, png_of, stacked
from densemodel.widgets.sweep._sweep_axes import parallel_of
from densemodel.widgets.sweep._sweep_foot import best_sentences, failed_sentences
from densemodel.widgets.sweep._sweep_grid import grid_of, has_grid
from densemodel.widgets.sweep._sweep_importance import TOO_FEW, found_in, importance_words, percent
from densemodel.widgets.sweep._sweep_lines import lines_of, ranges_of
from densemodel.widgets.sweep._sweep_map import cell_words
from densemodel.widgets.sweep._sweep_rows import best_first, columns_of, ranks_of, rows_of
from densemodel.widgets.sweep._sweep_view import SEED
from densemodel.widgets.sweep._sweep_words import DARK_WORDS_FROM, LIGHT, steps_of
from densemodel.wording import capitalised, element

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.experiments import Importance
    from densemodel.widgets.sweep._sweep_grid import Grid
    from densemodel.widgets.sweep._sweep_view import SweepMoment


_BEST, _OTHERS, _BAR = "#c75000", "#c9c9c9", "#0277bd"
_EMPTY = "#f0f0f0"
_LETTER = 6.4
"Pixels that a letter of a label takes, about."


def paint_curves(figure: Any, moment: SweepMoment, height: int) -> None:
    """The curves of all trials, the best one bold."""
    lines = lines_of(moment)
    values = [points[:, 1] for points in (lines.best, *lines.ended, *lines.training)]
    is_log = all((part > 0).all() for part in values)
    x, y = ranges_of(lines, is_log=is_log)
    axes = _axes(figure, height, left=62, right=110, top=34, bottom=32)
    axes.set_xlim(x.low, x.high)
    axes.set_ylim(y.low, y.high)
    axes.hlines(y.ticks, x.low, x.high, colors=GRID, linewidth=0.8, zorder=0)
    axes.set_xticks(x.ticks, x.labels, color=MUTED, **font("0", 11))
    axes.set_yticks(y.ticks, y.labels, color=MUTED, **font("0", 11))
    for points in (*lines.ended, *lines.training):
        drawn = scaled(points, is_log=is_log)
        axes.plot(drawn[:, 0], drawn[:, 1], color=_OTHERS, linewidth=0.7, zorder=1)
    best = scaled(lines.best, is_log=is_log)
    axes.plot(best[:, 0], best[:, 1], color=_BEST, linewidth=2, zorder=3)
    if len(best):
        _say(axes, best[-1], f"best, trial {moment.best_number}", off=(8, 0), color=_BEST)
    _title(figure, height, f"{capitalised(moment.loss_name)} of {moment.name}, by epochs")


def paint_grid(figure: Any, grid: Grid, loss_name: str, height: int) -> None:
    """The heat map, a number in each cell."""
    from matplotlib.patches import Rectangle

    axes = _axes(figure, height, left=150, right=24, top=34, bottom=44)
    axes.set_xlim(0, len(grid.columns))
    axes.set_ylim(0, len(grid.rows))
    places = [(row, column) for row in range(len(grid.rows)) for column in range(len(grid.columns))]
    means = {place: grid.means[place[0]][place[1]] for place in places}
    scored = {place: mean for place, mean in means.items() if mean is not None}
    steps = dict(zip(scored, steps_of(list(scored.values())), strict=True))
    for row, column in places:
        step = steps.get((row, column))
        fill = _EMPTY if step is None else LIGHT[step]
        axes.add_patch(Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=PAGE, linewidth=1))
        ink = PAGE if step is not None and step < DARK_WORDS_FROM else TEXT
        words = cell_words(grid, row, column, means[row, column])
        axes.text(
            column + 0.5, row + 0.5, words, color=ink, ha="center", va="center", **font(words, 11)
        )
    _ticks(axes.set_xticks, grid.columns, max(4, int(680 / _LETTER / len(grid.columns))))
    _ticks(axes.set_yticks, grid.rows, 20)
    across = plain(grid.across)
    _say(axes, (0.5, 0), across, where="axes fraction", off=(0, -34), ha="center", color=MUTED)
    title = f"Mean {loss_name} by {grid.upright} (upwards) and {grid.across}"
    _title(figure, height, title)


def paint_parallel(figure: Any, moment: SweepMoment, height: int) -> None:
    """Parallel coordinates, coloured by score, the best one bold."""
    parallel = parallel_of(moment)
    axes = _axes(figure, height, left=30, right=90, top=60, bottom=14)
    count = len(parallel.axes)
    axes.set_xlim(0, max(count - 1, 1))
    axes.set_ylim(0, 1)
    steps = steps_of([moment.results[number].score for number in parallel.numbers])
    drawn = list(zip(parallel.numbers, parallel.heights, steps, strict=True))
    for number, heights, step in reversed(drawn):
        is_best = number == moment.best_number
        colour, width = (_BEST, 2.4) if is_best else (LIGHT[step], 0.9)
        axes.plot(range(count), heights, color=colour, linewidth=width, clip_on=False)
    longest = max(6, 84 // count)
    for place, axis in enumerate(parallel.axes):
        axes.axvline(place, color=GRID, linewidth=1, zorder=0, clip_on=False)
        name = plain(axis.name, longest + 4)
        _say(axes, (place, 1), name, off=(0, 15), ha="center", color=MUTED)
        for tick, text in axis.labels:
            _say(axes, (place, tick), plain(text, longest), off=(5, 0), color=TEXT)
    axes.set_xticks([])
    axes.set_yticks([])
    _title(figure, height, "Every trial's choices and its score, the best at the top")


def paint_importance(figure: Any, found: Sequence[Importance], said: str, height: int) -> None:
    """A bar for each choice."""
    axes = _axes(figure, height, left=150, right=80, top=38, bottom=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.5, len(found) - 0.5)
    names = [plain(one.name, 20) for one in reversed(found)]
    for place, one in enumerate(reversed(found)):
        axes.barh(place, one.share or 0.0, height=0.5, color=_BAR)
        words = TOO_FEW if one.share is None else percent(one.share)
        _say(axes, (one.share or 0.0, place), words, off=(6, 0), color=TEXT)
    axes.set_xticks([])
    axes.set_yticks(range(len(found)), names, color=TEXT, **font("".join(names), 11))
    _title(figure, height, said, size=11.5, weight="normal")


def _axes(figure: Any, height: int, *, left: int, right: int, top: int, bottom: int) -> Any:
    box = (
        left / WIDTH,
        bottom / height,
        (WIDTH - left - right) / WIDTH,
        (height - top - bottom) / height,
    )
    axes = figure.add_axes(box)
    axes.set_facecolor(PAGE)
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(which="both", length=0, pad=5)
    return axes


def _title(
    figure: Any, height: int, words: str, *, size: float = 12.5, weight: str = "bold"
) -> None:
    shown = plain(words, 132)
    look = font(shown, size, fontweight=weight)
    figure.text(14 / WIDTH, 1 - 8 / height, shown, color=TEXT, va="top", **look)


def _ticks(put: Any, texts: Sequence[str], longest: int) -> None:
    labels = [plain(text, longest) for text in texts]
    middles = [place + 0.5 for place in range(len(labels))]
    put(middles, labels, color=MUTED, **font("".join(labels), 11))


def _say(
    axes: Any, place: Any, words: str, *, off: tuple[float, float], where: str = "data", **look: Any
) -> None:
    """Write a text at a pixel offset, readable over a line."""
    from matplotlib.patheffects import withStroke

    axes.annotate(
        words,
        tuple(place),
        xytext=(off[0] * 0.72, off[1] * 0.72),
        xycoords=where,
        textcoords="offset points",
        annotation_clip=False,
        path_effects=[withStroke(linewidth=2.2, foreground=PAGE)],
        zorder=6,
        **{"va": "center", "ha": "left", **font(words, 11), **look},
    )


MOST_ROWS = 10
_LONGEST = 60
_LONGEST_SAID = 1500
_COLOURS = 96
_CELL = 'style="text-align:left"'
_NUMBER = 'style="text-align:right"'
_CURVES, _PARALLEL, _IMPORTANCE_ROW = 250, 280, 26


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
    table = Table(
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
    parts: list[tuple[int, Callable[[Any], None]]] = [
        (_CURVES, lambda figure: paint_curves(figure, moment, _CURVES)),
    ]
    if has_grid(moment.variables, SEED):
        grid = grid_of(moment)
        height = 84 + 26 * len(grid.rows)
        parts.append((height, lambda figure: paint_grid(figure, grid, moment.loss_name, height)))
    else:
        parts.append((_PARALLEL, lambda figure: paint_parallel(figure, moment, _PARALLEL)))
    if any(one.share is not None for one in found):
        tall = 56 + _IMPORTANCE_ROW * len(found)
        said = importance_words(moment)
        parts.append((tall, lambda figure: paint_importance(figure, found, said, tall)))
    with DRAWING:
        return stacked([_drawn(height, paint) for height, paint in parts])


def picture_words(moment: SweepMoment) -> str:
    """The alternative text of the picture."""
    kind = "map" if has_grid(moment.variables, SEED) else "parallel coordinates"
    return f"{capitalised(moment.loss_name)} curves, {kind} and importance of {moment.name}"


def _drawn(height: int, paint: Callable[[Any], None]) -> bytes:
    figure = empty_figure(height)
    paint(figure)
    return png_of(figure, (_COLOURS,))
