"""Where words stand in a picture: clear of the lines, and of one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import epoch_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.widgets.charts._still_data import Plot

_NAME_HEIGHT = 13
_HEIGHTS = (14.0, -15.0, 28.0, -29.0, 44.0, -45.0)
"Where words may stand above a star, in pixels."
_EDGE = 4


def apart(heights: Sequence[float], least: float = _NAME_HEIGHT) -> list[float]:
    """Heights in growing order, moved as little as keeps them a text's height apart."""
    groups: list[list[float]] = []  # the middle of some texts that touch, and how many they are
    for height in heights:
        groups.append([height, 1])
        while len(groups) > 1:
            (low, below), (high, above) = groups[-2:]
            if high - low >= least * (below + above) / 2:
                break
            groups[-2:] = [[(low * below + high * above) / (below + above), below + above]]
    return [
        middle + least * (index - (count - 1) / 2)
        for middle, count in groups
        for index in range(round(count))
    ]


def free_height(plot: Plot, size: tuple[float, float], width: float) -> float:
    """How far above its star the best epoch's number stands, clear of the lines.

    Args:
        plot: What is drawn.
        size: The plot's in pixels.
        width: Of the words, in pixels; below 0 if they stand to the left.
    """
    if plot.best is None:
        return 0.0
    x, y, _ = plot.best
    scale = size[1] / (plot.y.high - plot.y.low)
    along = x + np.linspace(0, width, 12) * epoch_range(plot.epochs).high / size[0]
    lines = [line for line in (plot.training, plot.watched) if len(line)]
    heights = [(np.interp(along, line[:, 0], line[:, 1]) - y) * scale for line in lines]

    def lost(height: float) -> float:
        crossed = sum(
            float((np.abs(line - height) < _NAME_HEIGHT * 0.75).sum()) for line in heights
        )
        at = (y - plot.y.low) * scale + height
        is_outside = not _EDGE < at < size[1] - _EDGE
        return crossed + abs(height) / 1000 + 100 * is_outside

    return min(_HEIGHTS, key=lost)
