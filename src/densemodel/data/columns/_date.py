"""Dates, with or without a time of day."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.data.columns._column import READ_FROM_MODEL, RawColumn
from densemodel.data.columns._date_texts import (
    NUMBER_FORMS,
    dates_of,
    dates_of_numbers,
    forms_of_numbers,
    or_iso,
    read_dates,
)
from densemodel.data.columns._number_texts import numbers_of, read_numbers
from densemodel.data.columns._scaled import Scaled
from densemodel.data.columns._stored import FoundValues
from densemodel.data.columns._texts import text_of
from densemodel.data.columns._values import MISSING, SECONDS_A_DAY, DateValues
from densemodel.data.findings._finding import value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel._array import Array
    from densemodel.data.columns._column import Column, TrainingValues
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import Stored, Texts
    from densemodel.data.columns._values import ColumnValues

CYCLES: dict[str, tuple[int, int]] = {
    # the period in ten-thousandths of a day, and the day that begins one
    "year": (3_652_425, 0),
    "week": (70_000, 4),  # 5 January 1970 was a Monday
    "day": (10_000, 0),
}
"The periodic parts of a date."
_UNIT = 10_000


@dataclass(frozen=True)
class Date(Scaled):
    """A column of days, or of seconds; with its place in the year, the week and the day."""

    has_time: bool = False
    "Whether its values are seconds since 1970, and not days."
    cycles: tuple[str, ...] = ()
    "The periodic parts: keys of `CYCLES`."

    kind: ClassVar[str] = "date"
    nouns: ClassVar[tuple[str, str]] = "date", "dates"
    scaled_name: ClassVar[str] = "wholes"

    # reading

    @classmethod
    def of_texts(cls, texts: Texts, notes: ColumnFindings) -> FoundValues | None:
        """Texts as dates; None if they are none."""
        dates = dates_of(texts.rest)
        return None if dates is None else cls._found(texts, dates, notes)

    @classmethod
    def _found(
        cls, texts: Texts, dates: tuple[Array, str, bool], notes: ColumnFindings
    ) -> FoundValues:
        of_rest, written, is_ambiguous = dates
        is_date = of_rest != MISSING
        first = int(is_date.argmax())
        notes.say_missing_texts(texts)
        notes.say_unread(texts, is_date, "date")
        if is_ambiguous:
            notes.say_month_first(texts.rest[first], int(of_rest[first]))
        seconds = DateValues(texts.spread(of_rest, MISSING), has_time=True)
        return FoundValues(notes.name, seconds, written, texts.rest[first])

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        if found.values.days is None:
            return None
        seconds = found.values.array
        known = seconds[seconds != MISSING]
        has_time = bool((known % SECONDS_A_DAY != 0).any())
        first, last = (str(np.datetime64(int(one), "s"))[:10] for one in (known.min(), known.max()))
        what = "with time of day" if has_time else ""
        such = f"such as {value_text(found.example)}" if found.example else ""
        why = ", ".join(filter(None, [what, such, f"from {first} to {last}"]))
        column = cls(found.name, why, found.written, has_time=has_time)
        return RawColumn(column, column._of_seconds(seconds))

    @classmethod
    def correct(cls, stored: Stored, notes: ColumnFindings) -> RawColumn | None:
        found = cls._correct(stored, notes)
        return None if found is None else cls.detect(found)

    @classmethod
    def _correct(cls, stored: Stored, notes: ColumnFindings) -> FoundValues | None:
        if stored.form == "seconds":
            return FoundValues(notes.name, DateValues(stored.values, has_time=True))
        if stored.form == "flag":
            notes.refuse(f"{notes.what} holds True and False: it can't be a date")
            return None
        if stored.form == "text":
            return cls._correct_texts(stored.texts(among_numbers=True), notes)
        numbers = stored.values.astype(np.float64)
        written = _form_of_numbers(numbers, notes)
        if not written:
            return None
        seconds = dates_of_numbers(numbers, written)
        notes.say_no_dates(numbers, seconds)
        return FoundValues(notes.name, DateValues(seconds, has_time=True), written)

    @classmethod
    def _correct_texts(cls, texts: Texts, notes: ColumnFindings) -> FoundValues | None:
        dates = dates_of(texts.rest) if texts.rest else None
        if dates is None:
            numbers, _ = numbers_of(texts.rest)
            is_number = ~np.isnan(numbers)
            if not texts.are_most(is_number):
                notes.refuse_texts(texts, is_number, cls.kind)
                return None
            written = _form_of_numbers(texts.spread(numbers, np.nan), notes)
            if not written:
                return None
            dates = or_iso(dates_of_numbers(numbers, written), texts.rest), written, False
        return cls._found(texts, dates, notes)

    def parse(self, stored: Stored, notes: ColumnFindings) -> ColumnValues | None:
        if stored.form == "seconds":
            return self._of_seconds(stored.values)
        if stored.form == "text":
            texts = stored.texts(among_numbers=True)
            of_labels = self._dates_of_texts(texts, notes)
            notes.say_unread(texts, of_labels[~texts.are_missing] != MISSING, "date")
            return self._of_seconds(np.append(of_labels, MISSING)[stored.values])
        if stored.is_missing.all():
            return self._of_seconds(np.full(len(stored.values), MISSING))
        if stored.form == "flag" or self.written not in NUMBER_FORMS:
            notes.refuse_kind("True and False" if stored.form == "flag" else "numbers", "dates")
            return None
        numbers = stored.values.astype(np.float64)
        seconds = dates_of_numbers(numbers, self.written)
        notes.say_no_dates(numbers, seconds)
        return self._of_seconds(seconds)

    def _dates_of_texts(self, texts: Texts, notes: ColumnFindings) -> Array:
        """Seconds since 1970 of each label, `MISSING` for those that are no dates."""
        labels = texts.stored.labels
        if self.written in NUMBER_FORMS:
            seconds = or_iso(dates_of_numbers(read_numbers(labels, ""), self.written), labels)
            is_ambiguous = np.zeros(len(labels), bool)
        else:
            seconds, is_ambiguous = read_dates(labels, self.written)
        seconds[texts.are_missing] = MISSING
        if is_ambiguous.any():
            first, rows = int(is_ambiguous.argmax()), int(texts.counts[is_ambiguous].sum())
            notes.say_month_first(labels[first], int(seconds[first]), rows - 1)
        return seconds

    def _of_seconds(self, seconds: Array) -> DateValues:
        if self.has_time:
            return DateValues(seconds, has_time=True)
        return DateValues(np.where(seconds == MISSING, MISSING, seconds // SECONDS_A_DAY))

    # learning and encoding

    def learn(self, rows: TrainingValues, like: Column | None) -> Column:
        cycles = like.cycles if isinstance(like, Date) else self._cycles_in(rows.distinct)
        return Scaled.learn(replace(self, cycles=cycles), rows, like)

    def _cycles_in(self, distinct: Array) -> tuple[str, ...]:
        """The periods that the training rows are long enough for."""
        day = SECONDS_A_DAY if self.has_time else 1
        span = float(distinct[-1] - distinct[0]) / day
        found = ["year"] if span >= 180 else []  # days
        if span >= 3 and len(np.unique(distinct // day % 7)) > 2:
            found.append("week")
        return (*found, "day") if self.has_time else tuple(found)

    def cycle_place(self, cycle: str) -> tuple[int, int, int]:
        """First, scale and period of a date's place in a period, in whole numbers.

        The place is `(date - first) * scale % period`.
        """
        period, first = CYCLES[cycle]
        if self.has_time:
            return first * SECONDS_A_DAY, 1, period * SECONDS_A_DAY // _UNIT
        return first, _UNIT, period

    @property
    def width(self) -> int:
        return super().width + 2 * len(self.cycles)

    @property
    def words(self) -> list[str]:
        return [*super().words, *(f"sine and cosine of the {one}" for one in self.cycles)]

    def encode_cycles(self, values: ColumnValues, out: Array) -> None:
        for number, cycle in enumerate(self.cycles):
            first, scale, period = self.cycle_place(cycle)
            place = ((values.array - first) * scale) % period
            angle = place.astype(np.float32) * np.float32(2 * np.pi / period)
            out[:, 1 + 2 * number], out[:, 2 + 2 * number] = np.sin(angle), np.cos(angle)

    def values_of(self, numbers: Array) -> ColumnValues:
        return DateValues(numbers.astype(np.int64), self.has_time)

    def sample(self, random: np.random.Generator, count: int) -> ColumnValues:
        gaps = random.random(count) < 0.2
        near = self.center + self.spread * random.normal(size=count)
        return DateValues(np.where(gaps, MISSING, near.astype(np.int64)), self.has_time)

    # Keras

    @classmethod
    def gaps(cls, keras: Any, given: Any) -> tuple[Any, Any]:
        return keras.ops.equal(given, MISSING), keras.ops.cast(given, "float32")

    @property
    def float32_steps(self) -> int:  # type: ignore[override]
        return 8 if self.has_time else 0  # the time of day is beside the scaled number

    @property
    def keras_type(self) -> str:
        return "int64"

    def layers(self, keras: Any, given: Any, embedding: Any) -> list[Any]:
        del embedding
        if not self.cycles:
            return []
        ops, parts = keras.ops, []
        gaps = ops.equal(given, MISSING)
        for cycle in self.cycles:
            first, scale, period = self.cycle_place(cycle)
            place = ops.cast(ops.mod((given - first) * scale, period), "float32")
            name = f"{given.name}-{cycle}"
            angle = keras.layers.Rescaling(2 * math.pi / period, name=name, dtype="float32")(place)
            parts += [ops.where(gaps, 0.0, part) for part in (ops.sin(angle), ops.cos(angle))]
        return parts

    # scripts

    script: ClassVar[str] = '''def add_cycles(name, scale, firsts, periods):
    """Sine and cosine of a date's place in a year, a week and a day."""
    gaps = keras.ops.equal(inputs[name], MISSING)
    for first, period in zip(firsts, periods):
        place = keras.ops.mod((inputs[name] - first) * scale, period)
        angle = keras.ops.cast(place, "float32")
        angle = keras.layers.Rescaling(2 * math.pi / period)(angle)
        parts = [keras.ops.sin(angle), keras.ops.cos(angle)]
        others.extend(keras.ops.where(gaps, 0.0, part) for part in parts)'''

    def script_reader(self, column: str) -> str:
        unit = "s" if self.has_time else "D"
        return f'{column}.to_numpy("datetime64[{unit}]").astype("int64")'

    def script_calls(self, name: str) -> list[dict[str, Any]]:
        if not self.cycles:
            return []
        firsts, scales, periods = zip(*map(self.cycle_place, self.cycles), strict=True)
        lists = {"firsts": list(firsts), "periods": list(periods)}
        return [{"name": name, "scale": scales[0], **lists}]

    # saving

    @classmethod
    def from_layers(cls, name: str, graph: LayerGraph) -> Column | None:
        facts = cls.read_layers(name, graph)
        if facts is None or graph.fact(name, "dtype") != "int64":
            return None
        found = graph.constants(name, "Subtract", "Multiply", "Mod")
        for column in (
            cls(name, READ_FROM_MODEL, has_time=True, **facts),
            cls(name, READ_FROM_MODEL, **facts),
        ):
            cycles = tuple(one for one in CYCLES if [*column.cycle_place(one)] in found)
            if cycles:
                return replace(column, cycles=cycles)
        return column

    def faults(self) -> Iterator[tuple[str, bool]]:
        yield from super().faults()
        # in the order in which they are learnt
        in_order = tuple(one for one in CYCLES if one in self.cycles)
        yield "has periodic parts that no date has", self.cycles != in_order


def _form_of_numbers(numbers: Array, notes: ColumnFindings) -> str:
    """How all numbers are dates, as `dates_of_numbers` takes it; empty if they were refused."""
    rows = np.flatnonzero(~np.isnan(numbers))
    forms = forms_of_numbers(numbers[rows])
    first = str(forms[0])
    others = np.flatnonzero(forms != first)
    if first and not len(others):
        return first
    unknown = np.flatnonzero(forms == "")
    row, other = (rows[places[0]] if len(places) else 0 for places in (unknown, others))
    if len(unknown):
        what = f"{text_of(float(numbers[row]))} (row {row}) is"
        ways = "neither a year, a day as 20141013, nor seconds since 1970"
    else:
        dates = f"{text_of(float(numbers[rows[0]]))} (row {rows[0]}) and "
        what = f"{dates}{text_of(float(numbers[other]))} (row {other}) are"
        ways = "dates of two kinds"
    notes.refuse(f"{notes.what} can't be a date: {what} {ways}. Use pd.to_datetime first")
    return ""
