"""Texts that are flags, codes or stand for a missing value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

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
