"""The range of an axis: it holds the visible values, and does not jump at each update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.charts._points import MOST_DECADES
from densemodel.charts._ticks import AxisRange, linear_range, log_range

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import numpy as np


_LEAST_FILL = 0.4
"""The range shrinks if the values fill less of it than this."""


class SteadyRange:
    """A range that grows at once, with headroom, and shrinks only when it is much too wide.

    Args:
        headroom: The share of the values' span that is added on the side on which it grows.
    """

    def __init__(self, headroom: float = 0.0) -> None:
        self._headroom = headroom
        self._shown: AxisRange | None = None
        self._subject: Hashable = None

    def fit(
        self,
        lowest: float,
        highest: float,
        make: Callable[[float, float], AxisRange],
        subject: Hashable,
    ) -> AxisRange:
        """A range that holds both values: the previous one if it fits.

        Args:
            lowest: In the axis's own units.
            highest: In the same units.
            make: Makes a range that holds two values.
            subject: What is shown; another subject resets the range.
        """
        shown = self._shown
        if shown is None or subject != self._subject:
            self._shown, self._subject = make(lowest, highest), subject
        elif not _serves(shown, lowest, highest):
            room = (highest - lowest) * self._headroom
            low = lowest - room if lowest < shown.low else lowest
            high = highest + room if highest > shown.high else highest
            self._shown = make(low, high)
        assert self._shown is not None  # noqa: S101 - for mypy
        return self._shown


def _serves(shown: AxisRange, lowest: float, highest: float) -> bool:
    if lowest < shown.low or highest > shown.high:
        return False
    return highest - lowest >= _LEAST_FILL * (shown.high - shown.low)


class ValueRange:
    """Steady ranges of a linear and of a log scale."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Reset: other values will be shown."""
        # round ticks give a linear range room enough
        self._linear, self._log = SteadyRange(), SteadyRange(headroom=0.1)

    def fit(self, values: np.ndarray, subject: Hashable, *, is_log: bool) -> AxisRange:
        """The range that holds these values.

        Args:
            values: As they are drawn: on a log scale logarithms.
            subject: What is shown; another subject resets the range.
            is_log: Whether the ticks are those of a log scale.
        """
        if not len(values):
            return linear_range(0.0, 1.0)
        lowest, highest = float(values.min()), float(values.max())
        if is_log:
            return self._log.fit(lowest, highest, range_of_logs, subject)
        return self._linear.fit(lowest, highest, linear_range, subject)


def range_of_logs(low: float, high: float) -> AxisRange:
    """A range between two logarithms."""
    most = MOST_DECADES + 1  # some room, and it is a number still
    return log_range(10 ** max(low, -most), 10 ** min(high, most))
