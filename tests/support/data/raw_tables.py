"""Raw tables as people have them: small ones of every kind, and ways in which later rows differ."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

ROWS = 60


def passengers():
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "class": rng.integers(1, 4, ROWS),
            "sex": rng.choice(["female", "male"], ROWS),
            "age": np.where(rng.random(ROWS) < 0.2, np.nan, rng.integers(1, 80, ROWS)),
            "fare": rng.gamma(2, 20, ROWS).round(2),
            "port": rng.choice(["S", "C", "Q", None], ROWS),
            "alone": rng.random(ROWS) < 0.5,
        }
    )


def houses():
    rng = np.random.default_rng(2)
    days = pd.Timestamp("2014-05-02") + pd.to_timedelta(rng.integers(0, 390, ROWS), "D")
    return pd.DataFrame(
        {
            "sold": days.strftime("%Y%m%dT000000"),
            "rooms": rng.integers(1, 7, ROWS),
            "living": rng.integers(500, 4000, ROWS).astype("int32"),
            "grade": rng.choice(["7", "8", "9", "10"], ROWS),
            "zip": rng.choice(["01234", "00501", "07030"], ROWS),
        }
    )


def customers():
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "gender": pd.Categorical(rng.choice(["f", "m"], ROWS)),
            "partner": rng.choice(["Yes", "No"], ROWS),
            "plan": pd.Categorical(rng.choice([10, 20, 30], ROWS)),
            "charges": [f"{value:.2f}" for value in rng.gamma(2, 30, ROWS)],
            "since": pd.to_datetime("2020-01-01")
            + pd.to_timedelta(rng.integers(0, 9e7, ROWS), "s"),
            "town": rng.choice(["Aachen", "Bonn", "Chur", "Dole", "Enns"], ROWS),
        }
    )


def sensors():
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "on": pd.array(rng.choice([True, False, None], ROWS), dtype="boolean"),
            "count": pd.array(rng.choice([1, 2, 3, None], ROWS), dtype="Int64"),
            "heat": rng.normal(20, 3, ROWS).astype("float32"),
            "state": pd.array(rng.choice(["ok", "low", "off", None], ROWS), dtype="string"),
            "price": rng.choice(["1,5", "2,25", "10,0", "3,75"], ROWS),
        }
    )


def orders():
    rng = np.random.default_rng(5)
    day = pd.to_datetime("2019-01-13") + pd.to_timedelta(rng.integers(0, 700, ROWS), "D")
    return pd.DataFrame(
        {
            "day": day.strftime("%d/%m/%Y"),
            "item": rng.choice([f"item {number}" for number in range(12)], ROWS),
            "discount": rng.choice(["5%", "10%", "12%", "?"], ROWS),
            "amount": rng.integers(1, 500, ROWS),
            "card": rng.choice(["visa", "cash"], ROWS),
        }
    )


TABLES = {
    "passengers": passengers,
    "houses": houses,
    "customers": customers,
    "sensors": sensors,
    "orders": orders,
}


def _plain(frame):
    """The frame without categories, which Polars and Arrow have of texts alone."""
    return frame.astype(
        {
            name: kind.categories.dtype
            for name, kind in frame.dtypes.items()
            if isinstance(kind, pd.CategoricalDtype)
        }
    )


def _records(frame):
    return frame.astype(object).to_dict("records")


SAME = {
    "as they are": lambda frame, _: frame,
    "other order": lambda frame, rng: frame[rng.permutation(frame.columns)],
    "more columns": lambda frame, _: frame.assign(extra=1, other="x"),
    "Polars": lambda frame, _: pl.from_pandas(_plain(frame)),
    "Arrow": lambda frame, _: pa.Table.from_pandas(_plain(frame)),
    "a batch of Arrow": lambda frame, _: pa.RecordBatch.from_pandas(_plain(frame)),
    "Arrow in pandas": lambda frame, _: _plain(frame).convert_dtypes(dtype_backend="pyarrow"),
    "nullable types": lambda frame, _: frame.convert_dtypes(),
    "objects": lambda frame, _: frame.astype(object),
    "categories": lambda frame, _: frame.astype("category"),
    "dicts": lambda frame, _: _records(frame),
    "columns in a dict": lambda frame, _: frame.to_dict("list"),
    "arrays in a dict": lambda frame, _: {name: frame[name].to_numpy() for name in frame},
    "other index": lambda frame, _: frame.set_axis([f"row {i}" for i in range(len(frame))]),
    "spaces around texts": lambda frame, _: frame.map(
        lambda value: f" {value} " if isinstance(value, str) else value
    ),
    "floats": lambda frame, _: frame.astype(
        {name: "float64" for name, kind in frame.dtypes.items() if kind.kind in "iu"}
    ),
    "numbers as text": lambda frame, _: frame.astype(
        {name: str for name, kind in frame.dtypes.items() if kind.kind in "iu"}
    ),
    "a CSV file": lambda frame, _: _through_csv(frame),
}
"Changes that leave the meaning of rows as it is."


def _through_csv(frame):
    import io

    text = frame.to_csv(index=False)
    codes = {name: str for name in frame if name == "zip"}
    return pd.read_csv(io.StringIO(text), dtype=codes, keep_default_na=True)


def _one(frame, rng):
    row = int(rng.integers(len(frame)))
    return frame.iloc[row : row + 1]


def _with(value):
    def change(frame, rng):
        name = str(rng.choice(frame.columns))
        return frame.assign(**{name: [value] * len(frame)})

    return change


def _some(value):
    def change(frame, rng):
        name = str(rng.choice(frame.columns))
        chosen = rng.random(len(frame)) < 0.2
        values = [value if one else old for one, old in zip(chosen, frame[name], strict=True)]
        return frame.assign(**{name: pd.Series(values, index=frame.index, dtype=object)})

    return change


OTHER = {
    "one row": _one,
    "one dict": lambda frame, rng: _records(_one(frame, rng))[0],
    "one Series": lambda frame, rng: _one(frame, rng).iloc[0],
    "without a column": lambda frame, rng: frame.drop(columns=rng.choice(frame.columns)),
    "another name": lambda frame, rng: frame.rename(
        columns={str(rng.choice(frame.columns)): "Renamed"}
    ),
    "a name twice": lambda frame, rng: pd.concat(
        [frame, frame[[rng.choice(frame.columns)]]], axis=1
    ),
    "no rows": lambda frame, _: frame.iloc[:0],
    "no columns": lambda frame, _: frame[[]],
    "an array": lambda frame, _: frame.to_numpy(),
    "a list": lambda frame, _: frame.to_numpy().tolist(),
    "a column": lambda frame, rng: frame[rng.choice(frame.columns)],
    "lazy": lambda frame, _: pl.from_pandas(_plain(frame)).lazy(),
    "all missing": lambda frame, _: frame.map(lambda _: None),
    "shuffled values": lambda frame, rng: frame.apply(rng.permutation),
    **{
        f"a column of {value!r}": _with(value)
        for value in ("abc", "", None, 3, -1.5, np.inf, 1e300, True, pd.Timestamp("2020-02-03"))
    },
    **{
        f"some {value!r}": _some(value)
        for value in ("new", "?", None, np.nan, 7, 0.5, np.inf, 10**30, False, pd.NaT, b"x")
    },
    **{
        f"some of {type(value).__name__}": _some(value)
        for value in (pd.Timestamp("2021-03-04"), pd.Timedelta("1h"), 1j, (1, 2), frozenset((3,)))
    },
}
"Changes of another kind: rows are read, or refused in words."


NAMES = {"np": np, "pd": pd, "pl": pl, "ages": [f"{age}" for age in range(20, 60)]}
"Of the cases of tests/data/columns/cases/messages_of_tables.txt."


def small_table():
    """Three rows with a column of each kind."""
    return pd.DataFrame(
        {
            "age": [20, 31, 45.5],
            "sex": ["f", "m", "f"],
            "ok": [True, False, True],
            "zip": pd.Categorical([98001, 98002, 98001]),
            "sold": ["13/02/2014", "01/02/2014", None],
            "sent": pd.to_datetime(["2014-02-15", "2014-02-03", None]),
            "day": [20140215, 20140203, None],
        }
    )
