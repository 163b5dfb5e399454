"""What a column of numbers is: a quantity, codes such as those of regions, or an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.wording import number

if TYPE_CHECKING:
    from densemodel._array import Array

FEWEST_ROWS = 20
"With fewer rows all values may differ by chance."
RARE = 3
"A text that occurs less often says nothing of others."
ROWS_A_VALUE = 20
"Rows of each code, on average."


def are_whole(numbers: Array) -> bool:
    """Whether all numbers that are not missing are whole, shape (n,)."""
    for part in (numbers[:1000], numbers):
        known = part[~np.isnan(part)]
        if not (known == np.floor(known)).all() or (np.abs(known) > 2.0**53).any():
            return False
    return True


def span_text(low: float, high: float) -> str:
    """The range of numbers: `from 0 to 1,200`; years have no comma."""
    if _are_years(int(low), int(high)) and low == np.floor(low) and high == np.floor(high):
        return f"from {low:.0f} to {high:.0f}"
    return f"from {number(low, 'value')} to {number(high, 'value')}"


def count_codes(known: Array) -> int:
    """How many different numbers there are, if they are codes as those of regions; else 0.

    Codes have the same number of digits, at least 3. They are few in their range, come again and
    again, and are neither years nor on a grid, as prices and sizes are.
    """
    low, high = int(known.min()), int(known.max())
    are_years = low >= 1800 and high <= 2100
    if low < 100 or len(str(low)) != len(str(high)) or are_years:
        return 0
    if len(np.unique(known[: ROWS_A_VALUE * 1000])) * ROWS_A_VALUE > len(known):
        return 0
    distinct, counts = np.unique(known, return_counts=True)
    count = len(distinct)
    # fewer than 10 do not show whether they are a quantity; a quantity takes half of its range
    is_full = 2 * count >= high - low + 1
    if count < 10 or is_full or count * ROWS_A_VALUE > len(known):
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
    return max(near, _correlation(counts[1:], counts[:-1])) > 0.3


def _correlation(one: Array, other: Array) -> float:
    """The correlation of their ranks; 1 if one of them is constant."""
    first, second = (np.unique(values, return_inverse=True)[1] for values in (one, other))
    if not (first.any() and second.any()):
        return 1.0
    return float(np.corrcoef(first, second)[0, 1])


def are_ids(known: Array) -> bool:
    """Whether each row has another number that says nothing: row numbers, or drawn at random."""
    count, low, high = len(known), int(known.min()), int(known.max())
    if count < FEWEST_ROWS or high - low + 1 < count or _are_years(low, high):
        return False
    if len(np.unique(known[:1000])) < min(count, 1000):
        return False
    is_from_one = 0 <= low <= 1
    if count < 100:
        return is_from_one and bool((np.diff(known) == 1).all())
    if is_from_one and high <= 2 * count and bool((np.diff(known) > 0).all()):
        return True  # the row numbers of a part of a table
    ordered = np.sort(known)
    if (ordered[1:] == ordered[:-1]).any():
        return False
    return high - low + 1 <= 1.2 * count or _are_drawn(ordered, len(str(high)))


def _are_years(low: int, high: int) -> bool:
    return 1500 <= low <= high <= 2200


def _are_drawn(ordered: Array, digits: int) -> bool:
    """Whether numbers fill all of their digits evenly, as no quantity does."""
    low, high = ordered[0], ordered[-1]
    if digits < 6 or low > 1.1 * 10 ** (digits - 1) or high < 0.97 * 10**digits:
        return False
    even = (ordered - low) / (high - low) - np.linspace(0, 1, len(ordered))
    return bool(np.abs(even).max() * np.sqrt(len(ordered)) < 1)
