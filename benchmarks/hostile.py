"""How long hostile and damaged files take to be refused, and how much memory.

The promise: the archive and the arrays of each file of the tests' corpus are read or refused in a
few milliseconds, with less than 20 MB, whatever sizes they tell.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from pathlib import Path

from densemodel.errors import StoreError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "store"))

from corpus import corpus
from good_file import good_file
from mutations import mutated
from reading import read_whole

ROUNDS = 5
MUTATIONS = 2_000


def read(data: bytes) -> bool:
    """Read a file; gives whether it was refused."""
    try:
        read_whole(data)
    except StoreError:
        return True
    return False


def milliseconds(data: bytes) -> float:
    """The shortest time of some: the rest is the machine's."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read(data)
        taken.append(time.perf_counter() - began)
    return min(taken) * 1e3


def megabytes(data: bytes) -> float:
    """The most memory that was taken at once."""
    tracemalloc.start()
    read(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def report(figure: str, files: dict[str, bytes]) -> None:
    """Print the longest time and the most memory, and of which files."""
    times = {name: milliseconds(data) for name, data in files.items()}
    sizes = {name: megabytes(data) for name, data in files.items()}
    refused = sum(read(data) for data in files.values())
    slowest, largest = max(times, key=times.__getitem__), max(sizes, key=sizes.__getitem__)
    line = {"figure": f"longest to read or refuse, {figure}", "ms": round(times[slowest], 1)}
    print(json.dumps(line | {"file": slowest, "files": len(files), "refused": refused}))
    line = {"figure": f"most memory, {figure}", "MB": round(sizes[largest], 1)}
    print(json.dumps(line | {"file": largest, "promise": "< 20"}))


def main() -> None:
    """Print two lines for the corpus, two for random damage, and one for the good file."""
    good = good_file()
    line = {"figure": "read a good file", "ms": round(milliseconds(good), 2)}
    print(json.dumps(line | {"bytes": len(good)}))
    report("corpus", {entry.name: entry.data for entry in corpus(good)})
    damaged = {f"seed {seed}": mutated(good, seed) for seed in range(MUTATIONS)}
    report("random damage", damaged)


if __name__ == "__main__":
    main()
