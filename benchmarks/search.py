"""Does a search that learns need fewer trials? TPE's best of 20 against random's best of 40.

504 networks with one hidden layer are trained on scikit-learn's digits for 5 epochs, once: their
results stay on disk. Both searches draw from these, 20 times with other seeds, so only their
choices differ.
"""

import os
import statistics
import sys
from pathlib import Path

from _data import DATA
from _figure import Figure, main
from _measure import medians
from _packages import require

import densemodel as dm
from densemodel.experiments.plan._search import RandomSearch
from densemodel.experiments.plan._tpe import TpeSearch

WHOLE = (
    "64 -> {4|8|16|32|64|128|256|512} relu -> 10 softmax ; adam lr {0.0001..1 log/9} ; "
    "batch {8|16|32|64|128|256|512} ; epochs 5 ; patience off ; split 0.3"
)
QUICK = "64 -> {4|8} relu -> 10 softmax ; adam lr {0.0001..1 log/6} ; epochs 1"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "densemodel"


def table(text):
    """The validation loss of every combination, in the order of `spec.expand()`."""
    x, y = DATA["digits"]()
    sweep = dm.sweep(text, x.astype("float32"), y, folder=_CACHE / "search_benchmark")
    return [sweep.results[trial.number].score for trial in sweep.trials]


def best_of(search, text, losses):
    """The lowest loss that a search finds."""
    spec = dm.parse(text)
    found = {place: losses[place] for place in sorted(search.draw(spec) or range(len(losses)))}
    while places := search.next(spec, found):
        found |= {place: losses[place] for place in places}
    return min(found.values())


def against_random(text):
    """The medians of what both find, with 20 seeds each."""
    losses = table(text)
    fewer, more = (20, 40) if text == WHOLE else (9, 12)
    seeds = [f"{text} ; seed {seed}" for seed in range(20)]
    best = {
        "tpe": [best_of(TpeSearch(fewer), one, losses) for one in seeds],
        "random": [best_of(RandomSearch(more), one, losses) for one in seeds],
    }
    values = {
        "ratio": statistics.median(best["tpe"]) / statistics.median(best["random"]),
        "median of the best": medians(best),
        "best of all": min(losses),
        "networks": len(losses),
    }
    return Figure(values, {"ratio": 1.0})


if __name__ == "__main__":
    require("optuna")
    sys.exit(main({"search: tpe, against random": against_random}, WHOLE, QUICK))
