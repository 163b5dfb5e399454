"""The tab Parallel: a line for each trial over all its choices, down to its score."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.charts import (
    GRID,
    MUTED,
    NO_POINTS,
    TEXT,
    VALIDATION,
    AxisRange,
    Chart,
    Line,
    Words,
    fewer_ticks,
    linear_range,
    log_range,
)
from densemodel.widgets.charts._figure import LiveChart
from densemodel.widgets.experiments._experiment_view import (
    ExperimentContext,
    ExperimentView,
    colour_of,
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
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Variable
    from densemodel.widgets.experiments._experiment_view import ExperimentState

MOST_LINES = 300
"""More lines than these are a surface, and a page draws them slowly."""


@dataclass(frozen=True, slots=True)
class ParallelAxis:
    """One vertical axis, from 0 at the bottom to 1."""

    name: str
    labels: tuple[tuple[float, str], ...]
    "Heights and what stands beside them."


@dataclass(frozen=True, slots=True)
class Parallel:
    axes: tuple[ParallelAxis, ...]
    numbers: tuple[int, ...]
    "The trials that have a line, the best first."
    heights: tuple[tuple[float, ...], ...]
    "The place of each line on each axis."
    left_out: int
    "Trials with a score that have no line."


def parallel_of(moment: ExperimentState) -> Parallel:
    """The lines of the best trials with a score, over all choices with alternatives."""
    numbers = moment.ranked[:MOST_LINES]
    scores = [moment.results[number].score for number in numbers]
    last, score_heights = _score_axis(moment.loss_name, scores)
    columns = [
        _column(variable, [moment.trial(number).values[place] for number in numbers])
        for place, variable in enumerate(moment.variables)
    ]
    heights = zip(*(heights for _, heights in columns), score_heights, strict=True)
    axes = (*(axis for axis, _ in columns), last)
    return Parallel(axes, numbers, tuple(heights), len(moment.ranked) - len(numbers))


def _column(variable: Variable, texts: Sequence[str]) -> tuple[ParallelAxis, list[float]]:
    order = in_numbers(variable)
    if variable.numbers is None:
        order.reverse()  # what was written first stands at the top
    last = len(order) - 1
    places = {text: 0.04 + 0.92 * at / last if last else 0.5 for at, text in enumerate(order)}
    stride = -(-len(order) // 9)
    labels = tuple((places[text], shown(variable, text)) for text in order[::stride])
    apart = min(0.05, 0.5 / len(order))  # so that lines of one alternative do not cover one another
    step = apart / max(len(texts) - 1, 1)
    # a better trial runs a little higher: its line is not hidden by a worse one
    heights = [places.get(text, 0.5) + apart / 2 - place * step for place, text in enumerate(texts)]
    return ParallelAxis(variable.name, labels), heights


def _score_axis(name: str, scores: Sequence[float]) -> tuple[ParallelAxis, list[float]]:
    """The lowest score, which is the best, at the top."""
    if not scores:
        return ParallelAxis(name, ()), []
    is_log = min(scores) > 0
    ends = log_range(min(scores), max(scores)) if is_log else linear_range(min(scores), max(scores))
    ends = fewer_ticks(ends, 5)
    labels = tuple(
        (_down(tick, ends), label) for tick, label in zip(ends.ticks, ends.labels, strict=True)
    )
    return ParallelAxis(name, labels), [
        _down(log10(score) if is_log else score, ends) for score in scores
    ]


def _down(value: float, ends: AxisRange) -> float:
    return 1.0 - (value - ends.low) / (ends.high - ends.low)


_MARGIN = {"top": 34, "bottom": 16, "left": 14, "right": 74}
_NONE_YET = "Lines come with the first trial that ends."


class ParallelView(ExperimentView):
    """A line for each trial, coloured by score, the best bold; the best score is at the top."""

    title: ClassVar[str] = "Parallel"

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        parallel = parallel_of(self.moment)
        chart = LiveChart(parallel_chart(parallel, None), self._put_new, margin=_MARGIN, height=320)
        # a panel that is narrower scrolls it: labels that lie over each other can't be read
        chart.widget.layout.min_width = f"{least_width(parallel)}px"
        legend, note = HTML(), styled(HTML(), "dm-note")
        head = styled(HBox([legend, note]), "dm-sweep-head-line")
        whole = styled(VBox([head, Box([chart.widget])]), "dm-sweep-plot", "dm-parallel")
        self.begin(whole, chart=chart, legend=legend, note=note)

    def state(self) -> dict[str, Any]:
        moment, parallel = self.moment, parallel_of(self.moment)
        scores = [moment.results[number].score for number in parallel.numbers]
        return {
            "chart": parallel_chart(parallel, moment.best_number, steps_of(scores)),
            "legend": {"value": legend_html(moment.loss_name, scores)},
            "note": {"value": element("span", _note(parallel, moment))},
        }


def parallel_chart(
    parallel: Parallel, best_number: int | None, steps: Sequence[int] | np.ndarray = ()
) -> Chart:
    count = len(parallel.axes)
    across = np.arange(float(count))
    rules = [[(place, 0.0), (place, 1.0)] for place in across]
    lines = NO_POINTS
    if parallel.heights:
        heights = np.array(parallel.heights[::-1])  # the best comes last, above the others
        lines = np.stack([np.tile(across, (len(heights), 1)), heights], axis=2)
    colours = [colour_of(int(step)) for step in steps[::-1]]
    best = [h for n, h in zip(parallel.numbers, parallel.heights, strict=True) if n == best_number]
    bold = np.column_stack([across, best[0]]) if best else NO_POINTS
    names, texts = _texts(parallel)
    labels = [
        (place, height, text)
        for place, axis, shown_texts in zip(across, parallel.axes, texts, strict=True)
        for (height, _), text in zip(axis.labels, shown_texts, strict=True)
    ]
    places = np.array([label[:2] for label in labels]).reshape(-1, 2)
    above = np.column_stack([across, np.ones(count)])
    return Chart(
        AxisRange(0.0, float(count - 1), (), ()),
        AxisRange(0.0, 1.0, (), ()),
        [
            Line(np.array(rules), GRID, name="axes"),
            Line(lines, MUTED, 1.4, colors=colours, opacity=0.8, name="trials"),
            Line(bold, VALIDATION, 3.2, name="best"),
            Words(places, [text for *_, text in labels], TEXT, (6, 0), name="values"),
            Words(above, names, MUTED, (0, -14), align="middle", name="names"),
        ],
    )


def least_width(parallel: Parallel) -> int:
    """The width at which no labels or names overlap."""
    names, texts = _texts(parallel)
    labels = [len(text) for shown in texts[:-1] for text in shown]
    beside = [(len(one) + len(other)) / 2 for one, other in pairwise(names)]
    # pixels of letters, and between a label and the next axis with what stands before the label
    apart = 7 * max([*labels, *beside]) + 14
    return _MARGIN["left"] + _MARGIN["right"] + round(apart * (len(names) - 1))


def _texts(parallel: Parallel) -> tuple[list[str], list[list[str]]]:
    # letters that fit beside one another over the whole figure
    longest = max(6, 84 // len(parallel.axes))
    names = [short_value(axis.name, longest + 4) for axis in parallel.axes]
    return names, [[short_value(text, longest) for _, text in a.labels] for a in parallel.axes]


def _note(parallel: Parallel, moment: ExperimentState) -> str:
    if not parallel.numbers:
        return empty_words(moment, _NONE_YET)
    bold = f"Bold: trial {moment.best_number}, the best."
    if not parallel.left_out:
        return bold
    count = len(parallel.numbers)
    return f"{bold} These are the best {count:,} of {count + parallel.left_out:,} trials."


def parallel_picture(moment: ExperimentState) -> bytes:
    """The lines as they stay in the file."""
    parallel = parallel_of(moment)
    steps = steps_of([moment.results[number].score for number in parallel.numbers])
    chart = parallel_chart(parallel, moment.best_number, steps)
    title = "Every trial's choices and its score, the best at the top"
    return titled_picture(title, chart, 280, {**_MARGIN, "left": 30})
