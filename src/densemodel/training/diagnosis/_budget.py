"""How much of the time of a run may go into measuring it."""

from __future__ import annotations

from dataclasses import dataclass, field

LEAST_SECONDS = 0.3
"""Measuring may take so long whatever the run takes,"""
SHARE = 0.02
"""and this share of the training time, if that is more."""

_PLANNED = 0.8
"""So much of it is spent: a step that is trained alone, and those who listen, take time as well."""

_AT_ONCE = 0.6
"""The share of `LEAST_SECONDS` that is there from the beginning; the rest comes as steps are done,
so that a short run is measured up to its end."""

_REMEMBERED = 3


@dataclass
class Budget:
    """Decides when a run is measured: early, at its end, and between as time allows.

    The measurement at the end is always taken, so what it takes is left over for it.
    """

    spent: float = 0.0
    "Seconds of measuring so far."
    _taken: list[float] = field(default_factory=list)
    "Seconds of the newest ones."
    _counted: int = 0

    def allows(self, trained: float, done: float) -> bool:
        """Whether there is time for a measurement now, and for the one at the end.

        Args:
            trained: Seconds of training so far, without those of measuring.
            done: The share of the planned steps that are done, 0 to 1.
        """
        if not self._taken:
            return True
        from_start = LEAST_SECONDS * (_AT_ONCE + (1 - _AT_ONCE) * min(done, 1.0))
        most = _PLANNED * max(from_start, SHARE * trained)
        return self.spent + 2 * max(self._taken) <= most  # this one, and the one at the end

    def add(self, seconds: float) -> None:
        """Count a measurement."""
        self.spent += seconds
        # the first one takes longer, as it loads TensorFlow's operations: it says less
        self._taken = [*(self._taken if self._counted > 1 else ()), seconds][-_REMEMBERED:]
        self._counted += 1
