"""Arrays of Python objects read as numbers or as text, when that is what they hold."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import numbers
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._wording import not_finite_text, place, value_text, with_article

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data._finding import Findings

Array = np.ndarray[Any, Any]

# pandas' own marks of a missing value, by name, so that pandas need not be loaded
_MISSING_TYPES = {"NoneType", "NAType", "NaTType"}


def is_missing(value: object) -> bool:
    """Whether a value stands for one that is missing: None, NaN, pandas' NA and NaT."""
    if type(value).__name__ in _MISSING_TYPES:
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def read_objects(array: Array, where: str, findings: Findings) -> Array | None:
    """An object array as one of numbers (missing ones NaN) or of text.

    Args:
        array: Of dtype object, any shape.
        where: What the findings call it.
        findings: Gets what was converted, or why nothing could be.

    Returns:
        An array of a plain kind and the same shape, or of one axis more when the objects were
        themselves arrays; None if it was refused.
    """
    kinds = set(map(type, array.ravel().tolist()))
    present = {kind for kind in kinds if kind.__name__ not in _MISSING_TYPES}
    if not present:
        findings.refuse(where, f"{where} holds only missing values: give numbers")
        return None
    if all(issubclass(kind, str | bytes) or _is_number(kind) for kind in present):
        return _read_plain(array, present, where, findings)
    if all(issubclass(kind, np.ndarray | list | tuple) for kind in kinds):
        return _stack(array, where, findings)
    _refuse_odd_one(array, where, findings)
    return None


def _is_number(kind: type) -> bool:
    if issubclass(kind, bool | np.bool_ | decimal.Decimal | fractions.Fraction):
        return True
    return issubclass(kind, numbers.Real)


def _read_plain(array: Array, present: set[type], where: str, findings: Findings) -> Array | None:
    texts = {kind for kind in present if issubclass(kind, str | bytes)}
    # NaN is a float, so a column of text with gaps has the types str and float
    if texts and all(kind in texts or issubclass(kind, float | np.floating) for kind in present):
        return _read_text(array, where, findings)
    if texts:
        word = _first(array, lambda value: isinstance(value, str | bytes))
        number = _first(array, lambda value: not isinstance(value, str | bytes))
        findings.refuse(
            where,
            f"{where} mixes text and numbers: {word} and {number}. Make them all one or the other",
        )
        return None
    try:
        return _read_numbers(array, present, where, findings)
    except (ArithmeticError, ValueError):  # a whole number past 1e308, a signalling NaN of decimal
        findings.refuse(where, f"{where} holds a number that no float can hold: scale it first")
        return None


def _read_numbers(array: Array, present: set[type], where: str, findings: Findings) -> Array:
    missing = _missing_places(array, present)
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
            pass  # beyond 64 bits: a float holds the size, if not each digit
    return array.astype(np.float64)


def _missing_places(array: Array, present: set[type]) -> Array:
    if set(map(type, array.ravel().tolist())) == present:
        # nothing is equal to itself but NaN; comparing takes a tenth of the time of a loop
        return np.asarray(array != array, dtype=bool)  # noqa: PLR0124
    return np.array([is_missing(value) for value in array.ravel().tolist()]).reshape(array.shape)


def _read_text(array: Array, where: str, findings: Findings) -> Array | None:
    flat = array.ravel().tolist()
    gaps = [i for i, value in enumerate(flat) if is_missing(value)]
    if gaps:
        findings.refuse(where, not_finite_text(len(gaps), where, place(array.shape, gaps[0])))
        return None
    odd = [i for i, value in enumerate(flat) if not isinstance(value, str | bytes)]
    if odd:
        findings.refuse(
            where,
            f"{where} mixes text and numbers: {value_text(flat[odd[0]])} "
            f"({place(array.shape, odd[0])}). Make them all one or the other",
        )
        return None
    texts = [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in flat]
    return np.array(texts, dtype=str).reshape(array.shape)


def _stack(array: Array, where: str, findings: Findings) -> Array | None:
    """One array from an array of arrays; images read one by one come like this."""
    try:
        stacked = np.stack([np.asarray(item) for item in array.ravel()])
    except ValueError:
        stacked = None
    if stacked is None or stacked.dtype.kind == "O":
        findings.refuse(where, f"the rows of {where} differ in length: give all the same length")
        return None
    findings.repair(where, f"{where} is an array of arrays: read as one array")
    return stacked.reshape(array.shape + stacked.shape[1:])


def _first(array: Array, fits: Callable[[object], bool]) -> str:
    flat = array.ravel().tolist()
    i = next(i for i, value in enumerate(flat) if fits(value) and not is_missing(value))
    return f"{value_text(flat[i])} ({place(array.shape, i)})"


def _refuse_odd_one(array: Array, where: str, findings: Findings) -> None:
    flat = array.ravel().tolist()
    i = next(
        i
        for i, value in enumerate(flat)
        if not is_missing(value)
        and not isinstance(value, str | bytes)
        and not _is_number(type(value))
    )
    what = type(flat[i]).__name__
    if isinstance(flat[i], dt.date | dt.timedelta):
        mend = "give a number instead, such as days since a date"
    elif isinstance(flat[i], complex):
        mend = "give its real and imaginary part as two columns"
    else:
        mend = "give numbers"
    findings.refuse(where, f"{where} holds {with_article(what)} ({place(array.shape, i)}): {mend}")
