"""How many steps one compiled call runs."""

from __future__ import annotations

CHUNK_SECONDS = 0.05
"""About the time of one call: short enough for a stop to be felt as instant, and long enough that
Python's part in it, under a millisecond, costs nothing."""

MOST_STEPS = 1024
MOST_BYTES = 1 << 25
"""The rows of one call lie side by side in memory: 32 MiB at the most."""

_FASTEST_GROWTH = 8


class ChunkSizer:
    """Finds the number of steps that take about 50 ms, whatever the network and the machine.

    Args:
        most: The most steps of one call.
    """

    def __init__(self, most: int = MOST_STEPS) -> None:
        self._most = max(most, 1)
        self.steps = 1
        self.step_seconds: float | None = None
        "The fastest step that was seen; None before the second call, for the first one warms up."
        self._is_warm = False

    def timed(self, steps: int, seconds: float) -> None:
        """Take note of how long a call took."""
        if not self._is_warm:
            self._is_warm = True
            return
        each = seconds / steps
        self.step_seconds = min(each, self.step_seconds or each)
        wanted = int(CHUNK_SECONDS / max(each, 1e-9))
        self.steps = max(1, min(wanted, self._most, _FASTEST_GROWTH * self.steps))


def most_steps(step_bytes: int) -> int:
    """How many steps of so many bytes a call may hold."""
    return max(1, min(MOST_STEPS, MOST_BYTES // max(step_bytes, 1)))
