"""What is said of one column of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._texts import text_of
from densemodel.data.columns._values import MISSING
from densemodel.data.findings._finding import value_text
from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.columns._stored import Stored, Texts
    from densemodel.data.findings._finding import Findings

_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class ColumnFindings:
    """Findings about one column."""

    name: str
    where: str
    "The name of the table in messages."
    findings: Findings
    is_later: bool = False
    "Whether these are later rows, whose missing values need no word."

    @property
    def what(self) -> str:
        """The column in words: `column 'age' of x`."""
        return f"column {value_text(self.name)} of {self.where}"

    def repair(self, message: str) -> None:
        self.findings.repair(self.where, message)

    def refuse(self, message: str, accept: str = "") -> None:
        self.findings.refuse(self.where, message, accept)

    def refuse_kind(self, found: str, needed: str, fix: str = "") -> None:
        """Refuse later rows whose values are of another kind than in training."""
        self.refuse(f"{self.what} holds {found}, and held {needed} in training: give {needed}{fix}")

    def refuse_empty(self, noun: str) -> None:
        """Refuse a column that a person says is of a kind, and has no values."""
        self.refuse(f"{self.what} has no values: it can't be {with_article(noun)}")

    def refuse_texts(self, texts: Texts, is_read: Array, noun: str) -> None:
        """Refuse a column that a person says is of a kind, and most texts are of another."""
        others = np.flatnonzero(~texts.are_missing)[~is_read]
        if not len(others):
            self.refuse_empty(noun)
            return
        text, row = first_of(texts.stored, others)
        self.refuse(
            f"{self.what} can't be {with_article(noun)}: it holds {text} (row {row}). "
            f"Remove '{noun}' from the spec"
        )

    def finite(self, values: Array) -> Array:
        """Numbers as float64; those that float32 can't hold are missing, which is said."""
        numbers = values.astype(np.float64, copy=False)
        with np.errstate(invalid="ignore"):
            is_far = np.abs(numbers) > _FLOAT32_MAX
        if not is_far.any():
            return numbers
        row, number = int(is_far.argmax()), int(is_far.sum())
        value = float(numbers[row])
        state = "infinite" if np.isinf(value) else "too large"
        if number == 1:
            self.repair(
                f"{value_text(value)} (row {row}) in {self.what} is {state}: read as missing"
            )
        else:
            more = f"{number - 1:,} more"
            self.repair(
                f"{value_text(value)} (row {row}) and {more} in {self.what} are {state}: "
                "read as missing"
            )
        return np.where(is_far, np.nan, numbers)

    def say_merged(self, written: Sequence[str], bare: Sequence[str]) -> None:
        """Say which texts are the same without the spaces around them, if any."""
        if len(written) == len(bare):
            return
        known = set(bare).intersection(written)
        spaced = (text for text in written if text != text.strip() and text.strip() in known)
        text = next(spaced, "")
        if text:
            self.repair(f"{value_text(text)} in {self.what} is read as {value_text(text.strip())}")

    def say_missing_texts(self, texts: Texts) -> None:
        """Say which texts of training rows are read as missing, if any."""
        marks = [
            label
            for label, is_one in zip(texts.stored.labels, texts.are_missing, strict=True)
            if is_one
        ]
        if marks and not self.is_later:
            rows = int(texts.counts[texts.are_missing].sum())
            self.findings.repair_marks(self.where, marks, self.name, rows)

    def say_unread(self, texts: Texts, is_read: Array, noun: str) -> None:
        """Say which texts are no numbers or dates, if any, the first with its row."""
        others = np.flatnonzero(~texts.are_missing)[~is_read]
        if len(others):
            text, row = first_of(texts.stored, others)
            self._say_read_as_missing(text, row, int(texts.counts[others].sum()), noun)

    def say_no_dates(self, numbers: Array, seconds: Array) -> None:
        """Say which numbers are no dates, if any, the first with its row.

        Args:
            numbers: float64 of shape (n,), NaN for missing.
            seconds: The dates that they are, int64 of shape (n,), or `MISSING`.
        """
        others = np.flatnonzero(~np.isnan(numbers) & (seconds == MISSING))
        if len(others):
            row = int(others[0])
            self._say_read_as_missing(text_of(float(numbers[row])), row, len(others), "date")

    def _say_read_as_missing(self, first: str, row: int, rows: int, noun: str) -> None:
        if rows == 1:
            self.repair(f"{first} (row {row}) in {self.what} is no {noun}: read as missing")
        else:
            more = f"{rows - 1:,} more"
            self.repair(
                f"{first} (row {row}) and {more} in {self.what} are no {noun}s: read as missing"
            )

    def say_month_first(self, text: str, seconds: int, more: int = 0) -> None:
        """Say that the month is taken to be first in a date, and in `more` rows."""
        those = f"{value_text(text)} and {more:,} more" if more else value_text(text)
        verb = "are" if more else "is"
        day = str(np.datetime64(seconds, "s"))[:10]
        self.repair(
            f"{those} in {self.what} {verb} read with the month first, as {day}. If the day is "
            "first, use pd.to_datetime with dayfirst=True"
        )


def first_of(column: Stored, places: Array) -> tuple[str, int]:
    """The first of some texts, as a user would write it, and its row."""
    is_one = np.zeros(len(column.labels) + 1, bool)
    is_one[places] = True
    row = int(is_one[column.values].argmax())
    return value_text(column.labels[column.values[row]]), row
