"""Tells of runs that kernels left which ended before anything was saved."""

from __future__ import annotations

from contextlib import suppress

from densemodel.errors import DenseModelError
from densemodel.widgets import default_store


class LeftRuns:
    """Those in the notebook's folder; it says once that there are some."""

    def __init__(self) -> None:
        self._has_told = False

    def tell(self) -> None:
        """Print a line if there is something to recover."""
        if self._has_told:
            return
        self._has_told = True
        with suppress(DenseModelError):  # a folder that can't be read says so when it is asked for
            left = default_store().recoverable()
            if left:
                others = f" and {len(left) - 1:,} more" if len(left) > 1 else ""
                print(  # noqa: T201
                    f"A kernel that ended left {left[0].name}{others}: %densemodel recover"
                )
