"""How much time and memory it takes to refuse hostile and damaged files.

The goal: `dm.load` refuses each file of the tests' corpus within 50 ms and 20 MB, whatever
sizes it claims, or loads the model of the good file at no more than twice the good file's cost.
"""

import sys
from functools import partial
from pathlib import Path

import numpy as np
from _figure import Figure, main
from _measure import peak_megabytes, seconds

import densemodel as dm
from densemodel.store.contents._pack import packed

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.store.corpus import corpus
from support.store.mutations import mutated


def good_file():
    """A small trained and saved model."""
    x = np.random.default_rng(0).normal(size=(90, 6)).astype(np.float32)
    run = dm.train("6 -> 8 relu -> 3 softmax ; epochs 2", x, np.arange(90) % 3)
    return packed(run, name="digits", id="0123456789abcdef")[0]


def is_refused(data):
    """Load a file, and return whether it was refused."""
    try:
        dm.load(data)
    except dm.StoreError:
        return True
    return False


def costs(files, good, rounds):
    """The longest time and the most memory, of refused files and of harmless ones."""
    refused = {name: data for name, data in files.items() if is_refused(data)}
    harmless = {name: data for name, data in files.items() if name not in refused}
    values, limits = {}, {}
    for unit, cost, most in (
        ("ms", partial(milliseconds, rounds=rounds), 50),
        ("MB", megabytes, 20),
    ):
        for kind, some, limit in (
            ("refused", refused, most),
            ("harmless", harmless, 2 * cost(good)),
        ):
            found = {name: cost(data) for name, data in some.items()}
            largest = max(found, key=found.__getitem__)
            values |= {f"{kind} {unit}": found[largest], f"{kind} {unit}, file": largest}
            limits[f"{kind} {unit}"] = limit
    return Figure(values | {"files": len(files)}, limits)


def milliseconds(data, rounds):
    """The shortest of some times, which is the least disturbed one."""
    return 1e3 * min(seconds(lambda: is_refused(data)) for _ in range(rounds))


def megabytes(data):
    """The peak memory."""
    return peak_megabytes(lambda: is_refused(data))


def hostile(sizes):
    """A good file, the corpus, and files with random damage."""
    (mutations, rounds), good = sizes, good_file()
    dm.load(good)
    one = {"ms": milliseconds(good, rounds), "MB": megabytes(good), "bytes": len(good)}
    damaged = {f"seed {seed}": mutated(good, seed) for seed in range(mutations)}
    return {
        "load a good file": Figure(one),
        "hostile files": costs({entry.name: entry.data for entry in corpus(good)}, good, rounds),
        "random damage": costs(damaged, good, rounds),
    }


if __name__ == "__main__":
    sys.exit(main({"hostile": hostile}, (300, 5), (20, 1)))
