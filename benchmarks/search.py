"""Does a search that learns need fewer trials? TPE's best of 20 against random's best of 40.

    python benchmarks/search.py            504 networks, trained once; their results stay on disk
    python benchmarks/search.py --quick    12 networks, to see that it works

Each network has one hidden layer and trains on scikit-learn's digits for 5 epochs. Both searches
draw from the table of all results, 20 times with other seeds, so only their choices differ.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from _figure import Figure

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import densemodel as dm
from densemodel.experiments.plan._search import RandomSearch
from densemodel.experiments.plan._tpe import TpeSearch

if TYPE_CHECKING:
    from densemodel.experiments import Search

WHOLE = (
    "64 -> {4|8|16|32|64|128|256|512} relu -> 10 softmax ; adam lr {0.0001..1 log/9} ; "
    "batch {8|16|32|64|128|256|512} ; epochs 5 ; patience off ; split 0.3"
)
QUICK = "64 -> {4|8} relu -> 10 softmax ; adam lr {0.0001..1 log/6} ; epochs 1"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "densemodel"


def table(text: str) -> list[float]:
    """The validation loss of every combination, in the order of `spec.expand()`."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    sweep = dm.sweep(text, (x / 16).astype("float32"), y, folder=_CACHE / "search_benchmark")
    return [sweep.results[trial.number].score for trial in sweep.trials]


def best_of(search: Search, text: str, losses: list[float]) -> float:
    """The lowest loss that a search finds."""
    spec = dm.parse(text)
    found = {place: losses[place] for place in sorted(search.draw(spec) or range(len(losses)))}
    while places := search.next(spec, found):
        found |= {place: losses[place] for place in places}
    return min(found.values())


def main() -> int:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few networks, to see that it works")
    is_quick = parser.parse_args().quick
    load, text = os.getloadavg(), QUICK if is_quick else WHOLE
    losses = table(text)
    fewer, more = (9, 12) if is_quick else (20, 40)
    seeds = [f"{text} ; seed {seed}" for seed in range(20)]
    learned = [best_of(TpeSearch(fewer), one, losses) for one in seeds]
    drawn = [best_of(RandomSearch(more), one, losses) for one in seeds]
    medians = {"tpe": statistics.median(learned), "random": statistics.median(drawn)}
    values = {
        "ratio": medians["tpe"] / medians["random"],
        "median of the best": medians,
        "best of all": min(losses),
        "networks": len(losses),
    }
    print(
        Figure(values, {"ratio": 1.0}).line("search: tpe, against random", load, is_quick=is_quick)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
