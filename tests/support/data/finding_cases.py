"""Data that something is said of: what the cases of tests/data/cases/messages.txt are made of."""

# ruff: noqa: F401 - cases use all of these names

import datetime as dt
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import scipy.sparse as sp
from scipy.sparse import csr_matrix
from sklearn.utils import Bunch

from support import TESTS
from support.case_files import CaseFile

CASES = CaseFile(TESTS / "data" / "cases" / "messages.txt").cases

ROWS = 20
THREE = np.arange(ROWS) % 3
TWO = np.arange(ROWS) % 2
X = (np.arange(ROWS * 8, dtype=np.float32).reshape(ROWS, 8) % 7) / 7
NUMBERS = np.linspace(-2, 3, ROWS)
NAMES = np.array(["owl", "cat", "dog"])
FRAME = pd.DataFrame(X[:, :3], columns=["age", "fare", "sibs"])
IMAGES = (np.arange(ROWS * 784).reshape(ROWS, 28, 28) % 256).astype(np.uint8)
SEVERAL = np.stack([TWO, 1 - TWO, np.ones(ROWS, dtype=int)], axis=1)
ORDER = np.repeat([0, 1, 2], [8, 6, 6])
RNG = np.random.default_rng(4)
SAVED = RNG.integers(0, 2, 200)
FARES = RNG.normal(0, 1, 200)
PASSENGERS = pd.DataFrame(RNG.normal(size=(200, 3)), columns=["age", "fare", "sibs"])
PAIRS = RNG.normal(size=(100, 2)) * 2

WORDS = ["f", "m"] * 10
POLARS = pl.DataFrame({"age": X[:, 0], "fare": X[:, 1], "sex": WORDS})
ARROW = pa.table({"age": X[:, 0], "fare": X[:, 1], "sex": WORDS})
RECORDS = np.zeros(ROWS, dtype=[("age", "f4"), ("sex", "U1")])
DAY = dt.date(2026, 1, 2)
HUGE = sp.csr_array((10_000_000, 100_000), dtype=np.float32)
"More than is free, whatever is free."


class Raising:
    """A tensor that does not want to become an array."""

    def __init__(self, error):
        self._error = error

    def __array__(self, dtype=None, *, copy=None):
        raise self._error


def changed(array, place, value):
    copy = np.array(array, dtype=np.result_type(array, type(value)))
    copy[place] = value
    return copy


def objects(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def data_of(name):
    """The spec of a case, its x and y, and its validation data."""
    code, _, spec = CASES[name].given.rpartition("\n\n")
    made = {"later": None}
    exec(code, globals(), made)  # noqa: S102 - our own cases
    return spec, made["x"], made["y"], made["later"]
