"""Masked arrays: what is masked is missing."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def unmasked(data: Any) -> Array:
    """A plain array, of any kind, from one that may be masked.

    Args:
        data: An array; of a subclass, too.

    Returns:
        Numbers with NaN in the masked places, other kinds with None; a view if none is masked.
    """
    if not isinstance(data, np.ma.MaskedArray):
        return np.asarray(data)
    masked, plain = np.ma.getmaskarray(data), np.asarray(data.data)
    if plain.dtype.names is not None or not masked.any():
        return plain
    if plain.dtype.kind in "biuf":
        kind = plain.dtype if plain.dtype.kind == "f" else np.dtype(np.float64)
        gap: Any = np.nan
    else:
        kind, gap = np.dtype(object), None
    filled = plain.astype(kind)
    filled[masked] = gap
    return filled
