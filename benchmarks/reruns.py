"""How much memory a kernel takes if a cell runs again and again.

    python benchmarks/reruns.py
    python benchmarks/reruns.py --quick    few rows and runs, to see that it works

The goal: after 40 runs with 179 MB of data (60,000 rows of 784 float32) the kernel takes at most
1.2 times the memory that it took after the second. Each run has another seed, so that it replaces
the one before. Nothing here calls Python's garbage collector.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from contextlib import suppress
from queue import Empty
from typing import TYPE_CHECKING

from _figure import Figure
from _kernel import ask, kernel

if TYPE_CHECKING:
    from jupyter_client import BlockingKernelClient

PROMISED = {"ratio": 1.2}
_FULL, _QUICK = (60_000, 40), (2_000, 3)
"""Rows, and runs of the cell."""
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
_TIMEOUT_SECONDS = 120


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few rows, to see that it works")
    is_quick = parser.parse_args().quick
    load = os.getloadavg()
    figure = memory(*(_QUICK if is_quick else _FULL))
    print(figure.line("memory of a cell that is run again", load, is_quick=is_quick), flush=True)


def memory(rows: int, runs: int) -> Figure:
    """Run the cell this many times, and measure the kernel's memory after each."""
    folder = tempfile.mkdtemp()
    taken: list[int] = []
    try:
        with kernel() as client:
            ask(client, _LOAD.format(rows=rows, columns=_COLUMNS, folder=folder))
            for seed in range(runs):
                ask(client, _CELL.format(columns=_COLUMNS, seed=seed))
                _read_all(client)
                taken.append(_memory_of(client))
    finally:
        shutil.rmtree(folder)
    values = {
        "ratio": taken[-1] / taken[1],
        "data MB": rows * _COLUMNS * _FLOAT_BYTES / 2**20,
        "MB": {
            f"after run {run}": size / 2**20 for run, size in enumerate(taken, 1) if run in _SHOWN
        },
        "most MB": max(taken) / 2**20,
        "runs": runs,
    }
    return Figure(values, PROMISED)


def _read_all(client: BlockingKernelClient) -> None:
    """Read the kernel's messages, as a page does: unread messages stay in the kernel's memory."""
    with suppress(Empty):
        while True:
            client.get_iopub_msg(timeout=0.2)


def _memory_of(client: BlockingKernelClient) -> int:
    asked = {"memory": _MEMORY}
    reply = client.execute("", user_expressions=asked, reply=True, timeout=_TIMEOUT_SECONDS)
    return int(reply["content"]["user_expressions"]["memory"]["data"]["text/plain"])


if __name__ == "__main__":
    main()
