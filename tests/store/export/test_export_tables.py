"""A model of raw columns in other formats: each answers as the model does, or is not written."""

import json
from importlib.util import find_spec

import numpy as np
import pytest
import tensorflow as tf

import densemodel as dm
from densemodel.data import MISSING, RawTable
from densemodel.store import export_note
from densemodel.store.export._export import LiteRTFile, OnnxFile
from densemodel.store.export._table_rows import keras_rows as rows_of
from densemodel.store.export._table_rows import random_rows
from support.store.frames import frame, keras_rows, labels
from support.store.scripts_here import try_scripts_here

pytestmark = pytest.mark.tensorflow

X = frame()
NEW = frame(20, seed=1)


@pytest.fixture(scope="module")
def run():
    return dm.train("table -> 8 relu -> 2 softmax ; epochs 3", X, labels(X))


@pytest.fixture(scope="module")
def store(run, tmp_path_factory):
    store = dm.ModelStore(tmp_path_factory.mktemp("work") / "models")
    store.save(run, "people")
    return store


def due(run):
    return dm.predict(run, NEW)[["no", "yes"]].to_numpy()


def test_rows_to_try_an_export_with_have_gaps_and_unknown_values(run):
    table = run.spec.table
    raw = random_rows(table, 64)
    assert isinstance(raw, RawTable)
    assert all(column.is_missing.any() for column in raw.columns)
    given = rows_of(table, raw)
    assert np.isnan(given["age"]).any()
    assert (given["sold"] == MISSING).any()
    assert "f unknown" in given["sex"] or "m unknown" in given["sex"]


def test_a_saved_model_folder_takes_raw_columns(store, run, tmp_path):
    path = store.export("people", "saved_model", tmp_path)
    loaded = tf.saved_model.load(str(path))
    rows = {name: tf.constant(values[:, None]) for name, values in keras_rows(run, NEW).items()}
    assert np.abs(np.asarray(loaded.serve(rows)) - due(run)).max() < 1e-5
    assert export_note(path) == ""


def test_a_litert_file_takes_raw_columns(store, run, tmp_path):
    path = store.export("people", "litert", tmp_path)
    rows = {name: values[:, None] for name, values in keras_rows(run, NEW).items()}
    rows = {name: one.astype(str) if one.dtype == object else one for name, one in rows.items()}
    assert np.abs(LiteRTFile().answers(path, rows) - due(run)).max() < 1e-5
    assert export_note(path) == ""


def test_a_script_takes_raw_columns(store, tmp_path, monkeypatch):
    try_scripts_here(monkeypatch)
    path = store.export("people", "script", tmp_path)
    assert path.read_text().startswith("# table -> 8 relu -> 2 softmax")
    assert export_note(path) == ""


@pytest.mark.skipif(not find_spec("tf2onnx"), reason="tf2onnx is not installed")
def test_onnx_takes_encoded_numbers_and_says_so(store, run, tmp_path):
    path = store.export("people", "onnx", tmp_path)
    rows = run.terms.encode(NEW)
    assert np.abs(OnnxFile().answers(path, rows) - due(run)).max() < 1e-5
    columns = json.loads((tmp_path / "people.columns.json").read_text())
    assert columns["numbers"] == rows.shape[1]
    assert [one["name"] for one in columns["columns"]] == list(X.columns)
    assert export_note(path) == (
        "It takes encoded numbers, not raw columns: people.columns.json says how to make them"
    )
