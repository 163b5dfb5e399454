"""What the values of a column are like, in few words and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.columns._values import ColumnValues

MOST_BARS = 14
MOST_VALUES = 3
"Values of a category that are named; of more, the last line says how many there are."


@dataclass(frozen=True)
class ColumnSummary:
    """The distribution of the values of a column, or some of its values."""

    bars: tuple[int, ...] = ()
    "How many values there are in each of equal ranges, of numbers and dates."
    ends: tuple[str, str] = ("", "")
    "The words at both ends of the bars."
    values: tuple[tuple[str, float], ...] = ()
    "The commonest values, each with its share of the known ones."
    rest: tuple[str, float] | None = None
    "All other values, with their share."
    examples: tuple[str, ...] = ()
    "Some values of a column in which nearly each is different."
    lines: tuple[str, ...] = ()
    "What its values say of y."


def histogram(values: ColumnValues) -> ColumnSummary:
    """The counts of numbers or dates in at most 14 equal ranges, and the words at both ends.

    Where a few values are far from all others, the last bar holds them, and the words say so:
    `≥ 3,040`; so does the first.
    """
    known = values.array
    low, high = float(known.min()), float(known.max())
    # a hundredth of the rows at either end has one bar where it takes half of the range
    from_, to = (float(end) for end in np.quantile(known, (0.01, 0.99)))
    longest = (to - from_) / 2 or math.inf
    first = from_ if from_ - low > longest else low
    last = to if high - to > longest else high
    edges = _edges(known, first, last)
    places = np.searchsorted(edges[1:-1], known, side="right")
    counts = np.bincount(places, minlength=len(edges) - 1)
    before, after = "≤\u2009" if low < first else "", "≥\u2009" if last < high else ""
    span = last - first
    ends = before + values.text(first, span), after + values.text(last, span)
    return ColumnSummary(tuple(counts.tolist()), ends if first < last else (ends[0], ""))


def _edges(known: Array, first: float, last: float) -> Array:
    """The ends of the ranges; those of whole numbers hold equally many of them."""
    if first == last:
        return np.array([first, first + 1])
    is_whole = first.is_integer() and last.is_integer() and bool((known % 1 == 0).all())
    if not is_whole:
        return np.linspace(first, last, MOST_BARS + 1)
    count = last - first + 1
    width = math.ceil(count / MOST_BARS)
    bars = math.ceil(count / width)
    return first - 0.5 + width * np.arange(bars + 1)


def commonest(values: ColumnValues) -> ColumnSummary:
    """The commonest values with their shares, and all others."""
    distinct, counts = np.unique(values.array, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    named = order[: len(order) if len(order) <= MOST_VALUES else MOST_VALUES - 1]
    shares, rest = counts / len(values.array), order[len(named) :]
    texts = [values.text(value) for value in distinct[named].tolist()]
    others = (f"{len(rest):,} more", float(shares[rest].sum())) if len(rest) else None
    return ColumnSummary(values=tuple(zip(texts, shares[named].tolist(), strict=True)), rest=others)


def examples(values: ColumnValues) -> ColumnSummary:
    """The first two values."""
    return ColumnSummary(examples=tuple(values.text(value) for value in values.array[:2].tolist()))
