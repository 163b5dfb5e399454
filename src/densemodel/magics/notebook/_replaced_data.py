"""Runs whose place others took: their data is given back."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.data import Bound
    from densemodel.training import Run

MOST_BYTES = 64_000_000
"""So much data of replaced runs may wait for Python's own collector.

A panel and its run refer to each other, as the widgets and their callbacks do, so they go only when
the collector comes by. It counts objects, not bytes, and may come after twenty runs.
"""


class ReplacedData:
    """Counts the data of replaced runs, and collects when it is much."""

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, runs: Iterable[Run]) -> None:
        """Count the data of runs that nobody may need any more."""
        self._bytes += sum(_bytes_of(run.bound) for run in runs if run.bound is not None)

    def collect(self) -> None:
        """Collect if it is much; whoever calls holds none of them."""
        if self._bytes >= MOST_BYTES:
            self._bytes = 0
            gc.collect()


def _bytes_of(bound: Bound) -> int:
    """Of the arrays in memory; rows that stay in their file have no such number."""
    arrays = (bound.x, bound.y, *(bound.validation or ()), *(bound.test or ()))
    return sum(getattr(array, "nbytes", 0) for array in arrays)
