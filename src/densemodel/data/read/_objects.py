"""Read arrays of Python objects as numbers or text."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import numbers
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import is_of_labels, not_finite_text, place, value_text
from densemodel.data.read._non_numeric_text import NonNumericText, is_number, non_numeric_text_of
from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data.findings._finding import Findings


# of pandas, by name, without importing it
_FIXES = {
    "Period": "give a number, such as its year",
    "Interval": "give a number, such as its middle",
}


def _unsupported_object_fix(value: object, where: str) -> str:
    if isinstance(value, dt.date | dt.time | dt.timedelta | np.datetime64 | np.timedelta64):
        return "give a number instead, such as days since a date"
    if isinstance(value, complex | np.complexfloating):
        return "give its real and imaginary part as two columns"
    if isinstance(value, Mapping):
        is_column = " " in where
        table = f"make a table of them with pd.DataFrame({where})"
        return "give its parts as columns" if is_column else table
    fix = _FIXES.get(type(value).__name__, "give numbers")
    is_class = where == "y" and type(value).__name__ == "Interval"  # as pd.cut makes them
    return f"write pd.Series(y).astype(str) if it is a class, or {fix}" if is_class else fix


# pandas' missing values, by name, without importing pandas
_MISSING_TYPES = {"NoneType", "NAType", "NaTType"}

_LONGEST_TEXT = 1000
"""The most characters of a name. NumPy gives each text of an array the width of the longest, so
some thousand articles would fill the memory."""

_FEWEST_NAMES = 20
"With fewer rows all texts of a column may differ by chance."

_NO_NUMBERS = (
    *(np.character, np.complexfloating, np.datetime64, np.timedelta64),
    *(np.void, np.object_),
)
"NumPy scalars that are not numbers to train on; some are registered as integers."


def is_missing(value: object) -> bool:
    """Whether a value is missing: None, NaN, pandas' NA and NaT."""
    if type(value).__name__ in _MISSING_TYPES:
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def holds_text(array: Array) -> bool:
    """Whether an array holds only text and missing values."""
    if array.dtype.kind != "O":
        return array.dtype.kind in "UST"
    present = _kinds_present(array)
    return any(map(_is_text, present)) and all(
        _is_text(kind) or issubclass(kind, float | np.floating) for kind in present
    )


def are_numbers(texts: Array) -> bool:
    """Whether Python reads each text as a number, except for those that are missing."""
    known = (_decoded(value) for value in texts.ravel().tolist() if not is_missing(value))
    return all(isinstance(text, str) and is_number(text) for text in known)


def names_rows(texts: Array) -> bool:
    """Whether the text of each row is unique, shape (n,); with few rows it may be by chance."""
    return len(texts) >= _FEWEST_NAMES and len(set(texts.tolist())) == len(texts)


def read_objects(array: Array, where: str, findings: Findings) -> Array | None:
    """An object array as one of numbers (missing ones NaN) or of text; None if it was refused."""
    if np.ndarray in set(map(type, array.ravel().tolist())):
        array = array.copy()
        for i, value in enumerate(array.flat):
            if isinstance(value, np.ndarray) and value.ndim == 0:
                array.flat[i] = value[()]  # the number in an array without axes
    present = _kinds_present(array)
    if not present:
        fix = "leave it out" if where.startswith("column ") else "give numbers"
        findings.refuse(where, f"{where} holds only missing values: {fix}")
        return None
    if all(_is_text(kind) or _is_number(kind) for kind in present):
        return _read_plain(array, present, where, findings)
    i, value = next(
        (i, value)
        for i, value in enumerate(array.ravel().tolist())
        if not (is_missing(value) or _is_text(type(value)) or _is_number(type(value)))
    )
    what = f"{with_article(type(value).__name__)} ({place(array.shape, i)})"
    findings.refuse(where, f"{where} holds {what}: {_unsupported_object_fix(value, where)}")
    return None


def _kinds_present(array: Array) -> set[type]:
    kinds = set(map(type, array.ravel().tolist()))
    return {kind for kind in kinds if kind.__name__ not in _MISSING_TYPES}


def _is_text(kind: type) -> bool:
    return issubclass(kind, str | bytes)


def _is_number(kind: type) -> bool:
    if issubclass(kind, np.generic):
        return not issubclass(kind, _NO_NUMBERS)
    return issubclass(kind, numbers.Real | decimal.Decimal | fractions.Fraction)


def _read_plain(array: Array, present: set[type], where: str, findings: Findings) -> Array | None:
    texts = set(filter(_is_text, present))
    if texts and texts != present:
        non_numeric = non_numeric_text_in(array)
        if non_numeric is not None:
            refuse_non_numeric_text(non_numeric, array.shape, where, findings)
            return None
    # NaN is a float, so a column of text with gaps has the types str and float
    if texts and all(kind in texts or issubclass(kind, float | np.floating) for kind in present):
        return _read_text(array, where, findings)
    if texts:
        word = _first(array, lambda value: isinstance(value, str | bytes))
        number = _first(array, lambda value: not isinstance(value, str | bytes))
        findings.refuse(
            where, f"{where} mixes text and numbers: {word} and {number}. Use only one of them"
        )
        return None
    try:
        return _read_numbers(array, present, where, findings)
    except (ArithmeticError, ValueError):  # a whole number past 1e308, a signalling NaN of decimal
        findings.refuse(where, f"{where} holds a number too large for a float: scale it first")
        return None


def non_numeric_text_in(array: Array) -> NonNumericText | None:
    """The odd values among text and numbers, some missing; None without any."""
    if array.dtype.kind == "O" and not all(
        _is_text(kind) or _is_number(kind) for kind in _kinds_present(array)
    ):
        return None
    flat = array.ravel().tolist()
    known = [place for place, value in enumerate(flat) if not is_missing(value)]
    non_numeric = non_numeric_text_of([_decoded(flat[place]) for place in known])
    return None if non_numeric is None else replace(non_numeric, place=known[non_numeric.place])


def refuse_non_numeric_text(
    non_numeric: NonNumericText,
    shape: tuple[int, ...],
    where: str,
    findings: Findings,
    values: str = "",
) -> None:
    """Refuse values that are not numbers, with the first one and the fix.

    `where` is their name in messages, `x` or `column 'rm' of x`; `values` their expression in
    Python, as a Series; empty for an array.
    """
    spot = place(shape, non_numeric.place)
    more = f", and {non_numeric.number - 1:,} more" if non_numeric.number > 1 else ""
    if where == "y":
        fix = f"write y = {non_numeric.fix('pd.Series(y)', where)}"
    elif values:
        fix = f"write {values} = {non_numeric.fix(values, where)}"
    elif where == "x":
        fix = "give numbers, as from pd.DataFrame(x).apply(pd.to_numeric, errors='coerce')"
    else:
        fix = "give numbers"
    findings.refuse(where, f"{where} holds {non_numeric.shown} ({spot}{more}), not a number: {fix}")


def _decoded(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _read_numbers(array: Array, present: set[type], where: str, findings: Findings) -> Array:
    flat = array.ravel().tolist()
    if set(map(type, flat)) == present:
        # only NaN differs from itself; comparing takes a tenth of the time of a loop
        missing: Array = np.asarray(array != array, dtype=bool)  # noqa: PLR0124
    else:
        missing = np.array([is_missing(value) for value in flat]).reshape(array.shape)
    if missing.any():
        numeric = np.full(array.shape, np.nan)
        numeric[~missing] = array[~missing].astype(np.float64)
        return numeric
    if all(issubclass(kind, bool | np.bool_) for kind in present):
        return array.astype(bool)
    findings.repair(where, f"{where} holds numbers as Python objects: read as an array of numbers")
    if all(issubclass(kind, numbers.Integral | np.bool_) for kind in present):
        try:
            return array.astype(np.int64)
        except OverflowError:
            pass  # beyond 64 bits: a float holds the size, but not each digit
    return array.astype(np.float64)


def _read_text(array: Array, where: str, findings: Findings) -> Array | None:
    flat = array.ravel().tolist()
    gaps = [i for i, value in enumerate(flat) if is_missing(value)]
    if gaps and not is_of_labels(where):
        # x has to hold numbers: that it is text matters more than missing values
        first = next(i for i, value in enumerate(flat) if isinstance(value, str | bytes))
        spot = f"{place(array.shape, first)}: {value_text(flat[first])}"
        findings.refuse(where, f"{where} holds text ({spot}): encode it as numbers")
        return None
    if gaps:
        message = not_finite_text(len(gaps), where, place(array.shape, gaps[0]))
        findings.refuse(where, message, "missing drop")
        return None
    others = [i for i, value in enumerate(flat) if not isinstance(value, str | bytes)]
    if others:
        findings.refuse(
            where,
            f"{where} mixes text and numbers: {value_text(flat[others[0]])} "
            f"({place(array.shape, others[0])}). Use only one of them",
        )
        return None
    texts = [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in flat]
    longest = max(range(len(texts)), key=lambda i: len(texts[i]))
    if len(texts[longest]) > _LONGEST_TEXT:
        findings.refuse(
            where,
            f"{where} holds text of {len(texts[longest]):,} characters "
            f"({place(array.shape, longest)}): convert each text to numbers first",
        )
        return None
    return np.array(texts, dtype=str).reshape(array.shape)


def _first(array: Array, fits: Callable[[object], bool]) -> str:
    flat = array.ravel().tolist()
    i = next(i for i, value in enumerate(flat) if fits(value) and not is_missing(value))
    return f"{value_text(flat[i])} ({place(array.shape, i)})"
