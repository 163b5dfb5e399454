"""A run on raw columns, saved and loaded: it takes raw rows, and resumes."""

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.store.contents._pack import packed
from densemodel.store.readers._archive import LAST, Archive, rewritten
from densemodel.store.readers._json import json_bytes, read_json
from support.forked import run_script
from support.network.called import answers_of
from support.store.frames import frame, keras_rows, labels

pytestmark = pytest.mark.tensorflow

SPEC = "table -> 8 relu -> 2 softmax ; epochs {} ; patience off"
X = frame()
Y = labels(X)
NEW = frame(40, seed=1)


@pytest.fixture(scope="module")
def run():
    return dm.train(SPEC.format(4), X, Y)


@pytest.fixture(scope="module")
def data(run):
    return packed(run, name="people", id="0123456789abcdef")[0]


def test_a_loaded_run_predicts_raw_rows(run, data):
    loaded = dm.load(data)
    assert loaded.spec.table == run.spec.table
    assert str(loaded.spec) == str(run.spec)
    mixed = NEW[sorted(NEW.columns)]
    assert dm.predict(loaded, mixed).equals(dm.predict(run, NEW))
    assert loaded.columns.equals(run.columns)
    assert (loaded.sentence, loaded.class_names) == (run.sentence, run.class_names)


def test_a_saved_model_knows_the_raw_columns(run, store):
    saved = store.save(run, "people")
    assert saved.card is not None
    assert saved.card.data is not None
    assert saved.card.data.columns == tuple(X.columns.drop("name"))  # it is left out
    assert saved.card.data.shape == (300, 6)
    assert saved.card.spec.startswith("table -> 8 relu -> 2")


def test_plain_keras_predicts_the_same(run, data, tmp_path):
    place = tmp_path / "people.keras"
    place.write_bytes(data)
    plain = keras.models.load_model(place)
    due = dm.predict(run, NEW)[["no", "yes"]].to_numpy()
    found = answers_of(plain, keras_rows(run, NEW))
    assert np.abs(found - due).max() < 1e-6


def test_another_process_predicts_the_same(run, data, tmp_path):
    place, rows, found = (tmp_path / name for name in ("people.keras", "rows.pkl", "found.npy"))
    place.write_bytes(data)
    NEW.to_pickle(rows)
    script = (
        "import sys, numpy as np, pandas as pd, densemodel as dm\n"
        "run = dm.load(sys.argv[1])\n"
        "frame = dm.predict(run, pd.read_pickle(sys.argv[2]))\n"
        "np.save(sys.argv[3], frame[['no', 'yes']].to_numpy())\n"
    )
    run_script(script, place, rows, found)
    due = dm.predict(run, NEW)[["no", "yes"]].to_numpy()
    assert np.abs(np.load(found) - due).max() < 1e-6


def _without_table(data):
    with Archive(data) as archive:
        last = read_json(archive.read(LAST), "it")
    del last["data"]["table"]
    return rewritten(data, {LAST: json_bytes(last)})


def _with_another_size(data):
    with Archive(data) as archive:
        last = read_json(archive.read(LAST), "it")
    column = next(one for one in last["data"]["table"] if one["name"] == "town")
    column["places"] += 1
    return rewritten(data, {LAST: json_bytes(last)})


def test_a_file_without_its_columns_is_refused(data):
    with pytest.raises(dm.StoreError, match="does not say how the columns of its table become"):
        dm.load(_without_table(data))


def test_columns_of_other_sizes_are_refused(data):
    with pytest.raises(dm.StoreError, match="parameters, its spec has"):
        dm.load(_with_another_size(data))
