"""How long a report takes, and how often its 95 % intervals contain the true value."""

import statistics
import sys
from functools import partial

import numpy as np
from _figure import Figure, main
from _measure import median_seconds

from densemodel.data import choose_task, terms_without_data
from densemodel.language import parse
from densemodel.scoring import report_of
from densemodel.scoring.rows._answers import Answers
from densemodel.scoring.rows._predictions import predictions_of

ROWS = 10_000
"Rows of the timed reports."
ROUNDS = 7
TRIALS = 300
"Sets of rows for each coverage: its standard error is 1.3 %."
SAMPLES = (100, 400)
"Rows in each of these sets."
LARGE_ROWS = 1_000_000
OFF_AT_MOST = 0.045
"""How far a coverage may be from 95 %, the simulation's own error included."""


def predictions_as(spec_text, y, answers):
    """Predictions as from a network of this spec."""
    spec = parse(spec_text)
    terms = terms_without_data(spec, choose_task(spec))
    return predictions_of(terms, y, Answers(answers.astype(np.float32)))


def ten_classes(rng, rows):
    """Ten classes with a recall of about two thirds."""
    y_true = rng.integers(0, 10, rows).astype(np.int32)
    raw = rng.normal(size=(rows, 10))
    raw[np.arange(rows), y_true] += 2
    powers = np.exp(raw)
    return predictions_as("8 -> 10 softmax", y_true, powers / powers.sum(axis=1, keepdims=True))


def two_classes(rng, rows):
    """Two classes; the second has three rows in ten."""
    y_true = (rng.random((rows, 1)) < 0.3).astype(np.float32)
    raw = 2 * y_true - 1 + rng.normal(size=(rows, 1))
    return predictions_as("8 -> 1 sigmoid", y_true, 1 / (1 + np.exp(-raw)))


def numbers(rng, rows):
    """Numbers with long-tailed errors, like those of prices."""
    y_true = rng.normal(size=(rows, 1))
    off = rng.standard_t(8, size=(rows, 1))
    return predictions_as("8 -> 1", y_true.astype(np.float32), y_true + off / 2)


MAKERS = {
    "ten classes": ten_classes,
    "two classes": two_classes,
    "numbers": numbers,
}


def cost_of(maker, sizes):
    """How long a whole report takes, and one without bootstrap, as in live views."""
    case = maker(np.random.default_rng(0), ROWS)
    values = {}
    for name, is_quick in (("quick ms", True), ("full ms", False)):
        report_of(case, quick=is_quick)  # loads slow libraries
        work = partial(report_of, case, quick=is_quick)
        values[name] = 1e3 * median_seconds(work, sizes[0])
    return Figure(values, {"quick ms": 30, "full ms": 500})


def coverage_of(maker, sizes):
    """How often the intervals of each metric contain its value on a million rows."""
    rng, (_, trials) = np.random.default_rng(1), sizes
    true_metrics = report_of(maker(rng, LARGE_ROWS), quick=True).metrics
    shares = {
        f"{rows} rows": _held([report_of(maker(rng, rows)) for _ in range(trials)], true_metrics)
        for rows in SAMPLES
    }
    every = [share for named in shares.values() for share in named.values()]
    off = max(abs(share - 0.95) for share in every)
    values = {"furthest from 0.95": off, "trials": trials, "coverage": shares}
    return Figure(values, {"furthest from 0.95": OFF_AT_MOST})


def _held(reports, true_metrics):
    """The share of reports whose interval contains the true value, for each metric."""
    shares = {}
    for name, value in true_metrics.items():
        ends = [report.intervals[name] for report in reports if name in report.intervals]
        shares[name] = statistics.fmean(low <= value <= high for low, high in ends)
    return shares


FIGURES = {
    f"a report of 10,000 rows, {name}": partial(cost_of, one) for name, one in MAKERS.items()
}
FIGURES |= {f"95 % intervals, {name}": partial(coverage_of, one) for name, one in MAKERS.items()}

if __name__ == "__main__":
    sys.exit(main(FIGURES, (ROUNDS, TRIALS), (1, 10)))
