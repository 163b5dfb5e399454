"""How long it takes to check 60,000 images of 784 numbers, and again with another split.

Each figure is printed as one line of JSON: seconds, the median of five, and the goal.
"""

from __future__ import annotations

import json
import statistics
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import bind
from densemodel.language import parse

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 5
_SPEC = parse("784 -> scale / 255 -> 50 relu -> 10 softmax")


def main() -> None:
    """Print the figures."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (60_000, 784), dtype=np.uint8)
    labels = rng.integers(0, 10, 60_000)
    for kind in ("float32", "float64", "uint8"):
        x = pixels.astype(kind)
        seconds = _median(lambda x=x: bind(_SPEC, x, labels).require())
        _print(f"bind 60,000 x 784 {kind}", seconds=round(seconds, 3), promise="< 0.5")
    x = pixels.astype("float32")
    bound = bind(_SPEC, x, labels)
    other = parse(f"{_SPEC} ; split 10%")
    again = _median(lambda: bound.with_spec(other))
    _print("another split of it", seconds=round(again, 3), promise="< 0.5")
    _print("copies of x kept, float32", count=int(bound.x is not x), promise="0")
    _print("memory taken beside x", megabytes=round(_peak(x, labels) / 1e6, 1), promise="< 10")


def _peak(x: Any, labels: Any) -> int:
    tracemalloc.start()
    bind(_SPEC, x, labels)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def _print(figure: str, **facts: object) -> None:
    print(json.dumps({"figure": figure, **facts}))


if __name__ == "__main__":
    main()
