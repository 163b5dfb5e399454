"""The learning rate on an axis of its own, below the curves and over the same epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import (
    AxisRange,
    SteadyRange,
    fewer_ticks,
    log_range,
    scaled,
    seen_values,
    short,
    small,
)
from densemodel.widgets.charts._figure import rate_figure
from densemodel.widgets.charts._figure_place import placed

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.charts import Points, Window

_MOST_TICKS = 3
_ROOM = np.log10(2)
"""Above and below, so that a rate that stays lies in the middle, and has its ticks."""


class RateStrip:
    """A low figure with the rates on a log scale.

    Args:
        x: The scale of epochs of the figure above.
        put: What puts values into a widget.
    """

    def __init__(self, x: Any, put: Callable[..., None]) -> None:
        self.parts = rate_figure(x)
        self.widget = placed(self.parts.figure)
        self._put = put
        self._range = SteadyRange(headroom=0.1)

    def draw(self, rates: Points, window: Window) -> None:
        """Draw the rates.

        Args:
            rates: Places on the axis of epochs, and rates.
            window: The part of the epochs that the axis shows.
        """
        parts, points = self.parts, scaled(rates, is_log=True)
        values = seen_values(points, window)
        if len(values):
            lowest, highest = float(values.min()), float(values.max())
            y = self._range.fit(lowest, highest, _few, None)
            self._put(parts.y, min=y.low, max=y.high)
            self._put(parts.y_axis, ticks=y)
        x = small(points[:, 0], window[1] - window[0])
        self._put(parts.rate, x=x, y=small(points[:, 1], 1.0))
        last = points[-1:][points[-1:, 0] <= window[1]]
        words = np.array([f"lr {short(10**value)}" for value in last[:, 1]], dtype=str)
        self._put(parts.name, x=last[:, 0], y=last[:, 1], text=words)


def _few(low: float, high: float) -> AxisRange:
    return fewer_ticks(log_range(10 ** (low - _ROOM), 10 ** (high + _ROOM)), _MOST_TICKS)
