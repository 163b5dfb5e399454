"""Numbers: quantities, stored as numbers or written as texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.data.columns._column import READ_FROM_MODEL, RawColumn
from densemodel.data.columns._column_findings import first_of
from densemodel.data.columns._number_facts import RARE, span_text
from densemodel.data.columns._number_texts import (
    is_plain_number,
    numbers_of,
    point_of,
    read_numbers,
)
from densemodel.data.columns._scaled import Scaled
from densemodel.data.columns._stored import FoundValues
from densemodel.data.columns._texts import are_codes
from densemodel.data.columns._values import NumberValues
from densemodel.data.findings._finding import value_text
from densemodel.data.read._non_numeric_text import time_fix

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.columns._column import Column
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import Stored, Texts
    from densemodel.data.columns._values import ColumnValues


@dataclass(frozen=True)
class Number(Scaled):
    """A column of numbers."""

    kind: ClassVar[str] = "number"
    nouns: ClassVar[tuple[str, str]] = "number", "numbers"
    is_quantity: ClassVar[bool] = True
    scaled_name: ClassVar[str] = "floats"
    float32_steps: ClassVar[int] = 1000

    @classmethod
    def of_texts(cls, texts: Texts, notes: ColumnFindings) -> FoundValues | None:
        """Texts as numbers; None if too many of them do not parse."""
        if are_codes(texts.rest):
            return None
        numbers, written = numbers_of(texts.rest, texts.are_numbers)
        is_number = ~np.isnan(numbers)
        rows = texts.counts[~texts.are_missing]
        total = rows.sum()
        if rows[is_number].sum() < 0.8 * total:
            return None
        others = rows[~is_number]
        # a few texts of which some are no numbers, as '1', '2' and '3+', are a category; and some
        # more, if at least two of these come again and again, as letters among numbers of boats
        is_repeated = len(rows) <= 9 and total >= RARE * len(rows)
        have_letters = len(rows) <= 50 and (others >= RARE).sum() > 1
        if len(others) and (is_repeated or have_letters):
            return None
        column = cls(notes.name, written=written or point_of(texts.stored.labels))
        values = column.parse(texts.stored, notes)
        if values is None:
            return None
        sound = (text for text, known in zip(texts.rest, is_number, strict=True) if known)
        example = next((text for text in sound if not is_plain_number(text)), "")
        return FoundValues(notes.name, values, column.written, example)

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        if not found.are_numbers:
            return None
        low, high = float(found.known.min()), float(found.known.max())
        what = "whole numbers" if found.are_whole else "numbers"
        if found.example is not None:
            such = f", such as {value_text(found.example)}," if found.example else ","
            what += f" as text{such}"
        is_flag = found.are_whole and (low, high) == (0, 1)
        why = "0 and 1" if is_flag else f"{what} {span_text(low, high)}"
        return RawColumn(cls(found.name, why, found.written), found.values)

    @classmethod
    def correct(cls, stored: Stored, notes: ColumnFindings) -> RawColumn | None:
        if stored.form == "seconds":
            notes.refuse(
                f"{notes.what} holds dates: it can't be a number. Remove 'number' from the spec"
            )
            return None
        written = ""
        if stored.form == "text":
            texts = stored.texts(among_numbers=True)
            numbers, written = numbers_of(texts.rest, texts.are_numbers)
            is_number = ~np.isnan(numbers)
            if not texts.are_most(is_number):
                notes.refuse_texts(texts, is_number, cls.kind)
                return None
            written = written or point_of(stored.labels)
        values = cls(notes.name, written=written).parse(stored, notes)
        known = np.empty(0) if values is None else values.array[~values.is_missing]
        if values is None or not len(known):
            notes.refuse_empty(cls.kind)
            return None
        why = span_text(float(known.min()), float(known.max()))
        return RawColumn(cls(notes.name, why, written), values)

    def parse(self, stored: Stored, notes: ColumnFindings) -> ColumnValues | None:
        if stored.form == "seconds":
            if not stored.is_missing.all():
                notes.refuse_kind("dates", "numbers")
                return None
            numbers = np.full(len(stored.values), np.nan)
        elif stored.form == "text":
            texts = stored.texts(among_numbers=True)
            of_labels = read_numbers(stored.labels, self.written, stored.are_numbers)
            of_labels[texts.are_missing] = np.nan
            is_number = ~np.isnan(of_labels[~texts.are_missing])
            if len(is_number) and not is_number.any():
                self._refuse_texts(texts, notes)
                return None
            notes.say_missing_texts(texts)
            notes.say_unread(texts, is_number, "number")
            numbers = np.append(of_labels, np.nan)[stored.values]
        elif stored.form == "flag":
            numbers = np.where(stored.is_missing, np.nan, stored.values)
        else:
            numbers = stored.values
        return NumberValues(notes.finite(numbers))

    def _refuse_texts(self, texts: Texts, notes: ColumnFindings) -> None:
        text, row = first_of(texts.stored, np.flatnonzero(~texts.are_missing))
        time = time_fix(texts.rest, f"{notes.where}[{value_text(self.name)}]")
        fix = f", as {time} if they are seconds" if time else ""
        notes.refuse_kind(f"text ({text} in row {row})", "numbers", fix)

    @property
    def is_plain(self) -> bool:
        return re.match("(whole )?numbers from|0 and 1", self.why) is not None

    def values_of(self, numbers: Array) -> ColumnValues:
        return NumberValues(numbers)

    def sample(self, random: np.random.Generator, count: int) -> ColumnValues:
        gaps = random.random(count) < 0.2
        near = self.center + self.spread * random.normal(size=count)
        return NumberValues(np.where(gaps, np.nan, near))

    @classmethod
    def gaps(cls, keras: Any, given: Any) -> tuple[Any, Any]:
        return keras.ops.isnan(given), given

    def script_reader(self, column: str) -> str:
        return f'{column}.to_numpy("float32", na_value=np.nan)'

    @classmethod
    def from_layers(cls, name: str, graph: LayerGraph) -> Column | None:
        facts = cls.read_layers(name, graph)
        is_float = graph.fact(name, "dtype") == "float32"
        return cls(name, READ_FROM_MODEL, **facts) if is_float and facts is not None else None
