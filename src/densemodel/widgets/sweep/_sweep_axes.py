"""The axes of parallel coordinates: the choices in ascending order, and the score."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

from densemodel.charts import fewer_ticks, linear_range, log_range
from densemodel.widgets.sweep._sweep_words import shown
from densemodel.wording import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange
    from densemodel.language import Variable
    from densemodel.widgets.sweep._sweep_view import SweepMoment

MOST_LINES = 300
"""More lines than these are a surface, and a page draws them slowly."""
_MOST_LABELS = 9
_TICKS = 5
_SPREAD = 0.05
"""How far lines of one alternative stand apart, so that they do not cover one another."""


@dataclass(frozen=True, slots=True)
class ParallelAxis:
    """One vertical axis, from 0 at the bottom to 1."""

    name: str
    labels: tuple[tuple[float, str], ...]
    "Heights and what stands beside them."


@dataclass(frozen=True, slots=True)
class Parallel:
    """The data of parallel coordinates."""

    axes: tuple[ParallelAxis, ...]
    numbers: tuple[int, ...]
    "The trials that have a line, the best first."
    heights: tuple[tuple[float, ...], ...]
    "The place of each line on each axis."
    left_out: int
    "Trials with a score that have no line."


def in_numbers(variable: Variable) -> list[str]:
    """The alternatives in ascending order; as written if they are not numbers."""
    if variable.numbers is None:
        return list(variable.values)
    pairs = sorted(zip(variable.numbers, variable.values, strict=True))
    return list(dict.fromkeys(text for _, text in pairs))


def short_value(text: str, longest: int) -> str:
    """A value cut to its space."""
    plain = " ".join(in_order(text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"


def parallel_of(moment: SweepMoment) -> Parallel:
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
    stride = -(-len(order) // _MOST_LABELS)
    labels = tuple((places[text], shown(variable, text)) for text in order[::stride])
    apart = min(_SPREAD, 0.5 / len(order))
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
    ends = fewer_ticks(ends, _TICKS)
    labels = tuple(
        (_down(tick, ends), label) for tick, label in zip(ends.ticks, ends.labels, strict=True)
    )
    return ParallelAxis(name, labels), [
        _down(log10(score) if is_log else score, ends) for score in scores
    ]


def _down(value: float, ends: AxisRange) -> float:
    return 1.0 - (value - ends.low) / (ends.high - ends.low)
