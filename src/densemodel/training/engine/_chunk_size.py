"""The number of steps in one compiled call."""

from __future__ import annotations

CHUNK_SECONDS = 0.05
"""The time of one call: short enough for a quick stop, and long enough that Python's overhead,
under a millisecond, is negligible."""

MOST_STEPS = 1024
MOST_BYTES = 1 << 25
"""The rows of one call are copied together: at most 32 MiB."""

_FASTEST_GROWTH = 8


class ChunkSizer:
    """Finds the number of steps that take about 50 ms.

    Args:
        most: The most steps of one call.
    """

    def __init__(self, most: int = MOST_STEPS) -> None:
        self._most = max(most, 1)
        self.steps = 1
        self.step_seconds: float | None = None
        """The time of the fastest step, in seconds; None before the second call, since the first
        warms up."""
        self._is_warm = False

    def timed(self, steps: int, seconds: float) -> None:
        """Record the time of a call."""
        if not self._is_warm:
            self._is_warm = True
            return
        each = seconds / steps
        self.step_seconds = min(each, self.step_seconds or each)
        wanted = int(CHUNK_SECONDS / max(each, 1e-9))
        self.steps = max(1, min(wanted, self._most, _FASTEST_GROWTH * self.steps))


def most_steps(step_bytes: int) -> int:
    """The most steps in a call, given the bytes per step."""
    return max(1, min(MOST_STEPS, MOST_BYTES // max(step_bytes, 1)))
