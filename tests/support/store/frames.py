"""A small frame of raw columns, and its labels."""

import numpy as np
import pandas as pd

from densemodel.data import TableEncoding


def frame(rows=300, seed=0):
    """Numbers and texts with gaps, many towns, dates, names, and an odd name of a column."""
    random = np.random.default_rng(seed)
    days = pd.to_timedelta(random.integers(0, 900, rows), unit="D")
    return pd.DataFrame(
        {
            "age": np.where(random.random(rows) < 0.1, np.nan, random.normal(40, 10, rows)),
            "sex": random.choice(["f", "m"], rows),
            "deck": random.choice([*"abcdef", None], rows),
            "town": random.choice([f"town {n}" for n in range(25)], rows),
            "sold": pd.Timestamp("2000-01-01") + days,
            "name": [f"name {n}" for n in range(rows)],
            "a/b, ü": random.normal(size=rows),
        }
    )


def labels(table):
    """Two classes that follow from two columns."""
    return np.where((table["sex"] == "f") ^ (table["age"].fillna(40) > 45), "yes", "no")


def keras_rows(run, table):
    """The rows as a person gives them to plain Keras, by `run.columns`."""
    encoding = run.spec.table
    assert isinstance(encoding, TableEncoding)
    kinds = {column.name: column.kind for column in encoding.columns}
    found = {}
    for name, given in encoding.inputs.items():
        values = table[name]
        if kinds[name] == "date":
            found[given] = values.to_numpy("datetime64[D]").astype(np.int64)
        elif kinds[name] == "number":
            found[given] = values.to_numpy(np.float32)
        else:
            found[given] = values.fillna("").to_numpy(object)
    return found
