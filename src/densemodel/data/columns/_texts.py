"""Texts that are flags, codes or stand for a missing value, and the texts of other values."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel._array import Array

MISSING_TEXTS = frozenset(
    ("NA", "N/A", "n/a", "NaN", "nan", "<NA>", "#N/A", "NULL", "null", "?", "NaT")
)
"What files write for a missing value."
MISSING_NUMBERS = frozenset(
    (*map(str.lower, MISSING_TEXTS), "none", "-", "--", ".", "missing", "unknown", "nil")
)
"More of it, in small letters; but among texts they may be values."

_YES = ("yes", "y", "true", "t", "on", "ja", "1")
_NO = ("no", "n", "false", "f", "off", "nein", "0")

_CODE = re.compile(r"0\d+")


def are_missing_texts(labels: Sequence[str], *, among_numbers: bool) -> Array:
    """Whether each text stands for a missing value, bool of shape (labels,)."""
    if among_numbers:
        found = [len(label) <= 8 and label.lower() in MISSING_NUMBERS for label in labels]
    else:
        found = [label in MISSING_TEXTS for label in labels]
    return np.array(found, dtype=bool)


def flag_of(label: str) -> int | None:
    """1 for yes, 0 for no, None for other texts."""
    word = label.lower()
    return 1 if word in _YES else 0 if word in _NO else None


def are_codes(labels: Sequence[str]) -> bool:
    """Whether they are digits that numbers would lose: with a leading zero, or very many."""
    if not all(label.isdigit() for label in labels):
        return False
    if any(map(_CODE.fullmatch, labels)):
        return True
    # a number always keeps 15 digits
    are_long = max(map(len, labels), default=0) > 15
    return are_long and len(set(map(float, labels))) < len(set(map(int, labels)))


_MOST_DIGITS = 1e15
"Whole numbers below are written in full."


class UnsupportedValueError(Exception):
    """A value that no column can hold; the message says what."""


_VALUES = int | float | dt.date | dt.time | dt.timedelta | Decimal | Fraction | UUID
_PANDAS_VALUES = ("Interval", "Period")


def text_of(item: Any, row: int = 0) -> str:
    """A single value as the text that a CSV file would hold: `1` for 1.0.

    Raises:
        UnsupportedValueError: It is a list, a dict or another object that is no value.
    """
    if isinstance(item, str):
        return item
    if isinstance(item, bytes):
        return item.decode("utf-8", "replace")
    if isinstance(item, dt.datetime | np.datetime64):
        return date_text(_seconds_of(item))
    if isinstance(item, np.generic):
        item = item.item()
    if isinstance(item, bool):
        return str(item)
    if isinstance(item, float) and item.is_integer() and abs(item) < _MOST_DIGITS:
        return str(int(item))
    if isinstance(item, _VALUES) or type(item).__name__ in _PANDAS_VALUES:
        return str(item)
    raise UnsupportedValueError(f"{with_article(type(item).__name__)} (row {row})")


def _seconds_of(date: dt.datetime | np.datetime64) -> int:
    """Seconds since 1970, UTC."""
    if isinstance(date, dt.datetime) and date.tzinfo is not None:
        date = date.astimezone(dt.UTC).replace(tzinfo=None)
    return int(np.datetime64(date, "s").astype(np.int64))


def date_text(seconds: int) -> str:
    """A date as text: `2014-10-13`, with its time of day unless that is midnight."""
    return str(np.datetime64(seconds, "s")).removesuffix("T00:00:00")


def meant_by(text: str, *others: str, known: set[str], width: int) -> str:
    """The known value that a text means: `1` and `1.0` are the same, and so are `True` and yes.

    `others` are other forms of the text, and `width` is of codes that may have lost their zeros.
    """
    if text in known or not known:
        return text
    if text in ("True", "False"):
        return flag_text(text == "True", known)
    forms = [*others]
    try:
        number = float(text)
    except ValueError:
        return text
    if np.isfinite(number):
        forms += [text_of(number), str(number), text_of(number).zfill(width)]
    return next((form for form in forms if form in known), text)


def code_width(known: Iterable[str]) -> int:
    """The length of codes such as `01619`, whose zeros are lost when a file is read; else 0."""
    codes = [value for value in known if value]
    lengths = {len(value) for value in codes}
    are_codes = len(lengths) == 1 and all(map(str.isdecimal, codes))
    return lengths.pop() if are_codes and any(value.startswith("0") for value in codes) else 0


def flag_text(flag: bool, known: set[str]) -> str:  # noqa: FBT001
    """The known value that means True or False."""
    if str(flag) in known:
        return str(flag)
    return next((value for value in sorted(known) if value and flag_of(value) == flag), str(flag))
