"""Columns as they are stored: numbers, flags, texts or seconds, whatever the library's type."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.data.findings._finding import rounded, value_text, with_article
from densemodel.data.read._libraries import is_of
from densemodel.data.read._objects import is_missing
from densemodel.data.read._tables import leave_out_fix, without_words
from densemodel.data.table._columns import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data.split._split import Array
    from densemodel.data.table._column_findings import ColumnFindings


_MOST_DIGITS = 1e15
"Whole numbers below are written in full."


@dataclass(frozen=True, eq=False)
class Stored:
    """One column before its kind is found; its texts may be numbers or dates."""

    name: str
    form: Literal["number", "flag", "text", "seconds"]
    values: Array
    """number: of any plain type, NaN for missing. flag: int64, 0, 1 or `MISSING`. text: int32
    positions in `labels`, -1 for missing. seconds: int64 since 1970, UTC, or `MISSING`."""
    labels: tuple[str, ...] = ()
    is_category: bool = False
    "Whether the library says that it is a category."

    @property
    def is_missing(self) -> Array:
        """Whether each value is missing, bool of shape (n,)."""
        if self.form == "number":
            return np.isnan(self.values)
        return np.asarray(self.values == (-1 if self.form == "text" else MISSING))

    def without_spaces(self) -> Stored:
        """A column of texts without spaces around them; those that occur, and no empty ones."""
        stripped = [label.strip() for label in self.labels]
        counts = np.bincount(self.values + 1, minlength=len(stripped) + 1)[1:]
        if counts.all() and all(stripped) and tuple(stripped) == self.labels:
            return self
        places: dict[str, int] = {}
        moved = [
            places.setdefault(label, len(places)) if label and count else -1
            for label, count in zip(stripped, counts, strict=True)
        ]
        codes = np.array([*moved, -1], np.int32)[self.values]
        return replace(self, values=codes, labels=tuple(places))


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of texts, some of which stand for a missing value."""

    column: Stored
    nothing: Array
    "Which of the labels do, bool of shape (labels,)."

    @cached_property
    def counts(self) -> Array:
        """The rows of each label, int64 of shape (labels,)."""
        return np.bincount(self.column.values + 1, minlength=len(self.column.labels) + 1)[1:]

    @cached_property
    def rest(self) -> list[str]:
        """The other labels."""
        return [
            label
            for label, is_one in zip(self.column.labels, self.nothing, strict=True)
            if not is_one
        ]

    def spread(self, of_rest: Array, gap: float) -> Array:
        """A value for each row, shape (n,), from one for each label of `rest`."""
        of_labels = np.full(len(self.column.labels) + 1, gap, of_rest.dtype)
        of_labels[:-1][~self.nothing] = of_rest
        return np.asarray(of_labels[self.column.values])

    def are_most(self, is_sound: Array) -> bool:
        """Whether more than half of the rows have sound labels, bool of shape (rest,)."""
        rows = self.counts[~self.nothing]
        return bool(2 * rows[is_sound].sum() > rows.sum())

    def without_nothing(self) -> Texts:
        """The same column, where these labels are missing values."""
        if not self.nothing.any():
            return self
        places = np.append(np.where(self.nothing, -1, np.cumsum(~self.nothing) - 1), -1)
        codes = places.astype(np.int32)[self.column.values]
        column = replace(self.column, values=codes, labels=tuple(self.rest))
        return Texts(column, np.zeros(len(self.rest), bool))


def stored_column(data: Any, notes: ColumnFindings) -> Stored | None:
    """One column of pandas or narwhals; None if it was refused.

    Texts have no spaces around them, and empty ones are missing.
    """
    read = _of_pandas if is_of("pandas", data, "Series") else _of_narwhals
    try:
        found = read(notes.name, data)
        if found.form != "text":
            return found
        bare = found.without_spaces()
        notes.say_merged(found.labels, bare.labels)
        return bare
    except _OddValueError as odd:
        what = str(odd)
    except Exception as error:  # noqa: BLE001  libraries raise what they like
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        what = f"values that can't be read ({value_text(reason)})"
    fix = leave_out_fix([notes.name])
    notes.refuse(f"{notes.what} holds {what}: {fix}", without_words([notes.name]))
    return None


class _OddValueError(Exception):
    """A value that no column can hold; the message says what."""


def _of_narwhals(name: str, data: Any) -> Stored:
    import narwhals as nw

    kind = data.dtype
    if kind == nw.Boolean:
        gaps = data.is_null().to_numpy()
        flags = np.where(gaps, MISSING, data.fill_null(value=False).to_numpy())
        return Stored(name, "flag", flags.astype(np.int64))
    if kind.is_numeric():
        if kind.is_decimal() or "128" in str(kind) or data.is_null().any():
            data = data.cast(nw.Float64)
        return Stored(name, "number", np.asarray(data.to_numpy()))
    if kind in (nw.Datetime, nw.Date):
        if kind == nw.Date:
            data = data.cast(nw.Datetime("us"))
        micros = data.dt.timestamp("us")
        gaps = micros.is_null().to_numpy()
        seconds = micros.fill_null(0).to_numpy() // 1_000_000
        return Stored(name, "seconds", np.where(gaps, MISSING, seconds).astype(np.int64))
    if kind in (nw.String, nw.Categorical, nw.Enum):
        texts = data.cast(nw.String)
        known = texts.drop_nulls().unique().to_list()
        if not known:
            return Stored(name, "text", np.full(len(data), -1, np.int32))
        codes = texts.fill_null(known[0]).replace_strict(
            known, list(range(len(known))), return_dtype=nw.Int32
        )
        gaps = texts.is_null().to_numpy()
        return _text(
            name,
            np.where(gaps, -1, codes.to_numpy()).astype(np.int32),
            known,
            is_category=kind != nw.String,
        )
    return _of_objects(name, np.array([*data.to_list(), None], dtype=object)[:-1])


def _of_pandas(name: str, data: Any) -> Stored:  # noqa: PLR0911  a type a line
    import pandas as pd

    kind = data.dtype
    special: dict[type, Callable[[str, Any], Stored]] = {
        pd.CategoricalDtype: _of_category,
        pd.SparseDtype: _of_sparse,
        pd.PeriodDtype: _of_periods,
    }
    if type(kind) in special:
        return special[type(kind)](name, data)
    letter = kind.kind
    if letter == "b":
        gaps = data.isna().to_numpy()
        flags = (data.fillna(value=False) if gaps.any() else data).to_numpy(dtype=bool)
        return Stored(name, "flag", np.where(gaps, MISSING, flags.astype(np.int64)))
    if letter in "iuf":
        is_plain = isinstance(kind, np.dtype)
        numbers = data.to_numpy() if is_plain else data.to_numpy(np.float64, na_value=np.nan)
        return Stored(name, "number", numbers)
    if letter == "M":
        return Stored(name, "seconds", _seconds(data))
    if letter == "m":
        return Stored(name, "number", data.dt.total_seconds().to_numpy(dtype=np.float64))
    if letter == "c":
        raise _OddValueError("complex numbers")
    if pd.api.types.is_string_dtype(kind) and kind != np.dtype(object):
        codes, labels = pd.factorize(data.array)
        return _text(name, codes.astype(np.int32), list(labels))
    return _of_objects(name, data.to_numpy(dtype=object))


def _of_sparse(name: str, data: Any) -> Stored:
    import pandas as pd

    return _of_pandas(name, pd.Series(np.asarray(data.array)))


def _of_periods(name: str, data: Any) -> Stored:
    return _of_pandas(name, data.dt.start_time)


def _seconds(dates: Any) -> Array:
    """Seconds since 1970, UTC, of a pandas Series or Index of datetimes."""
    naive = dates.dt.tz_convert(None) if getattr(dates.dtype, "tz", None) is not None else dates
    return np.asarray(naive.to_numpy(dtype="datetime64[s]").view(np.int64))


def _of_category(name: str, data: Any) -> Stored:
    import pandas as pd

    inner = _of_pandas(name, pd.Series(data.cat.categories))
    codes = data.cat.codes.to_numpy().astype(np.int32)
    if inner.form == "text":
        # two categories may be one text without spaces
        shifted = np.append(inner.values, np.int32(-1))
        return _text(name, shifted[codes].astype(np.int32), list(inner.labels), is_category=True)
    is_number = inner.form == "number"
    gap = np.nan if is_number else MISSING
    return Stored(name, inner.form, np.append(inner.values, gap)[codes], is_category=is_number)


def _of_objects(name: str, values: Array) -> Stored:
    """An array of Python objects."""
    import pandas as pd

    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "period":
        values = np.array([*(None if is_missing(v) else v.start_time for v in values), None])[:-1]
    if kind in ("string", "empty"):
        codes, labels = pd.factorize(values)
        return _text(name, codes.astype(np.int32), labels.tolist())
    gaps = pd.isna(values)
    if kind == "boolean":
        flags = np.full(len(values), MISSING)
        flags[~gaps] = values[~gaps].astype(np.int64)
        return Stored(name, "flag", flags)
    if kind in ("integer", "floating", "mixed-integer-float", "decimal"):
        numbers = np.full(len(values), np.nan)
        numbers[~gaps] = values[~gaps].astype(np.float64)
        return Stored(name, "number", numbers)
    if kind in ("date", "datetime", "datetime64", "period"):
        dates = pd.to_datetime(pd.Series(values, dtype=object), utc=True, format="ISO8601")
        return Stored(name, "seconds", _seconds(dates))
    if kind in ("timedelta", "timedelta64"):
        return _of_pandas(name, pd.to_timedelta(pd.Series(values, dtype=object)))
    return _of_mixed(name, values)


def _of_mixed(name: str, values: Array) -> Stored:
    """Objects of several types: numbers if all are, else texts."""
    import pandas as pd

    items = values.tolist()
    texts = [None if is_missing(item) else text_of(item, row) for row, item in enumerate(items)]
    if all(text is None or _is_time(item) for text, item in zip(texts, items, strict=True)):
        times = [
            np.nan if text is None else _time(item) for text, item in zip(texts, items, strict=True)
        ]
        return Stored(name, "number", np.array(times, np.float64))
    codes, labels = pd.factorize(np.array([*texts, None], dtype=object)[:-1])
    return _text(name, codes.astype(np.int32), labels.tolist())


def _is_time(item: object) -> bool:
    return isinstance(item, dt.time)


def _time(item: dt.time) -> float:
    return item.hour * 3600 + item.minute * 60 + item.second


def text_of(item: Any, row: int = 0) -> str:
    """A single value as the text that a CSV file would hold: `1` for 1.0.

    Raises:
        _OddValueError: It is a list, a dict or another object that is no value.
    """
    if isinstance(item, str):
        return item
    if isinstance(item, bytes):
        return item.decode("utf-8", "replace")
    if isinstance(item, np.generic):
        item = item.item()
    if isinstance(item, bool):
        return str(item)
    if isinstance(item, float) and item.is_integer() and abs(item) < _MOST_DIGITS:
        return str(int(item))
    is_value = isinstance(item, int | float | dt.date | dt.time | dt.timedelta)
    if is_value or type(item).__name__ in (
        "Decimal",
        "Fraction",
        "Interval",
        "Period",
        "UUID",
        "Timestamp",
    ):
        return str(item)
    raise _OddValueError(f"{with_article(type(item).__name__)} (row {row})")


def short_number(number: float) -> str:
    """A number with commas and few digits: `1,607`, `0.1667`."""
    is_whole = number == np.floor(number) and abs(number) < _MOST_DIGITS
    return f"{int(number):,}" if is_whole else rounded(number)


def date_text(seconds: int) -> str:
    """A date as text: `2014-10-13`, with its time of day unless that is midnight."""
    return str(np.datetime64(seconds, "s")).removesuffix("T00:00:00")


def _text(name: str, codes: Array, labels: list[Any], *, is_category: bool = False) -> Stored:
    texts = tuple(label if isinstance(label, str) else str(label) for label in labels)
    return Stored(name, "text", codes, texts, is_category=is_category)
