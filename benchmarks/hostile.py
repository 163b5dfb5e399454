"""How much time and memory it takes to refuse hostile and damaged files.

The goal: `dm.load` refuses each file of the tests' corpus within 50 ms and 20 MB, whatever
sizes it claims, or loads the model of the good file at no more than twice the good file's cost.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

import densemodel as dm
from densemodel.store.contents._pack import packed

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.store.corpus import corpus
from support.store.mutations import mutated

ROUNDS = 5
MUTATIONS = 300


def good_file() -> bytes:
    """A small trained and saved model."""
    x = np.random.default_rng(0).normal(size=(90, 6)).astype(np.float32)
    run = dm.train("6 -> 8 relu -> 3 softmax ; epochs 2", x, np.arange(90) % 3)
    return packed(run, name="digits", id="0123456789abcdef")[0]


def is_refused(data: bytes) -> bool:
    """Load a file, and return whether it was refused."""
    try:
        dm.load(data)
    except dm.StoreError:
        return True
    return False


def milliseconds(data: bytes) -> float:
    """The shortest of some times, which is the least disturbed one."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        is_refused(data)
        taken.append(time.perf_counter() - began)
    return min(taken) * 1e3


def megabytes(data: bytes) -> float:
    """The peak memory."""
    tracemalloc.start()
    is_refused(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def report(figure: str, files: dict[str, bytes], good: bytes) -> None:
    """Print the longest time and the most memory, of refused files and of harmless ones."""
    refused = {name: data for name, data in files.items() if is_refused(data)}
    harmless = {name: data for name, data in files.items() if name not in refused}
    costs = {"ms": milliseconds(good), "MB": megabytes(good)}
    for unit, cost, most in (("ms", milliseconds, 50), ("MB", megabytes, 20)):
        for kind, some, promise in (
            ("refused", refused, most),
            ("harmless", harmless, 2 * costs[unit]),
        ):
            found = {name: cost(data) for name, data in some.items()}
            largest = max(found, key=found.__getitem__)
            line = {"figure": f"most {unit} of what is {kind}, {figure}"}
            line |= {unit: round(found[largest], 2), "at most": round(promise, 2)}
            print(json.dumps(line | {"file": largest, "files": len(some)}), flush=True)


def main() -> None:
    """Print a line for the good file, four for the corpus and four for random damage."""
    good = good_file()
    dm.load(good)
    line = {"figure": "load a good file", "ms": round(milliseconds(good), 2)}
    print(json.dumps(line | {"MB": round(megabytes(good), 2), "bytes": len(good)}))
    report("corpus", {entry.name: entry.data for entry in corpus(good)}, good)
    damaged = {f"seed {seed}": mutated(good, seed) for seed in range(MUTATIONS)}
    report("random damage", damaged, good)


if __name__ == "__main__":
    main()
