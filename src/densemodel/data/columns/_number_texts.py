"""Texts that are numbers, in the ways in which people and programs write them."""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel._array import Array

_MINUS = "\N{MINUS SIGN}"
MONEY = (
    r"[$€£¥₹₩₽₺₪₫]|"
    "usd|eur|gbp|chf|jpy|cny|inr|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|brl|mxn|zar|sgd|hkd|krw"
)
"What a sum of money is written with, in any case."
_GAPS = r"\u00a0\u202f '"
"What stands between thousands beside dots and commas."
_WITH_SIGN = re.compile(
    rf"^(-?)\s*(?:{MONEY})?\s*([-+]?[\d.,{_GAPS}]*\d\.?)\s*(?:{MONEY}|%)?$", re.IGNORECASE
)
_ACCOUNTING = re.compile(rf"(?:{MONEY})?\s*\((.+)\)", re.IGNORECASE)
"A number below 0 in brackets, as accountants write it."
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(rf"[-+]?\d{{1,3}}(?:[,{_GAPS}]\d{{3}})+(?:\.\d*)?")
_DOTTED = re.compile(rf"[-+]?\d{{1,3}}(?:[.{_GAPS}]\d{{3}})+")
"A number with dots between thousands, where commas are decimal."
_SURELY_DOTTED = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3}){2,}")
"One that can be nothing else."
_DECIMAL_COMMA = re.compile(rf"[-+]?\d{{1,3}}(?:[.{_GAPS}]?\d{{3}})*,\d+|[-+]?\d+,\d+")
_FLAGS = {"True": 1.0, "False": 0.0}
_SAMPLE = 200


def is_plain_number(label: str) -> bool:
    """Whether a text is a number as Python writes it: not `1,234` or `5 %`."""
    return _PLAIN.fullmatch(label) is not None


def point_of(labels: Sequence[str]) -> str:
    """How numbers without decimal commas stand in texts: empty if they are all plain."""
    return "" if all(map(is_plain_number, labels)) else "."


def numbers_of(labels: Sequence[str], are_numbers: Array | None = None) -> tuple[Array, str]:
    """The texts of a column as numbers, and how they are written, which all of them tell.

    Args:
        labels: Without spaces around them.
        are_numbers: Which of them were never texts, bool of shape (labels,): they have a decimal
            point, and say nothing of the others. None: all are texts.

    Returns:
        float64 of shape (labels,), NaN for other texts; and `,` if commas are decimal signs, so
        that dots stand between thousands; `.` if dots are, beside texts such as `4.926.191`, which
        are then no numbers; else an empty text.
    """
    numbers = _plain_numbers(labels)
    invalid = [labels[place] for place in np.flatnonzero(np.isnan(numbers)).tolist()]
    if not any(map(_bare, invalid[:: max(1, len(invalid) // _SAMPLE)])):
        return numbers, ""
    bare = [text for text in map(_bare, invalid) if text]
    are_texts = [True] * len(labels) if are_numbers is None else ~are_numbers
    written = _written(bare, compress(labels, are_texts))
    numbers = _filled(numbers, labels, written, are_numbers)
    found = np.flatnonzero(~np.isnan(numbers)).tolist()
    if all(_ACCOUNTING.fullmatch(labels[place]) for place in found):
        numbers[:] = np.nan  # marks such as those of footnotes
    return numbers, written


def read_numbers(labels: Sequence[str], written: str, are_numbers: Array | None = None) -> Array:
    """Texts as numbers, each by itself: float64 of shape (labels,), NaN for other texts.

    Args:
        labels: Without spaces around them.
        written: How the numbers of the column are written, from `numbers_of`; if empty, dots are
            decimal signs, and `12,5` is 12.5, which can be nothing else.
        are_numbers: As in `numbers_of`.
    """
    return with_flags(_filled(_plain_numbers(labels), labels, written, are_numbers), labels)


def with_flags(numbers: Array, labels: Sequence[str]) -> Array:
    """Numbers of texts, with 1 for True and 0 for False, which are no numbers in a text."""
    numbers = numbers.copy()
    for place in np.flatnonzero(np.isnan(numbers)).tolist():
        numbers[place] = _FLAGS.get(labels[place], np.nan)
    return numbers


def _plain_numbers(labels: Sequence[str]) -> Array:
    """Texts as pandas reads them: NaN for those that Python doesn't take for numbers."""
    import pandas as pd

    # the last one, so that whole numbers are read in the same way whatever the others are
    texts = pd.Series([*labels, "0.5"], dtype=object)
    return np.array(pd.to_numeric(texts, errors="coerce"), dtype=np.float64)[:-1]


def _filled(
    numbers: Array, labels: Sequence[str], written: str, are_numbers: Array | None
) -> Array:
    """Plain numbers, and those of other texts."""
    is_invalid = np.isnan(numbers)
    may_be_dotted = np.full(len(labels), written == ",")
    if are_numbers is not None:
        may_be_dotted &= ~are_numbers
    for place in np.flatnonzero(is_invalid | may_be_dotted).tolist():
        label = labels[place]
        if is_invalid[place] or _DOTTED.fullmatch(label):
            numbers[place] = _value(_bare(label), written)
    return numbers


def _written(bare: Sequence[str], labels: Iterable[str]) -> str:
    """How the numbers of a column are written: see `numbers_of`."""
    with_comma = [text for text in bare if "," in text]
    are_decimal = all(map(_DECIMAL_COMMA.fullmatch, with_comma))
    if are_decimal and not all(map(_THOUSANDS.fullmatch, with_comma)):
        return ","
    if not any(map(_SURELY_DOTTED.fullmatch, bare)):
        return ""
    points = [text for label in labels if "." in label and _PLAIN.fullmatch(text := _bare(label))]
    return "," if are_decimal and all(map(_DOTTED.fullmatch, points)) else "."


def _value(text: str, written: str) -> float:
    """The number that a bare text is; NaN if it is none."""
    is_dotted = written != "." and (_DOTTED if written == "," else _SURELY_DOTTED).fullmatch(text)
    if written != "," and _THOUSANDS.fullmatch(text):
        text = re.sub(rf"[,{_GAPS}]", "", text)
    elif is_dotted or _DECIMAL_COMMA.fullmatch(text):
        text = re.sub(rf"[.{_GAPS}]", "", text).replace(",", ".")
    return float(text) if _PLAIN.fullmatch(text) else np.nan


def _bare(label: str) -> str:
    """A number without its currency or percent sign; empty for other texts."""
    text = label.replace(_MINUS, "-")
    in_brackets = _ACCOUNTING.fullmatch(text)
    found = _WITH_SIGN.match(in_brackets[1] if in_brackets else text)
    if found is None:
        return ""
    number = found[1] + found[2]
    if in_brackets is None:
        return number
    return "" if number.startswith(("-", "+")) else f"-{number}"
