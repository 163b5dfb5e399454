"""The tab Map: two choices against each other, the mean score in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import isfinite
from statistics import fmean
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.charts import MUTED, AxisRange, Cells, Chart, Words
from densemodel.experiments import Capacity, Race
from densemodel.widgets.charts._figure import LiveChart
from densemodel.widgets.experiments._experiment_view import (
    LIGHT,
    SEED,
    ExperimentContext,
    ExperimentView,
    colour_of,
    colour_on,
    empty_words,
    in_numbers,
    legend_html,
    short_value,
    shown,
    steps_of,
    titled_picture,
)
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box, HBox, VBox
from densemodel.wording import element, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.experiments import Sweep
    from densemodel.language import Variable
    from densemodel.widgets.experiments._experiment_view import ExperimentState


@dataclass(frozen=True, slots=True)
class Grid:
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


def has_grid(variables: Sequence[Variable]) -> bool:
    """Whether a map is possible: exactly two choices with few enough alternatives."""
    choices = [variable for variable in variables if variable.name != SEED]
    # more numbers than that do not fit beside one another
    return len(choices) == 2 and all(len(set(c.values)) <= 20 for c in choices)


def grid_of(moment: ExperimentState) -> Grid:
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


_MARGIN = {"top": 30, "bottom": 44, "left": 104, "right": 20}
_PAGE = "var(--dm-page, #ffffff)"


class MapView(ExperimentView):
    """A cell for each pair; empty before a trial has ended."""

    title: ClassVar[str] = "Map"

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        grid = grid_of(self.moment)
        height = min(420, 80 + 38 * max(len(grid.rows), 4))
        chart = LiveChart(map_chart(grid), self._put_new, margin=_MARGIN, height=height)
        chart.figure.add_class("dm-heat-map")
        legend, note = HTML(), styled(HTML(), "dm-note")
        head = styled(HBox([legend, note]), "dm-sweep-head-line")
        whole = styled(VBox([head, Box([chart.widget])]), "dm-sweep-plot")
        self.begin(whole, chart=chart, legend=legend, note=note)

    @classmethod
    def available(cls, experiment: Sweep | Capacity | Race) -> bool:
        return not isinstance(experiment, Capacity | Race) and has_grid(experiment.variables)

    def state(self) -> dict[str, Any]:
        moment, grid = self.moment, grid_of(self.moment)
        scored = [mean for means in grid.means for mean in means if mean is not None]
        repeats = len(moment.variables) > len(moment.choices)
        name = f"{moment.loss_name}, mean over seeds" if repeats else moment.loss_name
        empty = empty_words(moment, "Numbers come with the first trial that ends.")
        return {
            "chart": map_chart(grid),
            "legend": {"value": legend_html(name, scored)},
            "note": {"value": element("span", empty)},
        }


def map_chart(grid: Grid) -> Chart:
    """The cells, coloured by their means, with their numbers and the labels of both choices."""
    rows, columns = len(grid.rows), len(grid.columns)
    longest = max(4, 90 // columns)
    palette = "var(--dm-cell, #f0f0f0)", *(colour_of(step) for step in range(len(LIGHT)))
    shades = np.zeros((rows, columns), dtype=int)
    scored = {
        (row, column): mean
        for row, means in enumerate(grid.means)
        for column, mean in enumerate(means)
        if mean is not None
    }
    for place, step in zip(scored, steps_of(list(scored.values())), strict=True):
        shades[place] = step + 1
    places = list(np.ndindex(*shades.shape))
    numbers = Words(
        np.array([(column + 0.5, row + 0.5) for row, column in places]),
        [cell_words(grid, row, column, scored.get((row, column))) for row, column in places],
        _PAGE,
        colors=[colour_on(int(shade) - 1) if shade else MUTED for shade in shades.flat],
        size=12.0,
        align="middle",
        has_halo=False,
        name="numbers",
    )
    name = partial(Words, color=MUTED)
    across, upright = short_value(grid.across, 40), short_value(grid.upright, 24)
    return Chart(
        middles([short_value(text, longest) for text in grid.columns]),
        middles([short_value(text, 13) for text in grid.rows]),
        [
            Cells(shades, palette, _PAGE, name="cells"),
            numbers,
            name((columns / 2, 0.0), across, off=(0, 36), align="middle", name="across"),
            name((0.0, float(rows)), upright, off=(-96, -14), name="upright"),
        ],
        has_grid=False,
    )


def middles(labels: Sequence[str]) -> AxisRange:
    """An axis with a label at the middle of each cell."""
    places = tuple(place + 0.5 for place in range(len(labels)))
    return AxisRange(0.0, float(len(labels)), places, tuple(labels))


def cell_words(grid: Grid, row: int, column: int, mean: float | None) -> str:
    """The text of a cell; the best has a star."""
    if mean is None:
        return "failed" if (row, column) in grid.failed else ""
    star = "★ " if grid.best == (row, column) else ""
    return f"{star}{rounded(mean)}"


def map_picture(moment: ExperimentState) -> bytes:
    """The map as it stays in the file."""
    grid = grid_of(moment)
    title = f"Mean {moment.loss_name} by {grid.upright} (upwards) and {grid.across}"
    return titled_picture(title, map_chart(grid), 110 + 26 * len(grid.rows), _MARGIN)
