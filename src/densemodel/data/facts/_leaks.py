"""Target leakage: columns that nearly predict y, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel._array import Array

_FEWEST_ROWS = 100
"With fewer rows a column may seem to predict y by chance."
_ROWS_IN_A_BIN = 20
_EXPLAINED_CLASSES = 0.9
"The share of the baseline's errors that a leaking column avoids."
_EXPLAINED_SPREAD = 0.98
"The share of the variance of y that a leaking column explains."
_CERTAIN, _NEXT_TO_CERTAIN = 0.995, 0.97
"With easy classes a column is suspicious if it is never wrong, and the next one is."
_NEXT_EXPLAINS = 0.7
"If another column explains more than this, the task may just be easy."
_STRONG_EXPLAINS, _TIMES_LESS = 0.9, 10
"""If the next column explains less than this of a number, one is suspicious that leaves this many
times less unexplained."""
_TREND = 0.999
"A column whose ranks correlate with the row numbers like this is a counter."
_MOST = 2
"The most suspicious columns: more that agree are measurements of one thing."


@dataclass(frozen=True, slots=True)
class LeakyColumn:
    """Columns that predict y, each by itself."""

    columns: tuple[int, ...]
    "One, or two."
    score: float
    "The lowest score: accuracy for classes, R2 for numbers; on the checked rows."
    guessing: float
    "The accuracy of the baseline."
    of_ranks: bool = False
    "Whether R2 is of the ranks of y, because a few numbers are much larger than all others."


def find_leaky_columns(
    x: Array, answers: Array, *, is_class: bool, are_categories: Sequence[bool] = ()
) -> LeakyColumn | None:
    """Find columns that nearly predict y, far better than any other column.

    For classes each column is cut into bins of about 20 rows, and a bin predicts its most common
    class. For numbers, neighbours predict each other, and each other's ranks: a few very large
    incomes would decide R2 alone. The values of a category predict each other.

    Args:
        x: Floats of shape (rows, columns), in the order of the table; they may have gaps.
        answers: Class numbers, or the numbers to predict, shape (rows,).
        is_class: Whether they are classes.
        are_categories: Which columns hold the numbers of categories; none if empty.
    """
    are_categories = are_categories or [False] * x.shape[1]
    rows = len(x)
    if rows < _FEWEST_ROWS:
        return None
    if is_class:
        shares = _each(x, answers, explained_classes, classes_by_category, are_categories)
        found = _far_ahead(shares, is_class=True)
        guessing = float(np.bincount(answers.astype(np.int64)).max() / rows)
        score = guessing + (1 - guessing) * float(shares[found].min(initial=1))
        return LeakyColumn(tuple(sorted(found)), score, guessing) if found else None
    plain = _each(x, answers, explained_spread, spread_by_category, are_categories)
    of_ranks = _each(x, _ranks(answers), explained_spread, spread_by_category, are_categories)
    shares = np.maximum(plain, of_ranks)
    apart = _far_ahead(shares, is_class=False)
    found = [column for column in apart if not _is_trend(x[:, column], answers)]
    if not found:
        return None
    is_plain = bool(plain[found].min() >= _EXPLAINED_SPREAD)
    score = float((plain if is_plain else shares)[found].min())
    return LeakyColumn(tuple(sorted(found)), score, 0.0, not is_plain)


def _each(
    x: Array,
    answers: Array,
    by_number: Callable[[Array, Array], float],
    by_category: Callable[[Array, Array], float],
    are_categories: Sequence[bool],
) -> Array:
    explained = [
        (by_category if is_category else by_number)(column, answers)
        for column, is_category in zip(x.T, are_categories, strict=True)
    ]
    return np.array(explained)


def _ranks(values: Array) -> Array:
    """The rank of each value, float64; equal values have equal ranks."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - counts / 2)[place])


def _far_ahead(shares: Array, *, is_class: bool) -> list[int]:
    """The best columns, if each explains nearly all of y and the next one far less."""
    order: list[int] = np.argsort(-shares, kind="stable").tolist()
    least = _EXPLAINED_CLASSES if is_class else _EXPLAINED_SPREAD
    # a single column is not compared with others
    for count in range(1, min(_MOST, len(order) - 1) + 1):
        share, following = shares[order[count - 1]], shares[order[count]]
        if share < least:
            break
        leaves_less = (1 - share) * _TIMES_LESS <= 1 - following
        is_far = not is_class and following <= _STRONG_EXPLAINS and leaves_less
        if following <= _NEXT_EXPLAINS or is_far:
            return order[:count]
    if not is_class or len(order) < 2:
        return []
    best, following = shares[order[:2]]
    return order[:1] if best >= _CERTAIN and following <= _NEXT_TO_CERTAIN else []


def _is_trend(values: Array, answers: Array) -> bool:
    """Whether a column changes slowly from row to row, like a clock, as y may do.

    A column equal to y, in a table sorted by y, predicts it without exception.
    """
    known = np.isfinite(values)
    values, answers = values[known], answers[known]
    ranks = _ranks(values)
    if abs(np.corrcoef(ranks, np.arange(len(ranks)))[0, 1]) < _TREND:
        return False
    steps = np.diff(answers[np.lexsort((answers, values))])
    return bool((steps < 0).any() and (steps > 0).any())


def explained_classes(values: Array, classes: Array) -> float:
    """The share of the baseline's errors that the bins avoid."""
    known = np.where(np.isfinite(values), values, -np.inf)
    _, place, sizes = np.unique(known, return_inverse=True, return_counts=True)
    # the number of smaller values decides the bin, so equal values share one
    bins: Array = ((np.cumsum(sizes) - sizes) // _ROWS_IN_A_BIN)[place]
    numbers = classes.astype(np.int64)
    count = int(numbers.max()) + 1
    table = np.bincount(bins * count + numbers, minlength=(int(bins.max()) + 1) * count)
    right = table.reshape(-1, count).max(axis=1).sum()
    guessed = np.bincount(numbers).max()
    wrong = len(numbers) - guessed
    return float((right - guessed) / wrong) if wrong else 0.0


def explained_spread(values: Array, answers: Array) -> float:
    """The share of the variance of y that x explains, by how much neighbours differ.

    In the order of x, half the mean squared difference of neighbours is the unexplained variance
    (Rice 1984). Rows with equal x have no order: their differences are averaged over all orders,
    independent of the order of the table.
    """
    known = np.isfinite(values)
    y = answers[known].astype(np.float64)
    spread = y.var() if len(y) > len(values) // 2 else 0.0
    if not spread:
        return 0.0
    _, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    y -= y.mean()
    means = np.bincount(place, weights=y) / counts
    squares = np.bincount(place, weights=y**2) / counts
    within = 2 * (counts * (squares - means**2)).sum()
    between = (squares[:-1] + squares[1:] - 2 * means[:-1] * means[1:]).sum()
    return float(1 - (within + between) / (len(y) - 1) / 2 / spread)


def classes_by_category(values: Array, classes: Array) -> float:
    """The share of the baseline's errors avoided if the other rows of a category decide.

    A category with a value per row avoids none.
    """
    numbers, places = classes.astype(np.int64), _places(values)
    commonest = int(np.bincount(numbers).argmax())
    wrong = int((numbers != commonest).sum())
    if not wrong:
        return 0.0
    pairs, counts = np.unique(np.stack([places, numbers]), axis=1, return_counts=True)
    order = np.lexsort((-counts, pairs[0]))
    of_place, by_size = pairs[0][order], counts[order]
    first = np.flatnonzero(np.diff(of_place, prepend=-1))
    second = np.append(by_size, 0)[first + 1]
    second[np.append(of_place, -1)[first + 1] != of_place[first]] = 0
    # the commonest class of a category is guessed for its rows, if it is so without the row
    is_sure = by_size[first] - 1 > second
    right = int(by_size[first][is_sure].sum())
    alone = np.bincount(places)[places] == 1
    right += int((alone & (numbers == commonest)).sum())
    return 1 - (len(numbers) - right) / wrong


def spread_by_category(values: Array, answers: Array) -> float:
    """The share of the variance of y explained by the mean of the other rows of a category."""
    places, y = _places(values), answers.astype(np.float64)
    y = y - y.mean()
    counts = np.bincount(places)[places]
    sums = np.bincount(places, weights=y)[places]
    guessed = np.where(counts > 1, (sums - y) / np.maximum(counts - 1, 1), 0.0)
    total = float((y**2).sum())
    return 1 - float(((y - guessed) ** 2).sum()) / total if total else 0.0


def _places(values: Array) -> Array:
    return np.unique(np.where(np.isfinite(values), values, -np.inf), return_inverse=True)[1]
