"""The memory that a run's copy of the rows takes, and what is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import Finding, bytes_text, free_bytes
from densemodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOLD_FROM = 1e9
_TOLD_SHARE = 0.25


def check_copy(arrays: Iterable[object]) -> tuple[Finding, ...]:
    """See whether a copy of arrays fits in memory, before it is made.

    Args:
        arrays: What is copied; rows that stay in a file are not.

    Returns:
        What a person should know: that the copy is large, if it is.

    Raises:
        DataError: It would not fit.
    """
    needed = sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))
    free = free_bytes()
    if needed > free:
        raise DataError(
            f"training works on a copy of the rows, which takes {bytes_text(needed)}, and "
            f"{bytes_text(free)} of memory is free: save x and give np.load('x.npy', "
            "mmap_mode='r'), which stays in its file"
        )
    if needed < _TOLD_FROM and needed < _TOLD_SHARE * free:
        return ()
    return (
        Finding(
            "repair",
            "memory",
            f"training works on a copy of the rows, which takes {bytes_text(needed)} of memory",
        ),
    )
