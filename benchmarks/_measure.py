"""Times and memory: of several sides in turns, of a piece of work, of a process."""

import gc
import statistics
import time
import tracemalloc

import numpy as np


def take_turns(sides, rounds, *, warm_up=1):
    """Give each side a turn in every round, so that a noisy machine affects all of them equally.

    Args:
        sides: The function of each side for a turn, by name; it returns the seconds that count.
        rounds: Rounds that count.
        warm_up: Rounds before them that do not count, for compilation.

    Returns:
        The seconds of every turn, by side.
    """
    found = {name: [] for name in sides}
    for number in range(warm_up + rounds):
        # the order alternates, so that no side always follows the other
        order = list(sides) if number % 2 == 0 else list(reversed(sides))
        for name in order:
            gc.collect()
            taken = sides[name]()
            if number >= warm_up:
                found[name].append(taken)
    return found


def medians(found):
    """The median of each side's turns."""
    return {name: statistics.median(taken) for name, taken in found.items()}


def seconds(work):
    """The time of a piece of work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_seconds(work, rounds):
    """The median time of a piece of work."""
    return statistics.median(seconds(work) for _ in range(rounds))


def peak_megabytes(work):
    """The most memory that a piece of work takes at once, beside what is there before."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def spread(times, unit):
    """The median, the 95th percentile and the maximum of some times."""
    ordered = sorted(times)
    return {
        f"median {unit}": statistics.median(ordered),
        f"p95 {unit}": float(np.percentile(ordered, 95)),
        f"longest {unit}": ordered[-1],
    }
