"""A sweep against the loop that a user would write with `fit`, and against KerasTuner.

36 trials (3 sizes x 3 rates x 4 seeds) of a network with one hidden layer on 20,000 rows of MNIST,
5 epochs each; some trials of `fit` and KerasTuner, scaled up. Each side runs in its own process,
including TensorFlow's import; the first time without any compiled code on disk.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _figure import Figure, main
from _packages import require
from _sweep_child import ROWS

TRIALS = 36
_CHILD = Path(__file__).parent / "_sweep_child.py"


def side(home, *arguments):
    """Run one side, and return the seconds of the whole process and its output."""
    variables = os.environ | {"XDG_CACHE_HOME": home}
    began = time.perf_counter()
    words = [sys.executable, str(_CHILD), *map(str, arguments)]
    done = subprocess.run(words, env=variables, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, json.loads(done.stdout.strip().splitlines()[-1])


def against_loops(sizes):
    """The first time and again, as shares of the loop's time, and KerasTuner's share."""
    rows, fit_trials = sizes
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
    return {
        "sweep: cold, against fit": Figure(ratios, {"ratio": 0.13}),
        "sweep: again, against fit": Figure(again, {"ratio": 0.08}),
    }


def of_two_workers(sizes):
    """The time of two workers as a share of that of one, both warm."""
    with tempfile.TemporaryDirectory() as home:
        one = side(home, "sweep", sizes[0], 1, 3)[1]["seconds"]
        two = side(home, "sweep", sizes[0], 2, 3)[1]["seconds"]
    values = {"ratio": min(two[1:]) / min(one[1:]), "one": one, "two": two}
    return Figure(values, {"ratio": 1 / 1.5})


def _scaled(whole, measured, trials):
    trained = measured["seconds"][0]
    return whole - trained + trained * TRIALS / trials


FIGURES = {"sweep, against fit": against_loops, "sweep: two workers, against one": of_two_workers}

if __name__ == "__main__":
    require("keras_tuner", "tensorboard")
    sys.exit(main(FIGURES, (ROWS, 6), (1_000, 3)))
