"""A table of 1,000,000 rows and 20 columns: checked and encoded, and an epoch of training on it.

Six columns are texts of 3, 8, 20, 50, 200 and 1,000 different values. Reading and encoding is held
against `pandas.get_dummies`, in turns. An epoch is held against one on the same numbers in an
array: those that the first layer of the spec takes. The epoch on the encoded rows alone, as a
network of that many inputs, is reported as well.
"""

import sys
from functools import partial

import numpy as np
import pandas as pd
from _figure import Figure, main, ratio_figure
from _measure import peak_megabytes, seconds, take_turns

import densemodel as dm
from densemodel.network import build_bound

_TRAINED_ROWS = 200_000
_VALUES = (3, 8, 20, 50, 200, 1000)
_SPEC = "table -> 64 relu -> 1 sigmoid"
_MISSING = 0.05
_AT_ONCE = 10_000
_EPOCH = "split off ; patience off ; epochs 1"


def _table(rows):
    rng = np.random.default_rng(0)
    x = pd.DataFrame({f"number {place}": rng.normal(size=rows) for place in range(14)})
    x.loc[rng.random(rows) < _MISSING, "number 3"] = np.nan
    for count in _VALUES:
        values = np.array([f"value {place}" for place in range(count)], dtype=object)
        x[f"text {count}"] = values[rng.integers(0, count, rows)]
    noise = rng.normal(size=rows)
    return x, (x["number 0"] + noise > 0).astype(int)


def encoding(sizes):
    """The whole table, in turns."""
    x, y = _table(sizes[0])
    sides = {
        "densemodel": lambda: seconds(lambda: dm.bind(_SPEC, x, y).require()),
        "get_dummies": lambda: seconds(lambda: pd.get_dummies(x)),
    }
    return ratio_figure(take_turns(sides, sizes[1]), 2.5)


def memory(sizes):
    """The peak, as a share of the frame."""
    x, y = _table(sizes[0])
    peak = peak_megabytes(lambda: dm.bind(_SPEC, x, y))
    frame, encoded = x.memory_usage(deep=True).sum() / 1e6, dm.bind(_SPEC, x, y).x.nbytes / 1e6
    values = {"share": peak / frame, "frame MB": frame, "encoded MB": encoded}
    return Figure(values, {"share": 1.5})


def epochs(sizes):
    """Epochs on its first rows."""
    x, y = (part[:_TRAINED_ROWS] for part in _table(sizes[0]))
    bound = dm.bind(_SPEC, x, y)
    front = build_bound(bound).layers[0]
    starts = range(0, len(x), _AT_ONCE)
    inputs = np.concatenate([front(bound.x[first : first + _AT_ONCE]) for first in starts])
    sides = {
        "table": (_SPEC, x),
        "array": (f"{inputs.shape[1]} -> 64 relu -> 1 sigmoid", inputs),
        "encoded": (f"{bound.x.shape[1]} -> 64 relu -> 1 sigmoid", bound.x),
    }
    runs = {name: dm.train(spec, rows, y, settings=_EPOCH) for name, (spec, rows) in sides.items()}
    turns = {name: partial(_epoch, run) for name, run in runs.items()}
    found = take_turns(turns, sizes[1], warm_up=0)
    encoded = found.pop("encoded")
    against = float(np.median(found["table"]) / np.median(encoded))
    return ratio_figure(found, 1.2, **{"ratio to the encoded rows": against})


def _epoch(run):
    return seconds(run.resume(epochs=1).wait)


FIGURES = {
    "encode a table, against get_dummies": encoding,
    "memory to encode a table, beside the frame": memory,
    "an epoch on a table, against its numbers in an array": epochs,
}

if __name__ == "__main__":
    sys.exit(main(FIGURES, (1_000_000, 5), (20_000, 1)))
