"""How long the trials of a sweep take, and so how long the rest of them will."""

from __future__ import annotations

import time
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Counts from when a trial is begun: what workers take to begin is no part of it.

    Args:
        now: Seconds on a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began: dict[int, float] = {}
        "Of those that train, by number."
        self._took: list[float] = []

    def started(self, number: int) -> None:
        """A trial is begun, perhaps anew."""
        self._began[number] = self._now()

    def ended(self, number: int, *, counts: bool) -> None:
        """A trial has a result; `counts` says whether it tells how long others take."""
        began = self._began.pop(number, None)
        if began is not None and counts:
            self._took.append(self._now() - began)

    def seconds_left(self, waiting: int, at_once: int) -> float | None:
        """How long it takes until nothing trains and nothing waits.

        Args:
            waiting: Trials that are still to be begun.
            at_once: How many train at the same time.

        Returns:
            None while no trial has told how long one takes, and where none is left.
        """
        if not self._took or not (waiting or self._began):
            return None
        mean, now = fmean(self._took), self._now()
        # one that takes longer than the others may end at any moment
        train = [max(0.0, mean - (now - began)) for began in self._began.values()]
        workers = max(1, min(max(at_once, len(train)), waiting + len(train)))
        return max([(sum(train) + waiting * mean) / workers, *train])
