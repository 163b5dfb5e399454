"""Turns of several sides, one after the other, so that a noisy machine tells on all alike."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np


class Side(Protocol):
    """One that trains the same network on the same rows."""

    def epoch(self) -> float:
        """Train one epoch more; gives its seconds."""

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """Say the class of each row, after the last epoch."""


def take_turns(
    sides: Mapping[str, Callable[[], float]], rounds: int, *, warm_up: int = 1
) -> dict[str, list[float]]:
    """Let each side have a turn in every round.

    Args:
        sides: What each does in its turn, by name; it gives the seconds that count.
        rounds: Rounds that count.
        warm_up: Rounds before them that do not: they compile.

    Returns:
        The seconds of every turn, by side.
    """
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(warm_up + rounds):
        # who went first in one round goes last in the next: neither always follows the other
        order = list(sides) if number % 2 == 0 else list(reversed(sides))
        for name in order:
            gc.collect()
            taken = sides[name]()
            if number >= warm_up:
                seconds[name].append(taken)
    return seconds
