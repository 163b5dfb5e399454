"""Columns that a network is not trained on: texts to read, names of rows, constants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.columns._column import Column, RawColumn
from densemodel.data.columns._number_facts import FEWEST_ROWS, RARE, ROWS_A_VALUE, are_ids
from densemodel.data.columns._summary import ColumnSummary, commonest, examples
from densemodel.data.findings._finding import value_text
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.columns._stored import FoundValues
    from densemodel.data.columns._values import ColumnValues

REASONS = "text", "id", "constant"
"The kinds of columns that say nothing."


@dataclass(frozen=True)
class LeftOut(Column):
    """A column that says nothing, or without a value in the training rows."""

    kind: str = field(default="constant", kw_only=True)  # type: ignore[misc]
    """`text`, `id` or `constant`; or the kind that it has in rows other than the training rows."""
    is_used = False

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        reason = _why(found)
        if reason is None:
            return None
        kind, why = reason
        return RawColumn(cls(found.name, why, found.written, kind=kind), found.values)

    @property
    def names_rows(self) -> bool:
        return self.kind == "id"

    @property
    def is_prose(self) -> bool:
        return self.kind == "text"

    @property
    def is_constant(self) -> bool:
        return self.kind == "constant"

    @property
    def lacks_values(self) -> bool:
        return self.kind not in ("id", "constant") and not self.distinct

    @property
    def category_count(self) -> int | None:
        return 0 if self.kind in ("yes/no", "category", "order") else None

    def summary(self, values: ColumnValues) -> ColumnSummary:
        return examples(values) if self.kind in ("text", "id") else commonest(values)


def _why(found: FoundValues) -> tuple[str, str] | None:
    """The kind of a column that says nothing, and why it is; None for others."""
    if not len(found.known):
        return "constant", "no values"
    labels = found.values.labels
    low, high = found.known.min(), found.known.max()
    if low == high and not found.has_gaps and (labels or not found.is_category):
        text = value_text(labels[0]) if labels else _constant_text(found, low)
        return "constant", f"always {text}"
    if labels and not found.is_category:
        return _why_text(labels, found)
    if found.are_whole and not (found.is_category or found.has_gaps) and are_ids(found.known):
        return "id", "each row has another whole number"
    return None


def _constant_text(found: FoundValues, value: Any) -> str:
    return number(float(value), "value") if found.are_numbers else found.values.text(value)


def _why_text(labels: Sequence[str], found: FoundValues) -> tuple[str, str] | None:
    """Whether texts are names of rows, or texts for people to read."""
    known, distinct = len(found.known), len(labels)
    if known < FEWEST_ROWS or (distinct <= FEWEST_ROWS and distinct < known):
        return None
    if distinct == known:
        sample = labels[:1000]
        is_short = max(map(len, sample)) <= 24
        is_code = is_short and sum(" " in label for label in sample) * 2 < len(sample)
        return "id" if is_code else "text", "each row has another text"
    why = f"{distinct:,} different texts in {counted(known, 'row')}"
    counts = np.bincount(found.known, minlength=distinct)
    if counts[counts >= RARE].sum() < known / 2:
        return "text", why
    if known < ROWS_A_VALUE * distinct:
        length = sum(len(text) * int(n) for text, n in zip(labels, counts, strict=True)) / known
        if length > 60:
            return "text", f"{why}, {length:.0f} characters long"
    return None
