"""The kind of a column of numbers: a quantity, codes such as those of regions, or an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import value_text
from densemodel.data.table._columns import MISSING, RawColumn
from densemodel.data.table._stored import short_number, text_of

if TYPE_CHECKING:
    from densemodel.data.split._split import Array

FEWEST_ROWS = 20
"With fewer rows all values may differ by chance."
ROWS_A_VALUE = 20
"Rows of each code, on average."
_MOST_CODES = 0.5
"The share of the whole numbers of their range that codes take."
_FEWEST_CODES = 10
"Fewer do not show whether they are a quantity."
_SMOOTH = 0.3
_EXACT = 2.0**53
_FEWEST_IDS = 100
_ID_DIGITS = 6


def number_column(
    name: str, numbers: Array, *, written: str = "", text: str | None = None
) -> RawColumn:
    """A column of numbers with the kind that they have.

    Args:
        name: Its name.
        numbers: float64 of shape (n,), NaN for missing.
        written: How texts hold them: see `RawColumn`.
        text: Of numbers that stand as texts one of these, or an empty one if they are plain.
    """
    gaps = np.isnan(numbers)
    known = numbers[~gaps] if gaps.any() else numbers
    if not len(known):
        return RawColumn(name, "number", numbers, "constant", "no values")
    low, high = float(known.min()), float(known.max())
    is_full = len(known) == len(numbers)
    if low == high and is_full:
        why = f"always {short_number(low)}"
        return RawColumn(name, "number", numbers, "constant", why, written=written)
    is_whole = are_whole(numbers)
    codes = _codes(known, int(low), int(high)) if is_whole else 0
    if codes:
        why = f"{codes:,} different whole numbers of {len(str(int(low)))} digits"
        return RawColumn(name, "whole", _whole(numbers), "category", why, written=written)
    if is_whole and is_full and _are_ids(known, int(low), int(high)):
        why = "each row has another whole number"
        return RawColumn(name, "number", numbers, "id", why, written=written)
    what = "whole numbers" if is_whole else "numbers"
    if text is not None:
        what += f" as text, such as {value_text(text)}," if text else " as text,"
    why = "0 and 1" if is_whole and (low, high) == (0, 1) else f"{what} {span_text(low, high)}"
    return RawColumn(name, "number", numbers, "number", why, written=written)


def category_of_numbers(name: str, numbers: Array) -> RawColumn:
    """A category whose values are numbers; those that are not whole become texts."""
    gaps = np.isnan(numbers)
    distinct, places = np.unique(numbers[~gaps], return_inverse=True)
    if are_whole(numbers):
        why = f"{len(distinct):,} different whole numbers"
        return RawColumn(name, "whole", _whole(numbers), "category", why)
    codes = np.full(len(numbers), -1, np.int32)
    codes[~gaps] = places
    labels = tuple(map(text_of, distinct.tolist()))
    return RawColumn(
        name, "text", codes, "category", f"{len(distinct):,} different numbers", labels
    )


def are_whole(numbers: Array) -> bool:
    """Whether all numbers that are not missing are whole, shape (n,)."""
    for part in (numbers[:1000], numbers):
        known = part[~np.isnan(part)]
        if not (known == np.floor(known)).all() or (np.abs(known) > _EXACT).any():
            return False
    return True


def _are_years(low: int, high: int) -> bool:
    return 1500 <= low <= high <= 2200  # noqa: PLR2004


def span_text(low: float, high: float) -> str:
    """The range of numbers: `from 0 to 1,200`; years have no comma."""
    if _are_years(int(low), int(high)) and low == np.floor(low) and high == np.floor(high):
        return f"from {low:.0f} to {high:.0f}"
    return f"from {short_number(low)} to {short_number(high)}"


def _whole(numbers: Array) -> Array:
    gaps = np.isnan(numbers)
    return np.where(gaps, MISSING, np.where(gaps, 0, numbers).astype(np.int64))


def _codes(known: Array, low: int, high: int) -> int:
    """How many different numbers there are, if they are codes as those of regions; else 0.

    Codes have the same number of digits, at least 3. They are few in their range, come again and
    again, and are neither years nor on a grid, as prices and sizes are.
    """
    are_years = low >= 1800 and high <= 2100  # noqa: PLR2004
    if low < 100 or len(str(low)) != len(str(high)) or are_years:  # noqa: PLR2004
        return 0
    if len(np.unique(known[: ROWS_A_VALUE * 1000])) * ROWS_A_VALUE > len(known):
        return 0
    distinct, counts = np.unique(known, return_counts=True)
    count = len(distinct)
    is_full = count >= _MOST_CODES * (high - low + 1)
    if count < _FEWEST_CODES or is_full or count * ROWS_A_VALUE > len(known):
        return 0
    on_grid = int(np.gcd.reduce(np.diff(distinct).astype(np.int64))) > 1
    return 0 if on_grid or are_smooth(distinct - np.median(known), counts) else count


def are_smooth(distances: Array, counts: Array) -> bool:
    """Whether counts are those of a quantity, or designed: codes have any, and uneven ones.

    Values of a quantity near its median are more common, and neighbours are about as common.
    """
    if counts.min() == counts.max():
        return True
    near = _correlation(-np.abs(distances), counts)
    return near > _SMOOTH or _correlation(counts[1:], counts[:-1]) > _SMOOTH


def _correlation(one: Array, other: Array) -> float:
    """The correlation of their ranks; 1 if one of them is constant."""
    first, second = (np.unique(values, return_inverse=True)[1] for values in (one, other))
    if not (first.any() and second.any()):
        return 1.0
    return float(np.corrcoef(first, second)[0, 1])


def _are_ids(known: Array, low: int, high: int) -> bool:
    """Whether each row has another number that says nothing: row numbers, or drawn at random."""
    count = len(known)
    if count < FEWEST_ROWS or high - low + 1 < count or _are_years(low, high):
        return False
    if len(np.unique(known[:1000])) < min(count, 1000):
        return False
    is_from_one = 0 <= low <= 1
    if count < _FEWEST_IDS:
        return is_from_one and bool((np.diff(known) == 1).all())
    if is_from_one and high <= 2 * count and bool((np.diff(known) > 0).all()):
        return True  # the row numbers of a part of a table
    ordered = np.sort(known)
    if (ordered[1:] == ordered[:-1]).any():
        return False
    return high - low + 1 <= 1.2 * count or _are_drawn(ordered, len(str(high)))


def _are_drawn(ordered: Array, digits: int) -> bool:
    """Whether numbers fill all of their digits evenly, as no quantity does."""
    low, high = ordered[0], ordered[-1]
    if digits < _ID_DIGITS or low > 1.1 * 10 ** (digits - 1) or high < 0.97 * 10**digits:
        return False
    even = (ordered - low) / (high - low) - np.linspace(0, 1, len(ordered))
    return bool(np.abs(even).max() * np.sqrt(len(ordered)) < 1)
