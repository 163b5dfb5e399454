"""Texts and numbers that are dates."""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._values import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array

_SAMPLE = 200
_TIMES = (
    "",
    " %H:%M:%S",
    " %H:%M",
    "T%H:%M:%S",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %H:%M:%S.%f",
    ", %H:%M",
)
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y")
_OTHERS = (
    *("%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d", "%Y.%m.%d"),
    *("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y"),
    *("%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y", "%d/%b/%Y", "%a, %d %b %Y", "%A, %B %d, %Y"),
)
_FORMATS = [date + time for time in _TIMES for date in (*_MONTH_FIRST, *_DAY_FIRST, *_OTHERS)]
_ISO = "ISO8601"
_MAY_BE_DATE = re.compile(
    r"\d{4}-\d{1,2}(-\d{1,2})?\b|\d{8}T\d|\d{4}[/.]\d{1,2}[/.]\d{1,2}\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(\d\d)?\b|"
    r"(\w+,? )?(\d{1,2}[ /-])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ ,/-]",
    re.IGNORECASE,
)
# years of two digits, as spreadsheets read them: 29 is 2029, and 30 is 1930
_FIRST_OF_2030 = 1_893_456_000
_CENTURY = 36_525 * 86_400
_FEWEST_DATES = 0.8
"The share of texts that have to be dates."


def dates_of(labels: Sequence[str]) -> tuple[Array, str, bool] | None:
    """The texts of a column as dates in one format, which all of them tell; None if they are none.

    Args:
        labels: Without spaces around them.

    Returns:
        Seconds since 1970, int64 of shape (labels,), `MISSING` for other texts; the format, as
        strptime takes it; and whether each could have been read with day and month exchanged as
        well.
    """
    sample = list(labels[:: max(1, len(labels) // _SAMPLE)])
    if sum(map(bool, map(_MAY_BE_DATE.match, sample))) < _FEWEST_DATES * len(sample):
        return None
    best = _ISO if _share(sample, _ISO) >= _FEWEST_DATES else ""
    if not best:
        shares = [(_share(sample[:20], one), one) for one in _FORMATS]
        best = max(shares, key=lambda pair: pair[0])[1]
    other = _exchanged(best)
    seconds = _parsed(labels, best)
    is_ambiguous = False
    if other:
        swapped = _parsed(labels, other)
        known, known_swapped = (int((one != MISSING).sum()) for one in (seconds, swapped))
        is_ambiguous = known == known_swapped and bool((seconds != swapped).any())
        if known_swapped > known:
            seconds, best = swapped, other
        elif known == known_swapped and best.startswith("%d"):
            seconds, best = swapped, other  # the month first
    known = int((seconds != MISSING).sum())
    if known < _FEWEST_DATES * len(labels):
        return None
    return or_iso(seconds, labels), best, is_ambiguous


def read_dates(labels: Sequence[str], written: str) -> tuple[Array, Array]:
    """Texts as dates, each by itself.

    Args:
        labels: Without spaces around them.
        written: The format of the column, from `dates_of`; texts that do not fit are tried as ISO
            dates. If empty, all formats are tried, with the month first before the day first.

    Returns:
        Seconds since 1970, int64 of shape (labels,), `MISSING` for other texts; and which of them
        could be read with day and month exchanged as well, bool of shape (labels,).
    """
    is_ambiguous = np.zeros(len(labels), bool)
    if written:
        return or_iso(_parsed(labels, written), labels), is_ambiguous
    seconds = _parsed(labels, _ISO)
    by_shape: dict[str, list[int]] = {}
    for place in np.flatnonzero(seconds == MISSING).tolist():
        if _MAY_BE_DATE.match(labels[place]):
            by_shape.setdefault(re.sub(r"\d", "0", labels[place]), []).append(place)
    for shape, places in by_shape.items():
        texts = [labels[place] for place in places]
        for one in filter(lambda form: _shape_of(form).fullmatch(shape), _FORMATS):
            found, known = _parsed(texts, one), seconds[places]
            is_new = (found != MISSING) & (known == MISSING)
            if one.startswith(_DAY_FIRST):
                is_ambiguous[places] |= (found != MISSING) & ~is_new & (found != known)
            seconds[places] = np.where(is_new, found, known)
    return seconds, is_ambiguous


def or_iso(seconds: Array, labels: Sequence[str]) -> Array:
    """Texts as dates, those that are none as ISO dates, as which dates beside texts are written."""
    is_invalid = seconds == MISSING
    if not is_invalid.any():
        return seconds
    return np.where(is_invalid, _parsed(labels, _ISO), seconds)


_DIGITS = {"%Y": "0000", "%y": "00", "%f": "0{1,6}"}


@cache
def _shape_of(written: str) -> re.Pattern[str]:
    """What the texts of a format look like, with 0 for each digit."""
    parts = [
        re.escape(part)
        if not part.startswith("%")
        else "[a-z]+"
        if part in ("%a", "%A", "%b", "%B", "%p")
        else _DIGITS.get(part, "00?")
        for part in re.split("(%.)", written)
    ]
    return re.compile("".join(parts), re.IGNORECASE)


def _exchanged(written: str) -> str:
    """The format with day and month exchanged; empty if that can't be meant."""
    for month, day in zip(_MONTH_FIRST, _DAY_FIRST, strict=True):
        if written.startswith(month):
            return day + written.removeprefix(month)
        if written.startswith(day):
            return month + written.removeprefix(day)
    return ""


def _share(labels: Sequence[str], written: str) -> float:
    return float((_parsed(labels, written) != MISSING).mean())


def _parsed(labels: Sequence[str], written: str) -> Array:
    import pandas as pd

    texts = pd.Series([*labels, None], dtype=object)[:-1]
    if written == _ISO:
        # numbers, as 2014, are no dates
        texts = texts.where(texts.str.contains(r"^\d{4}-|T", regex=True), None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dates = pd.to_datetime(texts, format=written, errors="coerce", utc=True)
    naive = dates.dt.tz_convert(None).to_numpy()
    seconds = np.asarray(naive.astype("datetime64[s]").view(np.int64))
    if "%y" in written:
        seconds = np.where(seconds >= _FIRST_OF_2030, seconds - _CENTURY, seconds)
    return seconds


NUMBER_FORMS = {
    "%Y%m%d": (19_000_101, 21_001_231),
    "year": (1000, 2200),
    "unix": (100_000_000, 4_200_000_000),
    "unix ms": (100_000_000_000, 4_200_000_000_000),
}
"Numbers that may be dates, when a person says so, and their range."


def forms_of_numbers(numbers: Array) -> Array:
    """How each number would be a date: a key of `NUMBER_FORMS`, or an empty text; shape (n,)."""
    found = np.full(len(numbers), "", dtype=object)
    for form, (low, high) in NUMBER_FORMS.items():
        with np.errstate(invalid="ignore"):
            found[(numbers >= low) & (numbers <= high)] = form
    return found


def dates_of_numbers(numbers: Array, written: str) -> Array:
    """Numbers as dates: seconds since 1970, int64 of shape (n,), `MISSING` for what is no date.

    Args:
        numbers: float64 of shape (n,), NaN for missing.
        written: How they are dates, a key of `NUMBER_FORMS`.
    """
    low, high = NUMBER_FORMS[written]
    with np.errstate(invalid="ignore"):
        is_sound = (numbers >= low) & (numbers <= high)
    whole = np.where(is_sound, numbers, low).astype(np.int64)
    if written.startswith("unix"):
        seconds = whole // (1000 if written == "unix ms" else 1)
    elif written == "year":
        years = (whole - 1970).astype("datetime64[Y]")
        seconds = years.astype("datetime64[s]").view(np.int64)
    else:
        distinct, places = np.unique(whole, return_inverse=True)
        seconds = _parsed(list(map(str, distinct.tolist())), written)[places]
    return np.where(is_sound, seconds, MISSING)
