"""Raw tables, trained and predicted with later rows, for against.py."""

import functools
import json
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from _against_record import findings, lasting
from _against_specs import record_run

_MOST_ROWS = 500
_CLASSES, _NUMBER = "table -> 8 relu -> auto", "table -> 8 relu -> 1"
HEALTHY = (
    *("titanic", "penguins, species", "penguins, mass", "diamonds, cut", "mpg, class"),
    *("midwest, poverty", "sleep", "economics", "churn", "houses", "credit", "hospital"),
    *("orders", "survey", "flights", "patients"),
)
"Those of tests/support/data/healthy_tables.py."
RAW = {
    "raw passengers, Arrow": ("passengers", "Arrow", ""),
    "raw houses, columns in a dict": ("houses", "columns in a dict", " ; category grade zip"),
    "raw customers, Polars": ("customers", "Polars", " ; without town ; number plan"),
    "raw sensors, nullable types": ("sensors", "nullable types", ""),
    "raw orders, dicts": ("orders", "dicts", " ; date day ; split 20% last"),
}
"Those of tests/support/data/raw_tables.py: the table, in which library, clauses."
MADE = ("people", "money", "towns", "hostile names")
LATER = (
    *("as they are", "other order", "one row", "one dict", "all missing", "shuffled values"),
    *("without a column", "another name", "more columns", "some 'new'", "some '?'", "some 7"),
    *("some None", "numbers as text", "spaces around texts", "a column of 'abc'", "a column of 3"),
)
"Ways in which later rows differ, those of raw_tables.py."


@functools.cache
def table(name):
    """A spec, and a table with its labels, at most 500 rows."""
    from support.data import healthy_tables
    from support.data.people import people
    from support.data.raw_tables import SAME, TABLES

    if name in RAW:
        kind, library, clauses = RAW[name]
        frame = TABLES[kind]()
        y = np.array(["often", "never"])[np.arange(len(frame)) ** 2 % 7 % 2]
        return _CLASSES + clauses, SAME[library](frame, np.random.default_rng(0)), y
    if name in MADE:
        return _made(name) if name != "people" else (_CLASSES, *people())
    spec, load = healthy_tables.HEALTHY[name]
    x, y = load()
    step = -(-len(y) // _MOST_ROWS)
    return spec, x[::step], y[::step]


def _made(name):
    rng = np.random.default_rng(20)
    count = 400
    y = rng.normal(size=count)
    if name == "money":
        return _NUMBER + " ; target norm", pd.DataFrame({
            "euros": [f"{one:,.2f} €".replace(",", "_").replace(".", ",").replace("_", ".")
                      for one in 2000 + 900 * y],
            "dollars": [f"${one:,.0f}" if one > 0 else f"(${-one:,.0f})"
                        for one in 5e4 * rng.normal(size=count)],
            "share": [f"{one:.1f}%" for one in rng.uniform(0, 100, count)],
            "comma": [f"{one:.3f}".replace(".", ",") for one in rng.normal(size=count)],
            "marks": rng.choice(["1", "2", "3", "NA", "?", "-", ""], count),
            "took": pd.to_timedelta(rng.integers(0, 9000, count), "s"),
            "opened": [f"{one // 60:02}:{one % 60:02}" for one in rng.integers(0, 1440, count)],
        }), y  # fmt: skip
    if name == "towns":
        towns = np.array([f"town {number}" for number in range(60)])
        place = rng.integers(0, 60, count)
        when = pd.Timestamp("2020-02-28") + pd.to_timedelta(rng.integers(0, 900, count), "D")
        return _NUMBER, pd.DataFrame({
            "town": towns[place],
            "code": rng.choice([10115, 20095, 50667, 60311, 70173, 80331, 90402], count),
            "day": when.strftime("%d.%m.%Y"),
            "number": when.strftime("%Y%m%d").astype(int),
            "year": when.year.to_numpy(),
            "remark": [f"remark {row} with several words" for row in range(count)],
            "key": [f"K{row:05}" for row in rng.permutation(count)],
            "same": "always",
            "spread": np.exp(rng.normal(0, 3, count)),
            "mostly": np.where(np.arange(count) % 3, np.nan, rng.normal(size=count)),
        }), place / 10 + y  # fmt: skip
    return _CLASSES, pd.DataFrame({
        "a b": rng.normal(size=count).astype("float16"),
        "a_b": rng.integers(-5, 5, count).astype("int8"),
        "ä/ö": rng.choice(["Ja", "Nein", None], count),
        "if": rng.choice([True, False], count),
        "1": rng.choice(list("abc"), count),
        "Yes": pd.Categorical(rng.choice(["low", "mid", "high"], count),
                              ["low", "mid", "high"], ordered=True),
    }), pd.Series(np.where(y > 1 / 3, "up", "down"), name="way")  # fmt: skip


def tables(recorder):
    """Train on each table, and record how it was read, what the model has and what it predicts."""
    import keras

    import densemodel as dm

    for case in (*HEALTHY, *RAW, *MADE[1:]):
        keras.utils.clear_session()
        spec, x, y = table(case)
        recorder.facet(case, "findings of check", lambda: findings(dm.check(spec, x, y)))  # noqa: B023
        try:
            run = dm.train(f"{spec} ; epochs 2", x, y, jit_compile=False)
        except Exception as error:  # noqa: BLE001 - an error is a result, too
            recorder.error(case, error)
            continue
        record_run(recorder, case, run, x[:20] if not isinstance(x, dict) else x)
        _record_columns(recorder, case, run)
        _record_later(recorder, case, run, x)


def _record_columns(recorder, case, run):
    import densemodel as dm

    columns = run.columns
    for name in columns:
        recorder.facet(case, f"column: {name}", lambda one=name: columns[one].to_dict())
    recorder.facet(case, "column: inputs", lambda: list(columns.index))
    recorder.facet(case, "weights of the network", run.network.get_weights)
    recorder.facet(case, "importance", lambda: dm.evaluate(run).importance)
    recorder.facet(case, "explanation", lambda: str(dm.evaluate(run).explain(0)))
    with tempfile.TemporaryDirectory() as folder:
        recorder.facet(case, "saved", lambda: dm.ModelStore(folder).save(run, "one") and "yes")
        members = _members(Path(folder))
        recorder.facet(case, "file: members", lambda: sorted(members))
        for name, content in members.items():
            if name.endswith(".json"):
                recorder.facet(case, f"file: {name}", lambda one=content: lasting(json.loads(one)))
        recorder.facet(
            case,
            "predictions of the file",
            lambda: dm.predict(dm.ModelStore(folder).load("one"), _frame(table(case)[1])[:9]),
        )


def _members(folder):
    (path,) = folder.glob("*.keras")
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def _frame(x):
    """The table as a frame of pandas."""
    if isinstance(x, list | dict):
        return pd.DataFrame(x)
    return x.to_pandas() if hasattr(x, "to_pandas") else x


def _record_later(recorder, case, run, x):
    """What the model makes of its own encoding's layers, and of rows that differ."""
    import keras

    import densemodel as dm
    from support.data.raw_tables import OTHER, SAME

    frame = _frame(x)[:30].reset_index(drop=True)
    changes = OTHER | SAME
    for name in LATER:

        def predict(name=name):
            return dm.predict(run, changes[name](frame, np.random.default_rng(3)))

        recorder.facet(case, f"later: {name}", predict)

    def encoded():
        """The outputs of the layers before the network: scaled numbers, bins, one-hot values."""
        model = run.model
        # the layers of the network, and embeddings, have an output there instead
        names = {layer.name for layer in run.network.layers}
        names |= {one.name for one in model.layers if isinstance(one, keras.layers.Embedding)}
        layers = [one for one in model.layers if one.name not in names]
        every = keras.Model(model.inputs, [layer.output for layer in layers])
        kinds = {one.name: one.dtype for one in model.inputs}
        rows = {name: _input(frame, run.columns.loc[name, "column"], kinds[name]) for name in kinds}
        found = every(rows)
        return {
            layer.name: np.asarray(one)
            for layer, one in zip(layers, found, strict=True)
            if one.dtype != "string"
        }

    recorder.facet(case, "encoding", encoded)


def _input(frame, column, dtype):
    """A column as an input of the Keras model, plainly: what can't be converted becomes 0 or ''."""
    import tensorflow as tf

    values = frame[column]
    if dtype == "string":
        return tf.constant([[str(one)] for one in values])
    if values.dtype.kind == "M":
        values = values.astype("datetime64[s]").astype("int64")
    numbers = pd.to_numeric(values.astype(object), errors="coerce").astype("float64")
    whole = numbers if "float" in dtype else numbers.fillna(0)
    return tf.constant(whole.to_numpy()[:, None].astype(dtype))
