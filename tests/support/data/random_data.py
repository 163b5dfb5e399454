"""Random data of every kind that people bring, and random specs to hold them against."""

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
from hypothesis import strategies as st

Generator = np.random.Generator

MOST_ROWS = 40
ROW_SHAPES = [
    (), (1,), (2,), (3,), (3,), (3,), (6,), (0,), (2, 2), (3, 1), (8, 8), (4, 4, 1), (0, 3),
    (3, 4, 4),
]  # fmt: skip
EDGES = [
    0.0, -0.0, 1.0, -1.0, 0.5, 255.0, 300.0, 1e6, -1e6, 1e18, 1e19, 3.4e38, -3.5e38, 1e300, -1e308,
    1e-300, 1e-45, 2.0**53 + 2, np.nan, np.inf, -np.inf,
]  # fmt: skip
OBJECTS = [
    None, "", "a", "3", "nan", "line\nline", "w" * 300, b"bytes", b"\xff", 1, 10**400, 1.5, np.nan,
    True, 1j, Decimal("0.5"), dt.date(2026, 1, 2), dt.timedelta(1), pd.NA, pd.NaT,
    {"a": 1}, [1, 2], (), object, np.float32(2), np.zeros(2), set(), range(3),
]  # fmt: skip
TEXTS = ["owl", "cat", "", "Ünï", "two words", "line\nline", "3", "nan", "x" * 300, "'", '"']
COLUMN_NAMES = [
    "age", "fare", "team", "two words", "it's", '"', "", "line\nline", "x" * 300, "age", 7, 1.5,
    ("a", "b"), None, "y", "norm",
]  # fmt: skip

# Numbers

PATTERNS = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "whole": lambda rng, shape: rng.integers(-3, 9, shape).astype(float),
    "same": lambda rng, shape: np.full(shape, rng.choice(EDGES[:10])),
    "pixels": lambda rng, shape: rng.integers(0, 256, shape).astype(float),
    "huge": lambda rng, shape: rng.normal(size=shape) * 10.0 ** rng.integers(2, 40),
    "tiny": lambda rng, shape: rng.normal(size=shape) / 10.0 ** rng.integers(2, 45),
    "twice": lambda rng, shape: rng.choice([0.5, 1.5], shape),
    "sorted": lambda rng, shape: np.sort(rng.normal(size=shape), axis=0),
    "edges": lambda rng, shape: rng.choice(EDGES, shape),
}


def generators():
    return st.integers(0, 2**32 - 1).map(np.random.default_rng)


@st.composite
def filled(draw, shape):
    """float64 numbers of some pattern, a few of which are changed to unusual ones."""
    numbers = PATTERNS[draw(st.sampled_from(list(PATTERNS)))](draw(generators()), shape)
    if numbers.size:
        for value in draw(st.lists(st.sampled_from(EDGES), max_size=2)):
            numbers.flat[draw(st.integers(0, numbers.size - 1))] = value
    return numbers


# Arrays of any type of element


def _with_objects(numbers, invalid, rng):
    objects = numbers.astype(object)
    for value in invalid if objects.size else []:
        objects.flat[rng.integers(objects.size)] = value
    return objects


def _whole(numbers):
    return np.nan_to_num(np.fmod(numbers, 1000), nan=7).astype("i8")


def _text(numbers):
    return np.array(TEXTS)[_whole(numbers) % len(TEXTS)]


KINDS = {
    "text": _text,
    "bytes": lambda numbers: np.char.encode(_text(numbers), "utf-8"),
    "dates": lambda numbers: _whole(numbers).astype("M8[D]"),
    "time spans": lambda numbers: _whole(numbers).astype("m8[s]"),
    "complex": lambda numbers: numbers + 1j,
    "booleans": lambda numbers: numbers > 0,
} | {
    kind: lambda numbers, kind=kind: _whole(numbers).astype(kind)
    for kind in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4"]
}  # fmt: skip
FLOATS = ["f4", "f8", "f8", "f8", "f2", "g", ">f8"]


@st.composite
def typed(draw, shape):
    """An array of any type of element."""
    numbers = draw(filled(shape))
    kind = draw(st.sampled_from([*FLOATS, *FLOATS, "objects", "objects", *KINDS]))
    if kind == "objects":
        objects = draw(st.lists(st.sampled_from(OBJECTS), max_size=2))
        return _with_objects(numbers, objects, draw(generators()))
    with np.errstate(all="ignore"):
        return KINDS[kind](numbers) if kind in KINDS else numbers.astype(kind)


# What people keep them in

COLUMNS = {
    "text": lambda column: column.map({0: "a", 1: "b", 2: None}),
    "category": lambda column: column.map({0: "a", 1: "b", 2: "c"}).astype("category"),
    "numbers as category": lambda column: column.astype("category"),
    "nullable": lambda column: column.astype("Int64").where(column < 2),
    "booleans": lambda column: column == 1,
    "date": lambda column: pd.Timestamp("2026-01-02") + pd.to_timedelta(column, "D"),
    "object": lambda column: column.astype(object),
    "same": lambda column: column * 0.0,
}


def _column(rows, kind):
    return COLUMNS[kind](pd.Series(np.arange(rows) % 3))


@st.composite
def frames(draw, array):
    """A frame of the array's columns, some of them of another kind, under unusual names."""
    flat = array.reshape(len(array), math.prod(array.shape[1:]))
    columns = [pd.Series(column) for column in flat.T]
    width = len(columns)
    for kind in draw(st.lists(st.sampled_from(list(COLUMNS)), max_size=2)) if width else []:
        columns[draw(st.integers(0, width - 1))] = _column(len(array), kind)
    names = [f"c{place}" for place in range(width)]
    if draw(st.booleans()):
        names = draw(st.lists(st.sampled_from(COLUMN_NAMES), min_size=width, max_size=width))
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(len(array)))
    frame.columns = pd.Index(names, dtype=object, tupleize_cols=False)
    return frame


def _masked(array):
    return np.ma.masked_array(array, mask=np.random.default_rng(0).random(array.shape) < 0.1)


def _series(array):
    return pd.Series(array, name="age") if array.ndim == 1 else array


def _turned_series(array):
    index = np.arange(len(array))[::-1]
    return pd.Series(array, index=index) if array.ndim == 1 else array


def _read_only(array):
    array.flags.writeable = False
    return array


CONTAINERS = {
    "array": lambda array: array,
    "the same": lambda array: array,
    "list": lambda array: array.tolist(),
    "tuple": tuple,
    "series": _series,
    "series in another order": _turned_series,
    "masked": _masked,
    "strided": lambda array: np.asfortranarray(array)[::-1],
    "read-only": _read_only,
}


@st.composite
def contained(draw, array):
    """The array as one of the things that people keep numbers in."""
    kind = draw(st.sampled_from([*CONTAINERS, "frame", "frame", "frame"]))
    return draw(frames(array)) if kind == "frame" else CONTAINERS[kind](array)


@st.composite
def features(draw, rows):
    """Rows of anything."""
    return draw(contained(draw(typed((rows, *draw(st.sampled_from(ROW_SHAPES)))))))


# Labels

LABELS = {
    "classes": lambda numbers, _: numbers,
    "sorted": lambda numbers, _: np.sort(numbers),
    "gaps": lambda numbers, _: numbers * 2,
    "negative": lambda numbers, _: numbers - 1,
    "from 1": lambda numbers, _: numbers + 1,
    "whole floats": lambda numbers, _: numbers * 1.0,
    "fractions": lambda numbers, _: numbers + 0.5,
    "numbers": lambda numbers, rng: rng.normal(size=len(numbers)),
    "far": lambda numbers, rng: rng.normal(size=len(numbers)) * 50 + 10.0 ** rng.integers(2, 30),
    "huge": lambda numbers, rng: rng.normal(size=len(numbers)) * 10.0 ** rng.integers(2, 39),
    "names": lambda numbers, _: np.array(TEXTS[:4])[numbers],
    "unusual names": lambda numbers, rng: np.array(TEXTS)[numbers + rng.integers(len(TEXTS) - 4)],
    "bytes": lambda numbers, _: np.array([b"a", b"b", b"\xff", b"d"])[numbers],
    "booleans": lambda numbers, _: numbers > 0,
    "one-hot": lambda numbers, _: np.eye(4)[numbers],
    "one-hot booleans": lambda numbers, _: np.eye(3, dtype=bool)[numbers % 3],
    "flags": lambda numbers, rng: rng.integers(0, 2, (len(numbers), 3)),
    "columns": lambda numbers, rng: rng.normal(size=(len(numbers), 3)),
    "rare": lambda numbers, _: (np.arange(len(numbers)) == 0).astype(int),
    "in a column": lambda numbers, _: numbers.reshape(-1, 1),
    "missing": lambda numbers, _: np.where(numbers == 0, np.nan, numbers),
    "all different": lambda numbers, _: np.arange(len(numbers)),
    "all the same": lambda numbers, _: numbers * 0,
    "whole numbers": lambda numbers, rng: rng.integers(-(2**62), 2**62, len(numbers)),
}


@st.composite
def label_arrays(draw, rows, kinds=tuple(LABELS)):
    """Labels of some kind, right or wrong."""
    rng = draw(generators())
    numbers = rng.integers(0, draw(st.integers(1, 4)), rows)
    return LABELS[draw(st.sampled_from(kinds))](numbers, rng)


@st.composite
def labels(draw, rows):
    """Labels in anything, some of them too many or too few, or no labels at all."""
    count = max(rows + draw(st.sampled_from([0] * 12 + [1, -1, 3])), 0)
    if draw(st.integers(0, 7)) == 0:
        return draw(features(count))
    return draw(contained(draw(label_arrays(count))))


# Specs

INPUTS = ["auto"] * 6 + [
    "3",
    "3",
    "1",
    "2",
    "6",
    "2x2",
    "8x8",
    "4x4x1",
    "4x4x3",
    "64",
    "784",
    "table",
]
HIDDEN = ["", "", "4 relu", "norm", "norm -> 4 relu", "scale / 255", "3*(4 tanh)", "flatten", "bn",
          "conv 2 relu", "max 2", "drop 0.5", "reshape 2x3", "norm -> conv 2"]  # fmt: skip
LAST = ["auto softmax", "auto", "auto sigmoid", "1", "1", "1 sigmoid", "1 sigmoid", "2 softmax",
        "3 softmax", "3 softmax", "2", "3", "3 sigmoid", "1 relu", "2 tanh", "1 softplus",
        "auto relu", "auto log_softmax", "exponential", "conv 1", "1 softsign"]  # fmt: skip
CLAUSES = ["split off", "split 30%", "split 1%", "split 99%", "split 30% last", "split 20% by age",
           "split 40% by team", "split 20% by 'two words'", "missing fill", "missing drop",
           "target norm", "weights balanced", "without age", "without fare 'two words'",
           "without c0", "seed 7", "loss mse", "loss mae", "loss huber", "loss poisson",
           "loss hinge", "loss binary_crossentropy", "loss categorical_crossentropy",
           "loss sparse_categorical_crossentropy", "loss cosine_similarity", "metrics accuracy",
           "metrics mae", "metrics r2_score", "metrics precision", "metrics auc", "patience 3",
           "patience off"]  # fmt: skip


@st.composite
def clauses(draw, pool=CLAUSES, most=3):
    """Some clauses, no two of which say the same thing."""
    chosen = draw(st.lists(st.sampled_from(pool), max_size=most, unique_by=lambda c: c.split()[0]))
    return "".join(f" ; {clause}" for clause in chosen)


def hidden_stages():
    """What stands before the last layer, with its arrow; often nothing."""
    return st.sampled_from(HIDDEN).map(lambda stage: f"{stage} -> " if stage else "")


@st.composite
def specs(draw):
    """The text of a small spec; some of these do not parse, for their shapes do not fit."""
    first, last = draw(st.sampled_from(INPUTS)), draw(st.sampled_from(LAST))
    return f"{first} -> {draw(hidden_stages())}{last}{draw(clauses())}"
