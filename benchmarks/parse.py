"""How long parsing a spec takes, and that the time is proportional to its length.

The goal: a usual spec under 1 ms, one of 10,000 layers about half a second.
"""

from __future__ import annotations

import json
import statistics
import time

from densemodel.errors import SpecError
from densemodel.language import parse

ROUNDS = 7
USUAL = (
    "784 -> 50 relu -> 50 relu -> 10 softmax ; adam lr 0.001 ; batch 32 ; epochs 30 ; "
    "patience 2 ; split 0.3"
)
LONG = "784 -> " + "50 relu -> " * 9_999 + "10"
GROWTH = {count: "784 -> " + "50 relu -> " * count + "10" for count in (1_250, 2_500, 5_000)}
NONSENSE = {count: "784 -> 50 rellu {x|" * count for count in (2_500, 5_000, 10_000)}


def seconds(text: str, times: int = 1) -> float:
    """The median time of parsing a text once."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            try:
                parse(text)
            except SpecError:
                continue
        taken.append((time.perf_counter() - began) / times)
    return statistics.median(taken)


def main() -> None:
    """Print one line for each figure."""
    usual = seconds(USUAL, times=100)
    print(json.dumps({"figure": "parse", "ms": round(usual * 1e3, 3), "promise": "< 1"}))
    long = seconds(LONG)
    figure = "parse 10,000 layers"
    print(json.dumps({"figure": figure, "seconds": round(long, 3), "promise": "about 0.5"}))
    for name, texts in {"layers": GROWTH, "nonsense": NONSENSE}.items():
        shortest, *_, longest = (seconds(text) / len(text) for text in texts.values())
        growth = round(longest / shortest, 2)
        figure = f"time per character, four times as many {name}"
        print(json.dumps({"figure": figure, "ratio": growth, "promise": "about 1"}))


if __name__ == "__main__":
    main()
