"""The rows of a run that are evaluated during training, and scored by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data import Features, Terms
    from densemodel.training import Run


Side = Literal["validation", "test", "training"]

_SIDE_WORDS: dict[Side, str] = {
    "validation": "",
    "test": "These are the test rows: no rows are held out for validation.",
    "training": (
        "These are the training rows, because no rows are held out: scores on them are too "
        "optimistic."
    ),
}


@dataclass(frozen=True, eq=False)
class SideRows:
    """All rows of one side of a run's data, without a copy."""

    side: Side
    x: Features
    "These rows, possibly among others."
    y: Array
    "Encoded labels of all rows of x."
    at: Array
    "Numbers of the rows in x and y, int64, shape (n,)."
    terms: Terms
    "What rows and answers mean."
    plain: Features | None = None
    "The rows as they came, where x has what a frozen base makes of them."


@dataclass(frozen=True, eq=False)
class EvaluationRows:
    """Rows with their labels, encoded for the network.

    Shown rows are copied once, so the arrays may change later.
    """

    side: Side
    x: Features
    "float32 of shape (n, *spec.input_shape), or rows that stay in a file."
    y: Array
    "Encoded for the loss: int32 (n,), or float32 (n, units)."
    places: Array
    "The position of each row in the x that was given for it, int64, shape (n,)."
    terms: Terms
    plain: Features | None = None
    "The rows as they came, where x has what a frozen base makes of them."

    @property
    def pictures(self) -> Features:
        """The rows as they are drawn."""
        return self.x if self.plain is None else self.plain

    @property
    def note(self) -> str:
        """What a person has to know of these rows; empty for validation rows."""
        return _SIDE_WORDS[self.side]

    @property
    def class_numbers(self) -> Array | None:
        """The true class of each row, shape (n,); None without classes."""
        return self.terms.coding.class_numbers(self.y)

    def __len__(self) -> int:
        return len(self.places)


def sample(count: int, most: int) -> Array:
    """Numbers of `most` rows drawn at random, in their order, and the same at each call.

    Not every nth row: of labels that repeat with that period only one would be left.
    """
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def sample_note(shown: int, count: int, kind: str) -> str:
    """`5,000 of 18,000 validation rows, drawn at random`, for rows from `some_of`."""
    return f"{shown:,} of {count:,} {kind} rows, drawn at random"


def evaluation_rows_of(
    run: Run, most: int = 1_000, side: Side | None = None
) -> EvaluationRows | None:
    """The rows on which a run is evaluated during training.

    Args:
        run: In any state.
        most: Of more rows this number is drawn at random, in their order: the same each time.
        side: Which rows; None for the validation rows, or else the test rows, or else the training
            rows.

    Returns:
        None without data, without rows on this side, or if Keras's own loop reads them.
    """
    sides: tuple[Side, ...] = ("validation", "test", "training") if side is None else (side,)
    rows = rows_of(run, sides)
    if rows is None:
        return None
    at = rows.at[sample(len(rows.at), most)]
    plain = None if rows.plain is None else _taken(rows.plain, at)
    x = _taken(rows.x, at)
    return EvaluationRows(rows.side, x, np.array(rows.y[at]), at, rows.terms, plain)


def _taken(x: Features, at: Array) -> Array:
    return x[at].copy() if isinstance(x, np.ndarray) else np.asarray(x.gather(at))


def rows_of(run: Run, sides: Sequence[Side]) -> SideRows | None:
    """The rows of the first of some sides that has any, without a copy.

    None without data, without such rows, or if Keras's own loop reads them.
    """
    bound = run.bound
    if bound is None or bound.refusals:
        return None
    for side in sides:
        pair: tuple[Features, Array] | None = (bound.x, bound.y)
        at = bound.training_rows if side == "training" else bound.validation_rows
        if side == "test" or (side == "validation" and bound.validation is not None):
            pair = bound.test if side == "test" else bound.validation
            at = np.arange(0 if pair is None else len(pair[0]))
        if pair is not None and len(at):
            plain = None
            if bound.plain is not None:
                x, validation, test = bound.plain
                given = test if side == "test" else validation
                plain = x if pair[0] is bound.x or given is None else given[0]
            return SideRows(side, *pair, at, bound.terms, plain)
    return None
