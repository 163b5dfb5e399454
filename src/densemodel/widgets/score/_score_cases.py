"""Selects scored rows for the examples, the worst first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.wording import in_order

if TYPE_CHECKING:
    from densemodel.data import Terms
    from densemodel.scoring import Predictions

Array = np.ndarray[Any, Any]
Cell = tuple[int, int]
"The numbers of the true and the predicted class."

_LONGEST_NAME = 60
_ONE_HUNDRED = 100.0


@dataclass(frozen=True, eq=False)
class Cases:
    """Selected rows with a title and their order."""

    title: str
    at: Array
    "Places among the rows that were scored, the worst first."
    order: str
    "In which order they stand: `the most confident first`."
    cell: Cell | None = None


def worst_cases(judged: Predictions) -> Cases:
    """All mistakes; for numbers, all rows with the largest errors first."""
    if judged.terms.task.kind == "regression":
        off = _distances(judged)
        return Cases("Worst mistakes", np.argsort(-off, kind="stable"), "the largest errors first")
    if judged.truth is None:
        return _worst_flags(judged)
    wrong = np.flatnonzero(judged.truth != judged.said)
    return Cases(
        "Worst mistakes",
        _by_probability(judged, wrong, is_falling=True),
        "the most confident first",
    )


def cell_cases(judged: Predictions, cell: Cell) -> Cases:
    """The rows of one true class with one predicted class."""
    true, said = cell
    of_class = np.asarray(judged.truth == true)
    at = np.flatnonzero(of_class & (judged.said == said))
    names = class_names(judged.terms)
    is_wrong = true != said
    what = f"true {names[true]}, predicted {names[said]}"
    total = int(of_class.sum())
    share = f" ({percent(len(at), total)}\u00a0%)" if total else ""
    order = "the most confident first" if is_wrong else "the least confident first"
    at = _by_probability(judged, at, is_falling=is_wrong)
    return Cases(f"{what}: {len(at):,} of {total:,}{share}", at, order, cell)


def predicted_probability(judged: Predictions) -> Array | None:
    """The probability of the predicted class, shape (n,); None without probabilities."""
    if judged.chances is None or judged.said is None:
        return None
    return np.asarray(judged.chances[np.arange(len(judged.said)), judged.said])


def class_names(terms: Terms) -> list[str]:
    """The class names by number, of bounded length, in one text direction."""
    labels = [] if terms.class_labels is None else np.asarray(terms.class_labels).tolist()
    return [class_word(label) for label in labels]


def class_word(label: object) -> str:
    """A class label, cut to the length of a heading."""
    word = in_order(str(label))
    return word if len(word) <= _LONGEST_NAME else f"{word[: _LONGEST_NAME - 1].rstrip()}…"


def percent(count: float, total: float) -> str:
    """A share in percent: 98, 1.4, 0.07; 100 only if it is all, as in the matrix."""
    if count in (0, total):
        return "100" if count else "0"
    value = _ONE_HUNDRED * count / total
    if value >= 99:  # noqa: PLR2004
        return _half_up(min(value, 99.9), 1)
    if value >= 9.95:  # noqa: PLR2004
        return _half_up(value, 0)
    if value >= 0.995:  # noqa: PLR2004
        return _half_up(value, 1)
    return f"{float(_half_up(value, -math.floor(math.log10(value)))):.1g}"


def _half_up(value: float, decimals: int) -> str:
    """Round half up, like the page's JavaScript: 12.5 is 13."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def predicted_flags(judged: Predictions) -> Array:
    """The predicted yes-or-no outputs, shape (n, units)."""
    scores = judged.answers if judged.chances is None else judged.chances
    limit = 0.0 if judged.chances is None else 0.5
    return np.asarray(scores > limit)


def _worst_flags(judged: Predictions) -> Cases:
    wrong = predicted_flags(judged) != (judged.y > 0.5)  # noqa: PLR2004
    scores = judged.answers if judged.chances is None else judged.chances
    off = np.where(wrong, np.abs(scores - judged.y), 0).sum(axis=1)
    at = np.flatnonzero(wrong.any(axis=1))
    order = "the most confident first" if judged.chances is not None else "the largest errors first"
    return Cases("Worst mistakes", at[np.argsort(-off[at], kind="stable")], order)


def _by_probability(judged: Predictions, at: Array, *, is_falling: bool) -> Array:
    chances = predicted_probability(judged)
    if chances is None:
        return at
    sign = -1 if is_falling else 1
    return np.asarray(at[np.argsort(sign * chances[at], kind="stable")])


def _distances(judged: Predictions) -> Array:
    """The error of each row; for several columns, relative to each column's spread."""
    off = np.abs(judged.answers - judged.y).reshape(len(judged.y), -1).astype(np.float64)
    if off.shape[1] == 1:
        return np.asarray(off[:, 0])
    spread = judged.y.reshape(len(off), -1).std(axis=0)
    return np.asarray((off / np.where(spread > 0, spread, 1)).max(axis=1))
