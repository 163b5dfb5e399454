"""Tells of runs that were cut off when their kernel ended."""

from __future__ import annotations

from contextlib import suppress

from densemodel.errors import DenseModelError
from densemodel.widgets import default_store


class LeftRuns:
    """Those in the notebook's folder; it says once that there are some.

    Runs that ended by themselves and were not saved can be recovered as well, but are as many as a
    person has tried things: they are not told of.
    """

    def __init__(self) -> None:
        self._has_told = False

    def tell(self) -> None:
        """Print a line if there is something to recover."""
        if self._has_told:
            return
        self._has_told = True
        from densemodel.store import CUT_OFF  # here, since %load_ext reads this module

        with suppress(DenseModelError):  # a folder that can't be read says so when it is asked for
            left = [run for run in default_store().recoverable() if CUT_OFF in run.tags]
            if left:
                others = f" and {len(left) - 1:,} more" if len(left) > 1 else ""
                print(  # noqa: T201
                    f"A run of {left[0].name}{others} was cut off when its kernel ended: "
                    "%densemodel recover lists what can be brought back"
                )
