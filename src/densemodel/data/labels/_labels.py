"""y before anything is decided: what kind of values it holds, and in what form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._gaps import gaps_text
from densemodel.data.read._mapped_file import in_memory
from densemodel.data.read._survey import survey_of

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings
    from densemodel.data.read._values import Values

Array = np.ndarray[Any, Any]

SUM_TOLERANCE = 1e-3
"How far a row of shares may be from 1 in sum."


@dataclass(frozen=True, eq=False)
class Labels:
    """Values of y, one column of them flattened."""

    values: Array
    "Shape (n,), or (n, k, ...); kind b, i, u, f or U; no missing values."
    column_names: tuple[str, ...] | None = None

    @property
    def is_flat(self) -> bool:
        """One value a row."""
        return self.values.ndim == 1

    @property
    def is_text(self) -> bool:
        """Names instead of numbers."""
        return bool(self.values.dtype.kind == "U")

    @property
    def is_float(self) -> bool:
        """Numbers of a kind that may have a fraction, whether they have one or not."""
        return bool(self.values.dtype.kind == "f")

    @cached_property
    def is_whole(self) -> bool:
        """All are numbers without a fraction."""
        if self.is_text:
            return False
        return not self.is_float or bool((self.values == np.floor(self.values)).all())

    @cached_property
    def is_zero_or_one(self) -> bool:
        """Nothing but 0 and 1 occurs."""
        if self.is_text:
            return False
        return bool(((self.values == 0) | (self.values == 1)).all())

    @cached_property
    def is_one_hot(self) -> bool:
        """Columns of 0 and 1 with a single 1 in each row."""
        if self.values.ndim != 2 or not self.is_zero_or_one:  # noqa: PLR2004
            return False
        return bool((self.values.sum(axis=1) == 1).all())

    @cached_property
    def are_shares(self) -> bool:
        """Columns whose rows are probabilities: none below 0, one in sum."""
        if self.values.ndim != 2 or self.is_text or bool((self.values < 0).any()):  # noqa: PLR2004
            return False
        sums = self.values.sum(axis=1, dtype=np.float64)
        return bool((abs(sums - 1) <= SUM_TOLERANCE).all())

    @cached_property
    def distinct(self) -> Array:
        """The values that occur, sorted."""
        return np.unique(self.values)


def read_labels(values: Values, where: str, findings: Findings) -> Labels | None:
    """The labels, one column of them flattened; None if it is empty or has missing values."""
    if not values.array.size:
        findings.refuse(where, f"{where} is empty: give one label for each row of x")
        return None
    array = in_memory(values.array)
    if array.dtype.kind == "f":
        gaps = gaps_text(survey_of([(0, array)]), array.shape, where, _names_of(values))
        if gaps:
            findings.refuse(where, gaps, "missing drop")
            return None
    if array.ndim > 1 and array[0].size == 1:
        array = array.reshape(len(array))
    return Labels(array, values.column_names)


def _names_of(values: Values) -> tuple[str, ...] | None:
    """The names of the columns, where there is one for each."""
    names, shape = values.column_names, values.array.shape
    return names if names is not None and shape[1:] == (len(names),) else None
