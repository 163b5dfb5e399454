"""The y axis of the curves: it holds what is seen, and does not jump while it trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.charts._curve_points import MOST_DECADES
from densemodel.charts._steady_range import SteadyRange
from densemodel.charts._ticks import AxisRange, linear_range, log_range

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy as np


class ValueRange:
    """Steady ranges of a linear and of a log scale."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was shown: other values come."""
        # round ticks give a linear range room enough
        self._linear, self._log = SteadyRange(), SteadyRange(headroom=0.1)

    def fit(self, values: np.ndarray, subject: Hashable, *, is_log: bool) -> AxisRange:
        """The range that holds these values.

        Args:
            values: As they are drawn: on a log scale logarithms.
            subject: What is shown; of another subject the range begins anew.
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
