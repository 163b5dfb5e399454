"""Numbers that differ, and that float32 does not keep apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data.read._survey import Survey

Array = np.ndarray[Any, Any]

_STEPS = 1000
"A column that spans fewer steps of float32 than this is looked at more closely."
_LOOKED_AT = 10_000
_KEPT = 0.9
"Of 10 different numbers, 9 have to stay different."


def blurred_columns(raw: Array, seen: Survey) -> tuple[int, ...]:
    """The columns of which float32 loses what tells the rows apart.

    Args:
        raw: x as it was given, shape (n, columns); of any other shape none is found.
        seen: A look at it.
    """
    if raw.ndim != 2 or not _has_more_digits(raw):  # noqa: PLR2004
        return ()
    highs, lows = seen.highs[0], seen.lows[0]
    with np.errstate(over="ignore", invalid="ignore"):
        step = np.spacing(np.maximum(abs(highs), abs(lows)))
        near = np.flatnonzero((highs - lows < _STEPS * step) & ((highs != 0) | (lows != 0)))
    return tuple(int(column) for column in near if is_blurred(raw[:_LOOKED_AT, column]))


def is_blurred(values: Array) -> bool:
    """Whether float32 makes one number of many of these, shape (n,)."""
    if values.dtype.kind not in "iuf" or not _has_more_digits(values):
        return False
    some = np.unique(values[:_LOOKED_AT])
    some = some[np.isfinite(some)] if some.dtype.kind == "f" else some
    if len(some) < 2:  # noqa: PLR2004
        return False
    with np.errstate(over="ignore"):
        return len(np.unique(some.astype(np.float32))) < _KEPT * len(some)


def _has_more_digits(array: Array) -> bool:
    """Whether such numbers may have more digits than float32 has room for."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    return (kind == "f" and size > 4) or (kind in "iu" and size >= 4)  # noqa: PLR2004 - bytes
