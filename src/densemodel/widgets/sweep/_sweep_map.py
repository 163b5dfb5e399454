"""The tab Map: two choices against each other, the mean score in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import bqplot
import numpy as np
from ipywidgets import HTML, Box, HBox, VBox

from densemodel.charts import AxisRange
from densemodel.widgets.charts._figure import bare_figure, placed, plot_words, tick_axis
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._marks import GridHeatMap, OrdinalColorScale
from densemodel.widgets.runtime._style import MUTED
from densemodel.widgets.sweep._sweep_axes import short_value
from densemodel.widgets.sweep._sweep_grid import grid_of, has_grid
from densemodel.widgets.sweep._sweep_view import SEED, SweepView, SweepViewContext, moment_of
from densemodel.widgets.sweep._sweep_words import (
    LIGHT,
    colour_of,
    colour_on,
    empty_words,
    legend_html,
    steps_of,
)
from densemodel.wording import element, rounded

if TYPE_CHECKING:
    from densemodel.experiments import Sweep
    from densemodel.widgets.sweep._sweep_grid import Grid
    from densemodel.widgets.sweep._sweep_view import SweepMoment

_MARGIN = {"top": 30, "bottom": 44, "left": 104, "right": 20}
_ROW, _LEAST_ROWS, _MOST_HEIGHT = 38, 4, 420
_LETTERS = 13
_LETTERS_ACROSS = 90
_NONE_YET = "Numbers come with the first trial that ends."
_EMPTY = "var(--dm-cell, #f0f0f0)"
_PAGE = "var(--dm-page, #ffffff)"


class MapView(SweepView):
    """A cell for each pair; empty before a trial has ended."""

    title: ClassVar[str] = "Map"

    def __init__(self, scene: SweepViewContext) -> None:
        super().__init__(scene)
        self._put_new = ChangedOnly(scene.writer.put)
        self._drawn: object = None
        grid = grid_of(moment_of(scene.sweep))
        rows, columns = len(grid.rows), len(grid.columns)
        x = bqplot.LinearScale(min=0.0, max=float(columns))
        y = bqplot.LinearScale(min=0.0, max=float(rows))
        self._cells = GridHeatMap(
            color=np.zeros((rows, columns)),
            row=np.arange(rows + 1.0),
            column=np.arange(columns + 1.0),
            scales={
                "row": y,
                "column": x,
                "color": OrdinalColorScale(
                    domain=list(range(len(LIGHT) + 1)),
                    colors=[_EMPTY, *(colour_of(step) for step in range(len(LIGHT)))],
                ),
            },
            stroke=_PAGE,
            opacity=1.0,
        )
        both = {"x": x, "y": y}
        self._words = plot_words(both, MUTED, default_size=12.0, align="middle")
        self._across = plot_words(both, MUTED, y_offset=36, align="middle")
        self._upright = plot_words(both, MUTED, x_offset=-96, y_offset=-14)
        axes = [
            _axis(x, "bottom", grid.columns, _letters(columns)),
            _axis(y, "left", grid.rows, _LETTERS),
        ]
        marks = [self._cells, self._words, self._across, self._upright]
        height = min(_MOST_HEIGHT, 80 + _ROW * max(rows, _LEAST_ROWS))
        figure = bare_figure(marks, axes, _MARGIN, height)
        figure.add_class("dm-heat-map")
        self._legend, self._note = HTML(), HTML()
        self._note.add_class("dm-note")
        head = HBox([self._legend, self._note])
        head.add_class("dm-sweep-head-line")
        self.widget = VBox([head, Box([placed(figure)])])
        self.widget.add_class("dm-sweep-plot")
        self._put_names(grid)

    @classmethod
    def available(cls, sweep: Sweep) -> bool:
        """Whether there are exactly two choices."""
        return has_grid(sweep.variables, SEED)

    def draw(self, moment: SweepMoment) -> None:
        """Colour the cells and write their numbers."""
        shown = moment.ranked, len(moment.results), moment.state
        if self._drawn == shown:
            return
        self._drawn = shown
        grid = grid_of(moment)
        cells = [
            (row, column, mean)
            for row, means in enumerate(grid.means)
            for column, mean in enumerate(means)
        ]
        scored = [mean for _, _, mean in cells if mean is not None]
        steps = iter(steps_of(scored))
        colours = [0 if mean is None else int(next(steps)) + 1 for _, _, mean in cells]
        shape = len(grid.rows), len(grid.columns)
        self._put_new(self._cells, color=np.array(colours, dtype=float).reshape(shape))
        self._put_new(
            self._words,
            x=np.array([column + 0.5 for _, column, _ in cells]),
            y=np.array([row + 0.5 for row, _, _ in cells]),
            text=np.array([cell_words(grid, *cell) for cell in cells], dtype=str),
            colors=[MUTED if colour == 0 else colour_on(colour - 1) for colour in colours],
        )
        repeats = len(moment.variables) > len(moment.choices)
        name = f"{moment.loss_name}, mean over seeds" if repeats else moment.loss_name
        self._put_new(self._legend, value=legend_html(name, scored))
        empty = empty_words(moment, _NONE_YET)
        self._put_new(self._note, value=element("span", empty))

    def _put_names(self, grid: Grid) -> None:
        self._put_new(
            self._across,
            x=np.array([len(grid.columns) / 2]),
            y=np.zeros(1),
            text=np.array([short_value(grid.across, 40)], dtype=str),
        )
        self._put_new(
            self._upright,
            x=np.zeros(1),
            y=np.array([float(len(grid.rows))]),
            text=np.array([short_value(grid.upright, 24)], dtype=str),
        )


def cell_words(grid: Grid, row: int, column: int, mean: float | None) -> str:
    """The text of a cell; the best has a star."""
    if mean is None:
        return "failed" if (row, column) in grid.failed else ""
    star = "★ " if grid.best == (row, column) else ""
    return f"{star}{rounded(mean)}"


def _letters(columns: int) -> int:
    return max(4, _LETTERS_ACROSS // columns)


def _axis(scale: Any, side: str, texts: tuple[str, ...], longest: int) -> Any:
    axis = tick_axis(scale, side)
    axis.grid_lines = "none"
    labels = tuple(short_value(text, longest) for text in texts)
    middles = tuple(place + 0.5 for place in range(len(texts)))
    axis.ticks = AxisRange(0.0, float(len(texts)), middles, labels)
    return axis
