"""A table of 1,000,000 rows and 20 columns: checked and encoded, and an epoch of training on it.

    python benchmarks/tables_size.py            every figure
    python benchmarks/tables_size.py --quick    few rows, to see that it works

Six columns are texts of 3, 8, 20, 50, 200 and 1,000 different values. Reading and encoding is held
against `pandas.get_dummies`, in turns. An epoch is held against one on the same numbers in an
array: those that the first layer of the spec takes. The epoch on the encoded rows alone, as a
network of that many inputs, is reported as well. Each figure is printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from _figure import Figure, ratio_figure

import densemodel as dm
from densemodel.network import build_bound

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS, _TURNS = 1_000_000, 5
_TRAINED_ROWS = 200_000
_VALUES = (3, 8, 20, 50, 200, 1000)
_SPEC = "table -> 64 relu -> 1 sigmoid"
_MISSING = 0.05
_AT_ONCE = 10_000
_EPOCH = "split off ; patience off ; epochs 1"


def _table(rows: int) -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(0)
    x = pd.DataFrame({f"number {place}": rng.normal(size=rows) for place in range(14)})
    x.loc[rng.random(rows) < _MISSING, "number 3"] = np.nan
    for count in _VALUES:
        values = np.array([f"value {place}" for place in range(count)], dtype=object)
        x[f"text {count}"] = values[rng.integers(0, count, rows)]
    noise = rng.normal(size=rows)
    return x, (x["number 0"] + noise > 0).astype(int)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _encoding(x: pd.DataFrame, y: pd.Series, turns: int) -> Figure:
    found: dict[str, list[float]] = {"densemodel": [], "get_dummies": []}
    for _ in range(turns):
        found["densemodel"].append(_seconds(lambda: dm.bind(_SPEC, x, y).require()))
        found["get_dummies"].append(_seconds(lambda: pd.get_dummies(x)))
    return ratio_figure(found, 2.5)


def _memory(x: pd.DataFrame, y: pd.Series) -> Figure:
    tracemalloc.start()
    bound = dm.bind(_SPEC, x, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    deep = int(x.memory_usage(deep=True).sum())
    values = {"share": peak / deep, "frame MB": deep / 1e6, "encoded MB": bound.x.nbytes / 1e6}
    return Figure(values, {"share": 1.5})


def _epochs(x: pd.DataFrame, y: pd.Series, turns: int) -> Figure:
    bound = dm.bind(_SPEC, x, y)
    front = build_bound(bound).layers[0]
    starts = range(0, len(x), _AT_ONCE)
    inputs = np.concatenate([front(bound.x[first : first + _AT_ONCE]) for first in starts])
    sides: dict[str, tuple[str, Any]] = {
        "table": (_SPEC, x),
        "array": (f"{inputs.shape[1]} -> 64 relu -> 1 sigmoid", inputs),
        "encoded": (f"{bound.x.shape[1]} -> 64 relu -> 1 sigmoid", bound.x),
    }
    runs = {name: dm.train(spec, rows, y, settings=_EPOCH) for name, (spec, rows) in sides.items()}
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(turns):
        for name, run in runs.items():
            found[name].append(_seconds(run.resume(epochs=1).wait))
    encoded = found.pop("encoded")
    against = float(np.median(found["table"]) / np.median(encoded))
    return ratio_figure(found, 1.2, **{"ratio to the encoded rows": against})


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few rows, to see that it works")
    is_quick = parser.parse_args().quick
    rows, turns = (20_000, 1) if is_quick else (_ROWS, _TURNS)
    x, y = _table(rows)
    some = min(rows, _TRAINED_ROWS)
    figures = {
        "encode a table, against get_dummies": lambda: _encoding(x, y, turns),
        "memory to encode a table, beside the frame": lambda: _memory(x, y),
        "an epoch on a table, against its numbers in an array": lambda: _epochs(
            x.iloc[:some], y.iloc[:some], turns
        ),
    }
    for name, measure in figures.items():
        load = os.getloadavg()
        print(measure().line(name, load, is_quick=is_quick), flush=True)


if __name__ == "__main__":
    main()
