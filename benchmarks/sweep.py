"""A sweep against the loop that a user would write with `fit`, and against KerasTuner.

    python benchmarks/sweep.py              some trials of `fit` and KerasTuner, scaled up
    python benchmarks/sweep.py --whole      all 36 of each: about ten minutes more
    python benchmarks/sweep.py --quick      tiny sizes, to see that it works

36 trials (3 sizes x 3 rates x 4 seeds) of a network with one hidden layer on 20,000 rows of MNIST,
5 epochs each. Each side runs in its own process, including TensorFlow's import; the first time
without any compiled code on disk. Each figure is printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from _figure import Figure
from _sweep_child import ROWS

COLD, AGAIN, TWO = 0.13, 0.08, 1 / 1.5
TRIALS = 36
_CHILD = Path(__file__).parent / "_sweep_child.py"


def side(home: str, *arguments: object) -> tuple[float, dict[str, Any]]:
    """Run one side, and return the seconds of the whole process and its output."""
    variables = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "XDG_CACHE_HOME": home}
    began = time.perf_counter()
    words = [sys.executable, str(_CHILD), *map(str, arguments)]
    done = subprocess.run(words, env=variables, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, json.loads(done.stdout.strip().splitlines()[-1])


def against_loops(rows: int, fit_trials: int) -> tuple[Figure, Figure]:
    """The first time and again, as shares of the loop's time, and KerasTuner's share."""
    with tempfile.TemporaryDirectory() as home:
        cold, first = side(home, "sweep", rows, 2, 2)
        loop_whole, loop = side(home, "loop", rows, fit_trials)
        tuner_whole, tuner = side(home, "tuner", rows, fit_trials)
        later, _ = side(home, "sweep", rows, 2, 1)
    # the time outside of trials, such as the import, does not grow with their number
    loop_seconds = _scaled(loop_whole, loop, fit_trials)
    tuner_seconds = _scaled(tuner_whole, tuner, fit_trials)
    once = cold - first["seconds"][1]
    seconds = {
        "loop": loop_seconds,
        "KerasTuner": tuner_seconds,
        "sweep, cold": once,
        "sweep, a process later": later,
        "sweep, again in one process": first["seconds"][1],
        "trials of fit that were run": fit_trials,
    }
    ratios = {
        "ratio": once / loop_seconds,
        "to KerasTuner": once / tuner_seconds,
        "a process later": later / loop_seconds,
        "best": {"sweep": first["best"], "loop": loop["best"]},
        "seconds": seconds,
    }
    again = {"ratio": first["seconds"][1] / loop_seconds, "seconds": seconds}
    return Figure(ratios, {"ratio": COLD}), Figure(again, {"ratio": AGAIN})


def of_two_workers(rows: int) -> Figure:
    """The time of two workers as a share of that of one, both warm."""
    with tempfile.TemporaryDirectory() as home:
        one = side(home, "sweep", rows, 1, 3)[1]["seconds"]
        two = side(home, "sweep", rows, 2, 3)[1]["seconds"]
    values = {"ratio": min(two[1:]) / min(one[1:]), "one": one, "two": two}
    return Figure(values, {"ratio": TWO})


def _scaled(whole: float, measured: dict[str, Any], trials: int) -> float:
    trained = measured["seconds"][0]
    return whole - trained + trained * TRIALS / trials


def main() -> int:
    """Print one line for each figure."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--whole", action="store_true", help="run every trial of fit")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    asked = parser.parse_args()
    rows = 1_000 if asked.quick else ROWS
    fit_trials = TRIALS if asked.whole else 3 if asked.quick else 6
    load = os.getloadavg()
    cold, again = against_loops(rows, fit_trials)
    print(cold.line("sweep: cold, against fit", load, is_quick=asked.quick), flush=True)
    print(again.line("sweep: again, against fit", load, is_quick=asked.quick), flush=True)
    gain = of_two_workers(rows)
    print(gain.line("sweep: two workers, against one", load, is_quick=asked.quick), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
