"""How long a stop takes, from the call to the run being stopped, at moments all over an epoch."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "demo_notebooks"))

from mnist import load_mnist

from densemodel.training import RunStarted, prepare

SPEC = "784 -> 50 relu -> 50 relu -> 10 softmax ; patience off ; epochs 1000"
STOPS = 20


def main() -> None:
    """Print the median and the longest of the waits."""
    (x, y), _ = load_mnist()
    run = prepare(SPEC, x.reshape(-1, 784).astype("float32") / 255, y)
    started = threading.Event()
    run.on_event(lambda event: started.set() if isinstance(event, RunStarted) else None)
    moments = np.random.default_rng(0).uniform(0.0, 1.2, STOPS)
    waits = []
    for number, moment in enumerate(moments):
        started.clear()
        (run.resume() if number else run.start())
        started.wait()
        time.sleep(moment)
        began = time.perf_counter()
        run.stop().wait()
        waits.append(time.perf_counter() - began)
    for figure, value in (("median", np.median(waits[1:])), ("longest", max(waits[1:]))):
        print(json.dumps({"figure": f"stop, {figure}", "seconds": round(float(value), 4)}))


if __name__ == "__main__":
    main()
