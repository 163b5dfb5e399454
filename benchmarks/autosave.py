"""What autosaving costs a run.

The goal: at most 2 % of the training time. Epochs with and without autosave take turns, in one run
each. The ratio is that of the means, because only some epochs have a write. *Write* is the time of
the last file of a turn.
"""

import statistics
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _data import REFERENCE
from _figure import Figure, main
from _measure import medians, seconds

from densemodel.store import ModelStore
from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.training import EvaluationDone, prepare


@dataclass(frozen=True)
class Size:
    """A network, and the length of its measurement."""

    spec: str
    rows: int
    epochs: int
    "In each turn."
    turns: int


def cost(size):
    """Train in turns with and without autosave, after a turn in which both compile."""
    with tempfile.TemporaryDirectory() as folder:
        return _cost(Path(folder), size)


def _cost(folder, size):
    store = ModelStore(folder)
    alone, saved = _ready(size), _ready(size)
    store.autosave(saved)
    taken = {"alone": [], "autosaved": []}
    writes = []
    for turn in range(size.turns + 1):
        order = [("alone", alone), ("autosaved", saved)][:: 1 if turn % 2 else -1]
        for side, run in order:
            taken_now = _epochs(run, size.epochs if turn else 2)
            flushing = seconds(lambda: BACKGROUND.flush(60))
            if side == "autosaved":
                writes.append(flushing)
            if turn:
                taken[side] += taken_now
    middle = {f"{side} seconds": value for side, value in medians(taken).items()}
    means = {side: statistics.mean(times) for side, times in taken.items()}
    files = list((folder / ".running").glob("*.keras"))
    values = {
        "ratio": means["autosaved"] / means["alone"],
        "ratio of medians": middle["autosaved seconds"] / middle["alone seconds"],
        **middle,
        "write seconds": statistics.median(writes),
        "bytes": files[0].stat().st_size,
    }
    return Figure(values, {"ratio": 1.02})


def _ready(size):
    rng = np.random.default_rng(0)
    x = rng.random((size.rows, 784), dtype=np.float32)
    y = rng.integers(0, 10, size.rows)
    return prepare(f"{size.spec} ; patience off", x, y)


def _epochs(run, count):
    """The seconds of each of the next epochs except the first, including validation."""
    taken = []

    def handle(event):
        if isinstance(event, EvaluationDone):
            taken.append(event.seconds)

    off = run.on_event(handle)
    if run.state == "ready":
        run.start(f"epochs {count}")
    else:
        run.resume(epochs=count)
    run.wait()
    off()
    return taken[1:]


def _figures(sizes):
    return {f"autosaved as it trains, {name}": cost(size) for name, size in sizes.items()}


FULL = {
    "a small network": Size(REFERENCE, 48_000, 8, 6),
    "a network of 3 million parameters": Size(
        "784 -> 1500 relu -> 1200 relu -> 10 softmax ; batch 128", 6_000, 10, 2
    ),
}
QUICK = {name: replace(size, rows=2_000, epochs=2, turns=2) for name, size in FULL.items()}

if __name__ == "__main__":
    sys.exit(main({"autosave": _figures}, FULL, QUICK))
