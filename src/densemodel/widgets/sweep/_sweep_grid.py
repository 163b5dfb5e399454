"""The data of the heat map of two choices: the mean score of each pair over the seeds."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from statistics import fmean
from typing import TYPE_CHECKING

from densemodel.widgets.sweep._sweep_axes import in_numbers
from densemodel.widgets.sweep._sweep_words import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Variable
    from densemodel.widgets.sweep._sweep_view import SweepMoment

MOST_CELLS = 20
"""Of one side: more numbers than that do not fit beside one another."""
_SIDES = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of two choices."""

    across: str
    "The name of the choice along the x axis."
    columns: tuple[str, ...]
    "The displayed labels, from left to right."
    upright: str
    rows: tuple[str, ...]
    "The displayed labels, from bottom to top."
    means: tuple[tuple[float | None, ...], ...]
    "The means by row and column; None without a score."
    failed: frozenset[tuple[int, int]]
    "Rows and columns where all that were tried have failed."
    best: tuple[int, int] | None
    "The row and column of the lowest mean."


def has_grid(variables: Sequence[Variable], seed: str) -> bool:
    """Whether a map is possible: exactly two choices with few enough alternatives."""
    choices = [variable for variable in variables if variable.name != seed]
    return len(choices) == _SIDES and all(len(set(c.values)) <= MOST_CELLS for c in choices)


def grid_of(moment: SweepMoment) -> Grid:
    """The mean scores of the sweep's two choices.

    A trial stopped by a person or by halving is left out: it was not trained as long as
    the others of its cell.
    """
    (up, upright), (along, across) = moment.choices
    order = in_numbers(upright)
    # numbers increase upwards; otherwise the first alternative is at the top
    rows = tuple(order if upright.numbers is not None else reversed(order))
    columns = tuple(in_numbers(across))
    scores: dict[tuple[str, str], list[float]] = {}
    for number, result in moment.results.items():
        if result.outcome in {"stopped", "left behind"}:
            continue
        values = moment.trial(number).values
        scores.setdefault((values[up], values[along]), []).append(result.score)
    finite = {pair: [one for one in found if isfinite(one)] for pair, found in scores.items()}
    means = {pair: fmean(found) for pair, found in finite.items() if found}
    at = {
        (row, column): (row_text, column_text)
        for row, row_text in enumerate(rows)
        for column, column_text in enumerate(columns)
    }
    scored = {place: means[pair] for place, pair in at.items() if pair in means}
    return Grid(
        across=across.name,
        columns=tuple(shown(across, text) for text in columns),
        upright=upright.name,
        rows=tuple(shown(upright, text) for text in rows),
        means=tuple(
            tuple(scored.get((row, column)) for column in range(len(columns)))
            for row in range(len(rows))
        ),
        failed=frozenset(p for p, pair in at.items() if pair in finite and not finite[pair]),
        best=min(scored, key=scored.__getitem__, default=None),
    )
