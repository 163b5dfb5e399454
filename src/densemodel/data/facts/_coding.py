"""The encoding of y for the loss, its scale, and weights that balance its classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from densemodel.data.findings._finding import Findings, listed, place, size, value_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.labels._labels import Labels
    from densemodel.data.split._split import Rows


@dataclass(frozen=True, slots=True)
class TargetScale:
    """From the network's outputs to the unit of y: output * spread + mean."""

    mean: tuple[float, ...]
    "The mean of each column of y over the training rows."
    spread: tuple[float, ...]
    "The standard deviation of each column over those rows; 1 for a constant column."


def target_scale_of(y: Array, training_rows: Rows) -> TargetScale:
    """Measure the columns of y, float32, shape (n, ..., columns), over the training rows."""
    columns = y[training_rows].reshape(-1, y.shape[-1]).astype(np.float64)
    spread = columns.std(axis=0)
    # below this float32 holds only rounding errors
    is_constant = spread <= np.finfo(np.float32).eps * np.abs(columns).max(axis=0)
    return TargetScale(
        tuple(columns.mean(axis=0).tolist()), tuple(np.where(is_constant, 1.0, spread).tolist())
    )


Form = Literal["index", "columns", "binary", "flags", "numbers"]
"""index: the class number. columns: one column a class. binary: 0 or 1. flags: several columns of
0 and 1. numbers: as they are."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelCoding:
    """The encoding of labels for the loss."""

    form: Form
    units: tuple[int, ...]
    "The shape of the network's output, without the batch axis."
    levels: Array | None = None
    "The labels in the order of their classes; None if labels are class numbers."
    takes_signs: bool = False
    "Whether yes and no may be 1 and -1 as well as 1 and 0, for an unknown training."

    def encode(self, labels: Labels, where: str, findings: Findings) -> Array | None:
        """Encode labels for the loss.

        Returns:
            int32 of shape (n,) for `index`, else float32 of shape (n, *units); None if refused.
        """
        if self.form in ("index", "columns", "binary") and labels.is_flat:
            numbers = self._class_numbers(labels, where, findings)
            return None if numbers is None else self._written(numbers)
        values = labels.values
        if values.dtype.kind == "U":
            findings.refuse(where, f"{where} holds text, y holds numbers: give numbers")
            return None
        rows = values.reshape(-1, 1) if values.ndim == 1 else values
        if same_but_for_ones(rows.shape[1:], self.units):
            rows = rows.reshape(len(rows), *self.units)
        if rows.shape[1:] != self.units:
            findings.refuse(
                where,
                f"{where} has rows of {size(rows.shape[1:])}, y has rows of {size(self.units)}: "
                "give both the same",
            )
            return None
        if self.form == "index":
            return np.asarray(rows.argmax(axis=1), dtype=np.int32)
        with np.errstate(over="ignore"):
            narrow = np.ascontiguousarray(rows, dtype=np.float32)
        huge = np.isinf(narrow)
        if huge.any():
            first = int(huge.ravel().argmax())
            value, spot = value_text(rows.ravel()[first]), place(rows.shape, first)
            findings.refuse(where, f"{value} in {where} ({spot}) is too large for float32")
            return None
        return narrow

    def class_numbers(self, encoded: Array) -> Array | None:
        """The class of each row of an encoded y; None without classes."""
        if self.form == "index":
            return encoded
        if self.form == "columns":
            return np.asarray(encoded.argmax(axis=1))
        if self.form == "binary":
            return np.asarray(encoded[:, 0], dtype=np.int32)
        return None

    def _written(self, numbers: Array) -> Array:
        if self.form == "index":
            return numbers.astype(np.int32)
        if self.form == "binary":
            return numbers.astype(np.float32).reshape(-1, 1)
        columns = np.zeros((len(numbers), self.units[0]), dtype=np.float32)
        columns[np.arange(len(numbers)), numbers] = 1
        return columns

    def _class_numbers(self, labels: Labels, where: str, findings: Findings) -> Array | None:
        values = labels.values
        are_names = self.levels is not None and self.levels.dtype.kind == "U"
        if labels.is_text != are_names:
            kinds = ("text", "numbers") if labels.is_text else ("numbers", "text")
            findings.refuse(
                where,
                f"{where} holds {kinds[0]}, and held {kinds[1]} in training: give {kinds[1]}",
            )
            return None
        numbers, known = self._find_classes(labels)
        if known.all():
            return numbers.astype(np.int64)
        unknown = int((~known).sum())
        row = int((~known).argmax())
        expected = f"0 to {self._top}" if self.levels is None else listed(self.levels)
        findings.refuse(
            where,
            f"{where} has a class not seen in training: {value_text(values[row])} "
            f"({place(values.shape, row)}; {counted(unknown, 'row')} in all). "
            f"The classes are {expected}",
        )
        return None

    @property
    def _top(self) -> int:
        return 1 if self.form == "binary" else self.units[0] - 1

    def _find_classes(self, labels: Labels) -> tuple[Array, Array]:
        """The class number of each label, and whether the label is known."""
        values = labels.values
        if self.levels is not None:
            numbers = np.searchsorted(self.levels, values).clip(max=len(self.levels) - 1)
            return numbers, self.levels[numbers] == values
        if labels.is_text or not labels.is_whole:
            return values, np.zeros(len(values), dtype=bool)
        if self.takes_signs and not (values == 0).any():
            return values > 0, abs(values) == 1
        return values, (values >= 0) & (values <= self._top)


def same_but_for_ones(given: tuple[int, ...], due: tuple[int, ...]) -> bool:
    """Whether shapes are equal except for axes of length 1: 28x28 and 28x28x1."""
    return (
        len(due) > 1
        and len(given) > 1
        and [length for length in given if length > 1] == [length for length in due if length > 1]
    )


def balanced_weights(coding: LabelCoding, y: Array, training_rows: Rows) -> Array | None:
    """One weight per row, to balance the classes over the training rows.

    It is rows / (classes * rows of this class), as scikit-learn's `balanced`: the mean weight of a
    training row is 1, so the learning rate keeps its meaning.

    Returns:
        float32 of shape (n,), 1 for classes without training rows; None without classes.
    """
    classes = coding.class_numbers(y)
    if classes is None:
        return None
    counts = np.bincount(classes[training_rows], minlength=int(classes.max()) + 1)
    share = np.maximum(counts, 1) * max(np.count_nonzero(counts), 1)
    by_class = np.where(counts > 0, len(training_rows) / share, 1.0)
    return np.asarray(by_class[classes], dtype=np.float32)
