"""How much memory a kernel takes if a cell runs again and again.

The goal: after 40 runs with 179 MB of data (60,000 rows of 784 float32) the kernel takes at most
1.2 times the memory that it took after the second. Each run has another seed, so that it replaces
the one before. Nothing here calls Python's garbage collector.
"""

import sys
import tempfile
from contextlib import suppress
from queue import Empty

from _figure import Figure, main
from _kernel import ask, kernel, value_of
from _packages import require

_COLUMNS, _FLOAT_BYTES = 784, 4
_SHOWN = (1, 2, 5, 10, 20, 30, 40)
"""The runs after which the memory is reported."""
_LOAD = """import numpy as np
import psutil
import densemodel as dm
%load_ext densemodel
%config DenseModel.folder = {folder!r}
rng = np.random.default_rng(0)
x = rng.random(({rows}, {columns}), np.float32)
y = rng.integers(0, 10, {rows})"""
_CELL = """%%densemodel digits -x x -y y --train --wait
{columns} -> 50 relu -> 10 softmax ; epochs 1 ; batch 256 ; seed {seed}"""
_MEMORY = "psutil.Process().memory_info().rss"


def memory(sizes):
    """Run the cell this many times, and measure the kernel's memory after each."""
    rows, runs = sizes
    taken = []
    with tempfile.TemporaryDirectory() as folder, kernel() as client:
        ask(client, _LOAD.format(rows=rows, columns=_COLUMNS, folder=folder))
        for seed in range(runs):
            ask(client, _CELL.format(columns=_COLUMNS, seed=seed))
            _read_all(client)
            taken.append(value_of(client, _MEMORY))
    values = {
        "ratio": taken[-1] / taken[1],
        "data MB": rows * _COLUMNS * _FLOAT_BYTES / 2**20,
        "MB": {
            f"after run {run}": size / 2**20 for run, size in enumerate(taken, 1) if run in _SHOWN
        },
        "most MB": max(taken) / 2**20,
        "runs": runs,
    }
    return Figure(values, {"ratio": 1.2})


def _read_all(client):
    """Read the kernel's messages, as a page does: unread messages stay in the kernel's memory."""
    with suppress(Empty):
        while True:
            client.get_iopub_msg(timeout=0.2)


if __name__ == "__main__":
    require("psutil")
    sys.exit(main({"memory of a cell that is run again": memory}, (60_000, 40), (2_000, 3)))
