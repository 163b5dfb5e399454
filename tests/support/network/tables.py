"""Tables of all kinds of columns, and their columns as plain Keras takes them."""

import numpy as np

from densemodel.data import MISSING, Category, Date, Number, RawColumn, RawTable
from densemodel.data.columns._category import YesNo
from densemodel.data.columns._order import Order
from densemodel.data.columns._text import FreeText
from densemodel.data.columns._values import DateValues, NumberValues, TextValues, WholeValues

_DAY = 86_400


def number(name, values):
    return RawColumn(Number(name), NumberValues(np.asarray(values, np.float64)))


def dates(name, values, has_time=False):  # noqa: FBT002
    return RawColumn(
        Date(name, has_time=has_time), DateValues(np.asarray(values, np.int64), has_time=has_time)
    )


def whole(name, values, kind=Category):
    return RawColumn(kind(name, form="whole"), WholeValues(np.asarray(values, np.int64)))


def flags(name, values):
    values = np.asarray(values, np.int64)
    return RawColumn(YesNo(name, form="whole", is_flag=True), WholeValues(values, are_flags=True))


def order(name, levels, codes):
    """An ordered category; -1 is a missing value."""
    column = Order(name, levels=tuple(levels))
    return RawColumn(column, TextValues(np.asarray(codes, np.int32), tuple(levels)))


def texts(name, values, kind=Category):
    """A column of texts; '' is a missing one."""
    labels = tuple(sorted(set(values) - {""}))
    places = {label: place for place, label in enumerate(labels)} | {"": -1}
    codes = np.array([places[value] for value in values], np.int32)
    return RawColumn(kind(name), TextValues(codes, labels))


NUMBERS = {
    "plain": lambda rng, n: rng.normal(size=n),
    "far": lambda rng, n: rng.normal(1e6, 3, n),
    "money": lambda rng, n: np.exp(rng.normal(8, 3, n)),
    "outlier": lambda rng, n: np.where(np.arange(n) == 0, 1e30, rng.normal(size=n)),
    "zeros": lambda rng, n: rng.choice([0.0, -0.0, 1.0], n),
    "constant": lambda _, n: np.full(n, 7.0),
    "beyond": lambda rng, n: np.where(np.arange(n) == n - 1, 1e300, rng.normal(size=n)),
}
DATES = {
    "recent": (15_000, 20_000),
    "old": (-60_000, -100),
    "future": (40_000, 2_900_000),
    "month": (19_000, 19_030),
    "one": (5, 6),
}


def some_table(seed, rows=None):
    """A table with a random choice of columns, values and missing values."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([1, 2, 7, 60, 400])) if rows is None else rows
    columns = []

    def named(what):
        return f"{what} {len(columns)}"

    columns += [
        number(f"{what}!", _with_gaps(rng, NUMBERS[what](rng, n), np.nan))
        for what in rng.choice(list(NUMBERS), 3, replace=False)
    ]
    for form in ("days", "seconds"):
        what = str(rng.choice(list(DATES)))
        days = rng.integers(*DATES[what], n)
        values = days if form == "days" else days * _DAY + rng.integers(0, _DAY, n)
        columns.append(dates(named(what), _with_gaps(rng, values, MISSING), form == "seconds"))
    counts = rng.integers(-5, 300, n).astype(np.float64)
    columns.append(number(named("count"), _with_gaps(rng, counts, np.nan)))
    for most in (*rng.choice([2, 3, 9, 60], 2), 40, 41):
        codes = rng.integers(0, most, n) if most in (40, 41) else rng.zipf(1.4, n) % most
        if most == 40 or rng.random() < 0.5:
            columns.append(whole(named("code"), _with_gaps(rng, codes - 1, MISSING)))
        else:
            words = np.array(["[UNK]" if code == 0 else f"{code} ü" for code in codes], object)
            columns.append(texts(named("word"), list(_with_gaps(rng, words, ""))))
    columns.append(flags(named("flag"), rng.integers(0, 2, n)))
    prose = [" ".join(f"wört{one}" for one in rng.integers(0, 40, 1 + row % 9)) for row in range(n)]
    columns.append(
        texts(named("prose"), list(_with_gaps(rng, np.array(prose, object), "")), FreeText)
    )
    order = rng.permutation(len(columns))
    return RawTable(tuple(columns[place] for place in order), n)


def _with_gaps(rng, values, gap):
    if rng.random() < 0.5 or len(values) < 2:
        return values
    return np.where(rng.random(len(values)) < 0.2, gap, values)


def frame_of(table):
    """The same table as pandas has it."""
    import pandas as pd

    def series(column):
        found = column.data.as_written
        if column.data.days is not None:
            return found.astype("datetime64[s]")
        if column.kind == "order":
            return pd.Categorical(found, column.column.levels, ordered=True)
        is_whole = found.dtype == object and not column.labels and column.column.is_category
        return pd.Series(found, dtype="Int64") if is_whole else found

    return pd.DataFrame({column.name: series(column) for column in table.columns})
