"""What autosaving costs a run.

    python benchmarks/autosave.py
    python benchmarks/autosave.py --quick    few rows, to see that it works

The goal: at most 2 % of the training time. Epochs with and without autosave take turns, in one run
each. The ratio is that of the means, because only some epochs have a write. *Write* is the time of
the last file of a turn.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from _figure import Figure

from densemodel.store import ModelStore
from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.training import EvaluationDone, prepare

if TYPE_CHECKING:
    from densemodel.training import Event, Run

PROMISED = {"ratio": 1.02}


@dataclass(frozen=True)
class Size:
    """A network, and the length of its measurement."""

    spec: str
    rows: int
    epochs: int
    "In each turn."
    turns: int


SIZES = {
    "a small network": Size("784 -> 50 relu -> 50 relu -> 10 softmax", 48_000, 8, 6),
    "a network of 3 million parameters": Size(
        "784 -> 1500 relu -> 1200 relu -> 10 softmax ; batch 128", 6_000, 10, 2
    ),
}
QUICK = {name: Size(size.spec, 2_000, 2, 2) for name, size in SIZES.items()}


def main() -> None:
    """Print one line for each network."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few rows, to see that it works")
    is_quick = parser.parse_args().quick
    for name, size in (QUICK if is_quick else SIZES).items():
        load = os.getloadavg()
        folder = Path(tempfile.mkdtemp())
        try:
            figure = cost(folder, size)
        finally:
            shutil.rmtree(folder)
        print(figure.line(f"kept as it trains, {name}", load, is_quick=is_quick), flush=True)


def cost(folder: Path, size: Size) -> Figure:
    """Train in turns with and without autosave, after a turn in which both compile."""
    store = ModelStore(folder)
    alone, saved = _ready(size), _ready(size)
    store.autosave(saved)
    taken: dict[str, list[float]] = {"alone": [], "kept": []}
    writes: list[float] = []
    for turn in range(size.turns + 1):
        order = [("alone", alone), ("kept", saved)][:: 1 if turn % 2 else -1]
        for side, run in order:
            seconds = _epochs(run, size.epochs if turn else 2)
            began = time.perf_counter()
            BACKGROUND.flush(60)
            if side == "kept":
                writes.append(time.perf_counter() - began)
            if turn:
                taken[side] += seconds
    medians = {f"{side} seconds": statistics.median(times) for side, times in taken.items()}
    means = {side: statistics.mean(times) for side, times in taken.items()}
    files = list((folder / ".running").glob("*.keras"))
    values = {
        "ratio": means["kept"] / means["alone"],
        "ratio of medians": medians["kept seconds"] / medians["alone seconds"],
        **medians,
        "write seconds": statistics.median(writes),
        "bytes": files[0].stat().st_size,
    }
    return Figure(values, PROMISED)


def _ready(size: Size) -> Run:
    rng = np.random.default_rng(0)
    x = rng.random((size.rows, 784), dtype=np.float32)
    y = rng.integers(0, 10, size.rows)
    return prepare(f"{size.spec} ; patience off", x, y)


def _epochs(run: Run, count: int) -> list[float]:
    """The seconds of each of the next epochs except the first, including validation."""
    seconds: list[float] = []

    def handle(event: Event) -> None:
        if isinstance(event, EvaluationDone):
            seconds.append(event.seconds)

    off = run.on_event(handle)
    if run.state == "ready":
        run.start(f"epochs {count}")
    else:
        run.resume(epochs=count)
    run.wait()
    off()
    return seconds[1:]


if __name__ == "__main__":
    main()
