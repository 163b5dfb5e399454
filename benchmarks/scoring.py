"""How long a report takes, and how often its 95 % intervals contain the true value.

Each figure is printed as one line of JSON. With --quick the sizes are tiny, and the numbers mean
nothing.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from _figure import Figure

from densemodel.data import choose_task, terms_without_data
from densemodel.language import parse
from densemodel.scoring import Predictions, report_of
from densemodel.scoring.rows._predictions import predictions_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.scoring import Report

    Array = np.ndarray[Any, Any]
    Maker = Callable[[np.random.Generator, int], Predictions]

ROWS = 10_000
"Rows of the timed reports."
ROUNDS = 7
TRIALS = 300
"Sets of rows for each coverage: its standard error is 1.3 %."
SAMPLES = (100, 400)
"Rows in each of these sets."
LARGE_ROWS = 1_000_000

QUICK_MILLISECONDS = 30
FULL_MILLISECONDS = 500
OFF_AT_MOST = 0.045
"""How far a coverage may be from 95 %, the simulation's own error included."""


def predictions_as(spec_text: str, y: Array, answers: Array) -> Predictions:
    """Predictions as from a network of this spec."""
    spec = parse(spec_text)
    terms = terms_without_data(spec, choose_task(spec))
    return predictions_of(terms, y, answers.astype(np.float32))


def ten_classes(rng: np.random.Generator, rows: int) -> Predictions:
    """Ten classes with a recall of about two thirds."""
    y_true = rng.integers(0, 10, rows).astype(np.int32)
    raw = rng.normal(size=(rows, 10))
    raw[np.arange(rows), y_true] += 2
    powers = np.exp(raw)
    return predictions_as("8 -> 10 softmax", y_true, powers / powers.sum(axis=1, keepdims=True))


def two_classes(rng: np.random.Generator, rows: int) -> Predictions:
    """Two classes; the second has three rows in ten."""
    y_true = (rng.random((rows, 1)) < 0.3).astype(np.float32)
    raw = 2 * y_true - 1 + rng.normal(size=(rows, 1))
    return predictions_as("8 -> 1 sigmoid", y_true, 1 / (1 + np.exp(-raw)))


def numbers(rng: np.random.Generator, rows: int) -> Predictions:
    """Numbers with long-tailed errors, like those of prices."""
    y_true = rng.normal(size=(rows, 1))
    off = rng.standard_t(8, size=(rows, 1))
    return predictions_as("8 -> 1", y_true.astype(np.float32), y_true + off / 2)


MAKERS: dict[str, Maker] = {
    "ten classes": ten_classes,
    "two classes": two_classes,
    "numbers": numbers,
}


def main() -> None:
    """Print the figures."""
    is_quick = "--quick" in sys.argv
    for name, maker in MAKERS.items():
        load = os.getloadavg()
        print(cost_of(maker).line(f"a report of 10,000 rows, {name}", load, is_quick=is_quick))
    trials = 10 if is_quick else TRIALS
    for name, maker in MAKERS.items():
        load = os.getloadavg()
        figure = coverage_of(maker, trials)
        print(figure.line(f"95 % intervals, {name}", load, is_quick=is_quick), flush=True)


def cost_of(maker: Maker) -> Figure:
    """How long a whole report takes, and one without bootstrap, as in live views."""
    case = maker(np.random.default_rng(0), ROWS)
    values = {
        "quick milliseconds": _milliseconds(lambda: report_of(case, quick=True)),
        "full milliseconds": _milliseconds(lambda: report_of(case)),
    }
    bounds = {
        "quick milliseconds": QUICK_MILLISECONDS,
        "full milliseconds": FULL_MILLISECONDS,
    }
    return Figure(values, bounds)


def coverage_of(maker: Maker, trials: int) -> Figure:
    """How often the intervals of each metric contain its value on a million rows."""
    rng = np.random.default_rng(1)
    true_metrics = report_of(maker(rng, LARGE_ROWS), quick=True).metrics
    shares = {
        f"{rows} rows": _held([report_of(maker(rng, rows)) for _ in range(trials)], true_metrics)
        for rows in SAMPLES
    }
    every = [share for named in shares.values() for share in named.values()]
    off = max(abs(share - 0.95) for share in every)
    values = {"furthest from 0.95": off, "trials": trials, "coverage": shares}
    return Figure(values, {"furthest from 0.95": OFF_AT_MOST})


def _held(reports: list[Report], true_metrics: dict[str, float]) -> dict[str, float]:
    """The share of reports whose interval contains the true value, for each metric."""
    shares = {}
    for name, value in true_metrics.items():
        ends = [report.intervals[name] for report in reports if name in report.intervals]
        shares[name] = statistics.fmean(low <= value <= high for low, high in ends)
    return shares


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of some rounds, after one that loads slow libraries."""
    work()
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return 1e3 * statistics.median(took)


if __name__ == "__main__":
    main()
