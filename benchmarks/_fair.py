"""Runs several sides in turns, so that a noisy machine affects all of them equally."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np


class Side(Protocol):
    """A library that trains the same network on the same rows."""

    def epoch(self) -> float:
        """Train another epoch, and return its seconds."""

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """Predict the class of each row, after the last epoch."""


def take_turns(
    sides: Mapping[str, Callable[[], float]], rounds: int, *, warm_up: int = 1
) -> dict[str, list[float]]:
    """Give each side a turn in every round.

    Args:
        sides: The function of each side for a turn, by name; it returns the seconds that count.
        rounds: Rounds that count.
        warm_up: Rounds before them that do not count, for compilation.

    Returns:
        The seconds of every turn, by side.
    """
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(warm_up + rounds):
        # the order alternates, so that no side always follows the other
        order = list(sides) if number % 2 == 0 else list(reversed(sides))
        for name in order:
            gc.collect()
            taken = sides[name]()
            if number >= warm_up:
                seconds[name].append(taken)
    return seconds
