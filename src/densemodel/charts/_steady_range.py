"""A range of values that does not move with each update."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from densemodel.charts._ticks import AxisRange

_LEAST_FILL = 0.4
"""The range shrinks once the values fill less of it than this."""


class SteadyRange:
    """Grows at once, with some room to spare, and shrinks only when it has become much too wide.

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
        """The range that holds both values: the one before, as long as it serves.

        Args:
            lowest: In the axis's own units.
            highest: As well.
            make: Makes a range that holds two values.
            subject: What is shown; of another subject the range begins anew.
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
