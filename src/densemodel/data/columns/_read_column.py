"""Read a column of any library and type as numbers, flags, texts or seconds."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.columns._stored import Stored
from densemodel.data.columns._texts import UnsupportedValueError, text_of
from densemodel.data.columns._values import MISSING
from densemodel.data.findings._finding import value_text
from densemodel.data.read._frames import as_column, is_of
from densemodel.data.read._objects import is_missing
from densemodel.data.read._plain import unmasked
from densemodel.data.read._tables import leave_out_fix, without_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data.columns._column_findings import ColumnFindings


def stored_column(data: Any, notes: ColumnFindings) -> Stored | None:
    """One column of any library, an array or a list; None if it was refused.

    Texts have no spaces around them, and empty ones are missing. A column of later rows can't be
    left out.
    """
    try:
        series = _series(data)
        read = _of_pandas if is_of("pandas", series, "Series") else _of_narwhals
        found = read(notes.name, series)
        bare = found.without_spaces() if found.form == "text" else found
    except UnsupportedValueError as error:
        what = str(error)
    except Exception as error:  # noqa: BLE001  libraries raise what they like
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        what = f"values that can't be read ({value_text(reason)})"
    else:
        if not notes.is_later:
            notes.say_merged(found.labels, bare.labels)
        return bare
    if notes.is_later:
        notes.refuse(f"{notes.what} holds {what}: give values as those in training")
    else:
        fix = leave_out_fix([notes.name])
        notes.refuse(f"{notes.what} holds {what}: {fix}", without_words([notes.name]))
    return None


def _series(column: Any) -> Any:
    """A Series of pandas, or of narwhals where another library has one."""
    import pandas as pd

    if is_of("pandas", column, "Series"):
        return column
    if isinstance(column, list | tuple):
        return pd.Series([*column, None], dtype=object)[:-1]
    if is_of("pyarrow", column, "Array", "ChunkedArray"):
        import pyarrow as pa

        kind = column.type
        if pa.types.is_dictionary(kind) and not pa.types.is_string(kind.value_type):
            return column.to_pandas()  # narwhals takes it for texts
        column = pa.chunked_array([column]) if isinstance(column, pa.Array) else column
    elif as_column(column) is None:
        array = unmasked(column)
        return pd.Series(array.astype(array.dtype.newbyteorder("="), copy=False))
    import narwhals as nw

    return nw.from_native(column, series_only=True)


def _of_narwhals(name: str, data: Any) -> Stored:
    import narwhals as nw

    kind = data.dtype
    if kind == nw.Boolean:
        gaps = data.is_null().to_numpy()
        flags = np.where(gaps, MISSING, data.fill_null(value=False).to_numpy())
        return Stored(name, "flag", flags.astype(np.int64))
    if kind.is_numeric():
        if kind.is_decimal() or data.is_null().any():
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
        known = texts.drop_nulls().unique(maintain_order=True).to_list()
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
        raise UnsupportedValueError("complex numbers")
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

    categories = pd.Series(data.cat.categories)
    if data.cat.ordered:  # an order of numbers is one of their texts
        categories = pd.Series([text_of(one) for one in categories], dtype=object)
    inner = _of_pandas(name, categories)
    codes = data.cat.codes.to_numpy().astype(np.int32)
    if inner.form == "text":
        # two categories may be one text without spaces
        shifted = np.append(inner.values, np.int32(-1))
        found = _text(name, shifted[codes].astype(np.int32), list(inner.labels), is_category=True)
        levels = tuple(dict.fromkeys(label.strip() for label in found.labels))
        return replace(found, levels=levels) if data.cat.ordered else found
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
        return Stored(name, "number", _plain_numbers(values, gaps))
    if kind in ("date", "datetime", "datetime64", "period"):
        dates = pd.to_datetime(pd.Series(values, dtype=object), utc=True, format="ISO8601")
        return Stored(name, "seconds", _seconds(dates))
    if kind in ("timedelta", "timedelta64"):
        return _of_pandas(name, pd.to_timedelta(pd.Series(values, dtype=object)))
    return _of_mixed(name, values)


def _plain_numbers(values: Array, gaps: Array) -> Array:
    """Objects that are numbers, as integers if all are, since float64 may lose their digits."""
    if not gaps.any() and all(isinstance(value, int) for value in values[:1]):
        for kind in (np.int64, np.uint64):
            with suppress(OverflowError):
                whole = values.astype(kind)
                if (whole == values).all():
                    return whole
    numbers = np.full(len(values), np.nan)
    numbers[~gaps] = values[~gaps].astype(np.float64)
    return numbers


_SPANS = dt.timedelta | dt.time


def _of_mixed(name: str, values: Array) -> Stored:
    """Objects of several types: numbers if all are, else texts, and which of them are numbers."""
    items = values.tolist()
    numbers = [np.nan if is_missing(item) else _number_of(item) for item in items]
    if None not in numbers:
        return Stored(name, "number", np.array(numbers, np.float64))
    texts = [
        "" if is_missing(item) else text_of(number if isinstance(item, _SPANS) else item, row)
        for row, (item, number) in enumerate(zip(items, numbers, strict=True))
    ]
    places: dict[tuple[str, bool], int] = {}
    codes = [
        -1 if is_missing(item) else places.setdefault((text, number is not None), len(places))
        for item, text, number in zip(items, texts, numbers, strict=True)
    ]
    are_numbers = np.array([is_number for _, is_number in places], bool)
    found = _text(name, np.array(codes, np.int32), [text for text, _ in places])
    return replace(found, are_numbers=are_numbers) if are_numbers.any() else found


def _number_of(item: object) -> float | None:
    """A number, or the seconds of a time span or since midnight; None for other objects."""
    if isinstance(item, dt.timedelta):
        return item.total_seconds()
    if isinstance(item, dt.time):
        return item.hour * 3600 + item.minute * 60 + item.second
    is_number = isinstance(item, int | float | Decimal | Fraction | np.number)
    return float(item) if is_number and not isinstance(item, bool) else None  # type: ignore[arg-type]


def _text(name: str, codes: Array, labels: list[Any], *, is_category: bool = False) -> Stored:
    # a member of an enumeration may be a text, too, and its str() another one
    texts = tuple(str.__str__(one) if isinstance(one, str) else str(one) for one in labels)
    return Stored(name, "text", codes, texts, is_category=is_category)
