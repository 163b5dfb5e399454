"""The tab Parallel: a line for each trial over all its choices, down to its score."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import bqplot
import numpy as np
from ipywidgets import HTML, Box, HBox, VBox

from densemodel.widgets.charts._figure import bare_figure, curve_line, placed, plot_words
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._style import GRID, MUTED, TEXT, VALIDATION
from densemodel.widgets.sweep._sweep_axes import parallel_of, short_value
from densemodel.widgets.sweep._sweep_view import SweepView, SweepViewContext, moment_of
from densemodel.widgets.sweep._sweep_words import colour_of, empty_words, legend_html, steps_of
from densemodel.wording import element

if TYPE_CHECKING:
    from densemodel.widgets.sweep._sweep_axes import Parallel
    from densemodel.widgets.sweep._sweep_view import SweepMoment

HEIGHT = 320
_MARGIN = {"top": 34, "bottom": 16, "left": 14, "right": 74}
_LETTERS_ACROSS = 84
"""Letters that fit beside one another over the whole figure."""
_LETTER, _BESIDE = 7, 14
"""Pixels of a letter, and between a label and the next axis with what stands before the label."""
_NONE_YET = "Lines come with the first trial that ends."


class ParallelView(SweepView):
    """A line for each trial, coloured by score, the best bold; the best score is at the top."""

    title: ClassVar[str] = "Parallel"

    def __init__(self, scene: SweepViewContext) -> None:
        super().__init__(scene)
        self._put_new = ChangedOnly(scene.writer.put)
        self._drawn: object = None
        count = len(scene.sweep.variables) + 1
        both = {
            "x": bqplot.LinearScale(min=0.0, max=float(count - 1)),
            "y": bqplot.LinearScale(min=0.0, max=1.0),
        }
        self._axes = curve_line(both, GRID, width=1)
        self._axes.x = np.repeat(np.arange(float(count)), 2).reshape(-1, 2)
        self._axes.y = np.tile([0.0, 1.0], (count, 1))
        self._lines = curve_line(both, MUTED, width=1.4, opacity=0.8)
        self._best = curve_line(both, VALIDATION, width=3.2)
        self._values = plot_words(both, TEXT, x_offset=6)
        self._names = plot_words(both, MUTED, y_offset=-14, align="middle")
        marks = [self._axes, self._lines, self._best, self._values, self._names]
        place = placed(bare_figure(marks, [], _MARGIN, HEIGHT))
        # a panel that is narrower scrolls it: labels that lie over each other can't be read
        place.layout.min_width = f"{least_width(parallel_of(moment_of(scene.sweep)))}px"
        self._note, self._legend = HTML(), HTML()
        self._note.add_class("dm-note")
        head = HBox([self._legend, self._note])
        head.add_class("dm-sweep-head-line")
        self.widget = VBox([head, Box([place])])
        self.widget.add_class("dm-sweep-plot")
        self.widget.add_class("dm-parallel")

    def draw(self, moment: SweepMoment) -> None:
        """Draw the lines of the trials with a score."""
        shown = moment.ranked, moment.best_number, empty_words(moment, _NONE_YET)
        if self._drawn == shown:
            return
        self._drawn = shown
        parallel = parallel_of(moment)
        scores = [moment.results[number].score for number in parallel.numbers]
        self._put_new(self._legend, value=legend_html(moment.loss_name, scores))
        self._put_new(self._note, value=element("span", _note(parallel, moment)))
        self._put_words(parallel)
        self._put_lines(parallel, steps_of(scores), moment.best_number)

    def _put_lines(self, parallel: Parallel, steps: Any, best_number: int | None) -> None:
        heights = np.array(parallel.heights[::-1])  # the best comes last: it lies above the others
        if not len(heights):
            return
        across = np.tile(np.arange(float(len(parallel.axes))), (len(heights), 1))
        colours = [colour_of(int(step)) for step in steps[::-1]]
        self._put_new(self._lines, x=across, y=heights, colors=colours)
        best = [
            h for n, h in zip(parallel.numbers, parallel.heights, strict=True) if n == best_number
        ]
        is_there = bool(best)
        self._put_new(
            self._best,
            x=across[0] if is_there else np.empty(0),
            y=np.array(best[0]) if is_there else np.empty(0),
        )

    def _put_words(self, parallel: Parallel) -> None:
        names, texts = _texts(parallel)
        labels = [
            (float(place), height, text)
            for place, (axis, shown) in enumerate(zip(parallel.axes, texts, strict=True))
            for (height, _), text in zip(axis.labels, shown, strict=True)
        ]
        count = len(parallel.axes)
        places = np.arange(float(count))
        self._put_new(self._names, x=places, y=np.ones(count), text=np.array(names, dtype=str))
        self._put_new(
            self._values,
            x=np.array([x for x, _, _ in labels]),
            y=np.array([y for _, y, _ in labels]),
            text=np.array([text for _, _, text in labels], dtype=str),
        )


def least_width(parallel: Parallel) -> int:
    """The width at which no labels or names overlap."""
    names, texts = _texts(parallel)
    labels = [len(text) for shown in texts[:-1] for text in shown]
    beside = [(len(one) + len(other)) / 2 for one, other in pairwise(names)]
    apart = _LETTER * max([*labels, *beside]) + _BESIDE
    return _MARGIN["left"] + _MARGIN["right"] + round(apart * (len(names) - 1))


def _texts(parallel: Parallel) -> tuple[list[str], list[list[str]]]:
    """The names and labels of the axes, cut to their space."""
    longest = max(6, _LETTERS_ACROSS // len(parallel.axes))
    names = [short_value(axis.name, longest + 4) for axis in parallel.axes]
    return names, [[short_value(text, longest) for _, text in a.labels] for a in parallel.axes]


def _note(parallel: Parallel, moment: SweepMoment) -> str:
    if not parallel.numbers:
        return empty_words(moment, _NONE_YET)
    bold = f"Bold: trial {moment.best_number}, the best."
    if not parallel.left_out:
        return bold
    count = len(parallel.numbers)
    return f"{bold} These are the best {count:,} of {count + parallel.left_out:,} trials."
