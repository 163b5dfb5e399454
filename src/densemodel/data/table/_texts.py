"""Texts that are numbers, dates, flags or nothing at all."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.table._columns import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.split._split import Array

NOTHING = frozenset(("NA", "N/A", "n/a", "NaN", "nan", "<NA>", "#N/A", "NULL", "null", "?", "NaT"))
"What files write for a missing value."
NOTHING_AMONG_NUMBERS = frozenset(
    (*map(str.lower, NOTHING), "none", "-", "--", ".", "missing", "unknown", "nil")
)
"More of it, in small letters; but among texts they may be values."
_LONGEST_NOTHING = 8

_YES = ("yes", "y", "true", "t", "on", "ja", "1")
_NO = ("no", "n", "false", "f", "off", "nein", "0")

_CURRENCY = re.compile(
    r"^(-?)\s*(?:[$€£¥₹]|usd|eur|gbp)?\s*"
    r"([-+]?[\d.,'\u00a0\u202f ]*\d\.?)"
    r"\s*(?:[$€£¥₹%]|usd|eur|gbp)?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[,'\u00a0\u202f ]\d{3})+(?:\.\d*)?")
_DOTTED = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+")
"A number with dots between thousands, where commas are decimal."
_DECIMAL_COMMA = re.compile(r"[-+]?\d{1,3}(?:[.\u00a0\u202f ']?\d{3})*,\d+|[-+]?\d+,\d+")
_DIGITS = 15
"So many digits a number always keeps."
_CODE = re.compile(r"0\d+")
_SAMPLE = 200


def are_nothing(labels: Sequence[str], *, among_numbers: bool) -> Array:
    """Whether each text stands for a missing value, bool of shape (labels,)."""
    if among_numbers:
        found = [
            len(label) <= _LONGEST_NOTHING and label.lower() in NOTHING_AMONG_NUMBERS
            for label in labels
        ]
    else:
        found = [label in NOTHING for label in labels]
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
    are_long = max(map(len, labels), default=0) > _DIGITS
    return are_long and len(set(map(float, labels))) < len(set(map(int, labels)))


def is_plain_number(label: str) -> bool:
    """Whether a text is a number as Python writes it: not `1,234` or `5 %`."""
    return _PLAIN.fullmatch(label) is not None


def point_of(labels: Sequence[str]) -> str:
    """How numbers without decimal commas stand in texts: empty if they are all plain."""
    return "" if all(map(is_plain_number, labels)) else "."


def numbers_of(labels: Sequence[str], written: str = "") -> tuple[Array, str]:
    """Texts as numbers: float64 of shape (labels,), NaN for others; and how they are written.

    Args:
        labels: Without spaces around them.
        written: `,` if a comma is known to be the decimal sign, `.` if it is not; found from the
            texts if empty.
    """
    import pandas as pd

    texts = np.array([*labels, None], dtype=object)[:-1]
    numbers = np.asarray(pd.to_numeric(pd.Series(texts), errors="coerce"), dtype=np.float64).copy()
    odd = np.flatnonzero(np.isnan(numbers))
    sample = odd[:: max(1, len(odd) // _SAMPLE)].tolist()
    if not written and not any(_CURRENCY.match(labels[place]) for place in sample):
        return numbers, written
    bare = {place: _bare(labels[place]) for place in odd.tolist()}
    with_comma = [text for text in bare.values() if "," in text]
    if not written and with_comma and all(map(_DECIMAL_COMMA.fullmatch, with_comma)):
        written = "" if all(map(_THOUSANDS.fullmatch, with_comma)) else ","
    for place, text in bare.items():
        plain = _plain(text, written)
        if _PLAIN.fullmatch(plain):
            numbers[place] = float(plain)
    if written == ",":
        for place, label in enumerate(labels):
            if _DOTTED.fullmatch(label):
                numbers[place] = float(label.replace(".", ""))
    return numbers, written


def _plain(text: str, written: str) -> str:
    """A number as Python writes it."""
    if written == "," and _DECIMAL_COMMA.fullmatch(text):
        return re.sub(r"[.\u00a0\u202f ']", "", text).replace(",", ".")
    is_grouped = written != "," and _THOUSANDS.fullmatch(text)
    return re.sub(r"[,'\u00a0\u202f ]", "", text) if is_grouped else text


def _bare(label: str) -> str:
    """A number without its currency or percent sign; empty for other texts."""
    found = _CURRENCY.match(label)
    return found[1] + found[2] if found else ""


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


def dates_of(labels: Sequence[str], written: str = "") -> tuple[Array, str, bool] | None:
    """Texts as dates in one format; None if they are no dates.

    Args:
        labels: Without spaces around them.
        written: The format, as strptime takes it, if it is known; texts that do not fit are tried
            as ISO dates.

    Returns:
        Seconds since 1970, int64 of shape (labels,), `MISSING` for other texts; the format; and
        whether each could have been read with day and month exchanged as well.
    """
    if written:
        seconds = _parsed(labels, written)
        iso = _parsed(labels, _ISO, are_separated=True)
        return np.where(seconds == MISSING, iso, seconds), written, False
    sample = list(labels[:: max(1, len(labels) // _SAMPLE)])
    if sum(map(bool, map(_MAY_BE_DATE.match, sample))) < _FEWEST_DATES * len(sample):
        return None
    best = _ISO if _share(sample, _ISO) >= _FEWEST_DATES else ""
    if not best:
        formats = [
            date + time for time in _TIMES for date in (*_MONTH_FIRST, *_DAY_FIRST, *_OTHERS)
        ]
        shares = [(_share(sample[:20], one), one) for one in formats]
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
    return seconds, best, is_ambiguous


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


def _parsed(labels: Sequence[str], written: str, *, are_separated: bool = False) -> Array:
    import pandas as pd

    texts = pd.Series([*labels, None], dtype=object)[:-1]
    if written == _ISO or are_separated:
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


_FORMS = {
    "%Y%m%d": (19_000_101, 21_001_231),
    "year": (1000, 2200),
    "unix": (100_000_000, 4_200_000_000),
    "unix ms": (100_000_000_000, 4_200_000_000_000),
}
"Numbers that may be dates, when a person says so, and their range."


def dates_of_numbers(numbers: Array, written: str = "") -> tuple[Array, str] | None:
    """Numbers as dates: YYYYMMDD, years, or Unix time; None if they are none of these.

    Returns:
        Seconds since 1970, int64 of shape (n,), `MISSING` for what is no date; and how they are
        written.
    """
    known = numbers[~np.isnan(numbers)]
    if not written:
        fits = (
            form
            for form, (low, high) in _FORMS.items()
            if len(known) and known.min() >= low and known.max() <= high
        )
        written = next(fits, "")
    if written not in _FORMS:
        return None
    low, high = _FORMS[written]
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
    return np.where(is_sound, seconds, MISSING), written
