"""Pictures that are copies of each other, also in another size or quality."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel._array import Array

_SIDE = 8
_BANDS = 4
_MOST_BITS = 3
"So many of the 64 bits may differ: a saved copy differs in few."
_MOST_DIFFERENCE = 6.0
"The mean difference of small grey copies, of 255."
_MOST_ALIKE = 40
"More pictures with one hash are plain areas, or one thing in front of one wall."


def near_copies(x: Array) -> list[tuple[int, int]]:
    """Pairs of pictures that look the same, the first of each pair first.

    Args:
        x: uint8 of shape (n, height, width, channels).
    """
    small = _small(x)
    # a difference hash: whether each field is lighter than its right neighbour
    bits = (small[:, :, 1:] > small[:, :, :-1]).reshape(len(small), _SIDE * _SIDE)
    bands = np.packbits(bits, axis=1).reshape(len(small), _BANDS, -1)
    alike: set[tuple[int, int]] = set()
    for band in range(_BANDS):  # copies agree in one band at least
        groups: defaultdict[bytes, list[int]] = defaultdict(list)
        for place, code in enumerate(bands[:, band]):
            groups[code.tobytes()].append(place)
        for places in groups.values():
            if 1 < len(places) <= _MOST_ALIKE:
                alike.update(combinations(places, 2))
    return sorted(
        (one, two)
        for one, two in alike
        if (bits[one] != bits[two]).sum() <= _MOST_BITS
        and np.abs(small[one] - small[two]).mean() <= _MOST_DIFFERENCE
    )


def _small(x: Array) -> Array:
    """Grey copies of 8 x 9 fields, each the mean of its pixels, float of shape (n, 8, 9)."""
    height, width = x.shape[1:3]
    rows = np.linspace(0, height, _SIDE + 1).astype(int)[:-1]
    columns = np.linspace(0, width, _SIDE + 2).astype(int)[:-1]
    found = np.empty((len(x), _SIDE, _SIDE + 1))
    counts = np.diff([*rows, height])[:, None] * np.diff([*columns, width])
    for begin in range(0, len(x), 256):  # as floats they take four times the memory
        grey = x[begin : begin + 256].mean(axis=-1)
        sums = np.add.reduceat(np.add.reduceat(grey, rows, axis=1), columns, axis=2)
        found[begin : begin + 256] = sums / np.maximum(counts, 1)
    return found
