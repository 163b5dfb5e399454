"""An epoch of a run against an epoch of `model.fit`, on MNIST, in one interleaved process.

Both train the reference network on 42,000 rows and validate on 18,000. The first epoch of each,
which compiles, is told apart from those after it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "demo_notebooks"))

from mnist import load_mnist

from densemodel.network import build
from densemodel.training import EpochDone, prepare

SPEC = "784 -> 50 relu -> 50 relu -> 10 softmax ; patience off ; epochs 1"
ROUNDS = 4


def main() -> None:
    """Print one line for each figure."""
    (x, y), _ = load_mnist()
    run = prepare(SPEC, x.reshape(-1, 784).astype("float32") / 255, y)
    seconds: list[float] = []
    run.on_event(lambda event: seconds.append(event.seconds) if isinstance(event, EpochDone) else 0)
    bound = run.bound
    if bound is None:
        raise SystemExit("no data")
    rows = bound.training_rows
    model = build(run.spec)
    fits = []
    for number in range(ROUNDS):
        (run.resume(epochs=1) if number else run.start()).wait()
        began = time.perf_counter()
        model.fit(
            bound.x[rows],
            bound.y[rows],
            batch_size=32,
            validation_data=bound.validation_arrays,
            verbose=0,
        )
        fits.append(time.perf_counter() - began)
    report("first epoch", seconds[0], fits[0])
    report("later epochs", statistics.median(seconds[1:]), statistics.median(fits[1:]))
    print(json.dumps({"figure": "training rows", "rows": int(np.size(rows))}))


def report(figure: str, ours: float, fit: float) -> None:
    """One line: seconds of both, and how many times faster a run is."""
    line = {"run": round(ours, 3), "fit": round(fit, 3), "times faster": round(fit / ours, 2)}
    print(json.dumps({"figure": figure, **line}))


if __name__ == "__main__":
    main()
