"""What stays of a sweep in the file: the best trials as a table, and one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.widgets.charts._still_png import DRAWING, empty_figure, png_of, stacked
from densemodel.widgets.sweep._sweep_foot import best_sentences, failed_sentences
from densemodel.widgets.sweep._sweep_grid import grid_of, has_grid
from densemodel.widgets.sweep._sweep_importance import found_in, importance_words
from densemodel.widgets.sweep._sweep_moment import SEED
from densemodel.widgets.sweep._sweep_rows import best_first, columns_of, ranks_of, rows_of
from densemodel.widgets.sweep._sweep_still_paint import (
    paint_curves,
    paint_grid,
    paint_importance,
    paint_parallel,
)
from densemodel.wording import capitalised, element, escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.sweep._sweep_moment import SweepMoment

MOST_ROWS = 10
_LONGEST = 60
_LONGEST_SAID = 1500
_COLOURS = 96
_CELL = 'style="text-align:left"'
_NUMBER = 'style="text-align:right"'
_CURVES, _PARALLEL, _IMPORTANCE_ROW = 250, 280, 26


def sweep_table(moment: SweepMoment) -> tuple[str, str]:
    """The sentence and the best ten: as HTML that runs nothing, and as text."""
    is_busy = moment.state in ("running", "stopping")
    behind = "It was training when this was kept. " if is_busy else ""
    said = [f"{moment.name}: {behind}{moment.progress}"[:_LONGEST_SAID]]
    said += [line[:_LONGEST_SAID] for line in (*best_sentences(moment), *failed_sentences(moment))]
    html = "".join(element("p", line, "dm-line") for line in said)
    rows = [row for row in best_first(rows_of(moment, {})) if row["score"] is not None][:MOST_ROWS]
    if not rows:
        return html, "\n".join(said)
    columns = columns_of(moment)
    names = ["Rank", *(column["words"][:_LONGEST] for column in columns)]
    cells = [
        [rank, *(text[:_LONGEST] for text in row["cells"])]
        for rank, row in zip(ranks_of(rows), rows, strict=True)
    ]
    looks = [_NUMBER, *(_NUMBER if column["is_number"] else _CELL for column in columns)]
    return html + _html(names, cells, looks), "\n".join([*said, "", *_lines(names, cells)])


def sweep_picture(moment: SweepMoment) -> bytes | None:
    """Curves, the map or parallel coordinates, and the importance; None before a trial ended."""
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
    """What the picture shows, for those who do not see it."""
    kind = "map" if has_grid(moment.variables, SEED) else "parallel coordinates"
    return f"{capitalised(moment.loss_name)} curves, {kind} and importance of {moment.name}"


def _drawn(height: int, paint: Callable[[Any], None]) -> bytes:
    figure = empty_figure(height)
    paint(figure)
    return png_of(figure, (_COLOURS,))


def _html(names: list[str], cells: list[list[str]], looks: list[str]) -> str:
    head = "".join(
        f'<th scope="col" {look}>{escaped(name)}</th>'
        for name, look in zip(names, looks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td {look}>{escaped(text)}</td>" for text, look in zip(row, looks, strict=True))
        + "</tr>"
        for row in cells
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _lines(names: list[str], cells: list[list[str]]) -> list[str]:
    table = [names, *cells]
    widths = [max(len(row[place]) for row in table) for place in range(len(names))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
