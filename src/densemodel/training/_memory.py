"""The memory that a run's copy of the rows takes, and what is free."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import Finding
from densemodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOLD_FROM = 1e9
_TOLD_SHARE = 0.25
_MEMINFO = Path("/proc/meminfo")
_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def free_bytes() -> int | None:
    """Memory that can be had without swapping; None where the system does not say it so."""
    try:
        lines = _MEMINFO.read_text().splitlines()
    except OSError:
        return None
    sizes = (line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    kilobytes = next(sizes, None)
    return None if kilobytes is None else 1024 * int(kilobytes)


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
    if free is not None and needed > free:
        raise DataError(
            f"training works on a copy of the rows, which takes {size_text(needed)}, and "
            f"{size_text(free)} of memory is free: save x and give np.load('x.npy', "
            "mmap_mode='r'), which stays in its file"
        )
    if needed < _TOLD_FROM and (free is None or needed < _TOLD_SHARE * free):
        return ()
    return (
        Finding(
            "repair",
            "memory",
            f"training works on a copy of the rows, which takes {size_text(needed)} of memory",
        ),
    )


def size_text(count: float) -> str:
    """A number of bytes as a person says it: `188 MB`."""
    for unit, word in _UNITS:
        if count >= unit:
            return f"{count / unit:.3g} {word}"
    return f"{count:.0f} bytes"
