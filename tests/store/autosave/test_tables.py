"""A run on raw columns is saved while it trains, and loaded."""

import time

import pytest

import densemodel as dm
from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.training import prepare
from support.store.frames import frame, labels

pytestmark = pytest.mark.tensorflow

X = frame()
Y = labels(X)
SPEC = "table -> 8 relu -> 2 softmax ; patience off ; epochs "


def test_a_run_on_raw_columns_is_loaded(store):
    run = prepare(SPEC + "4", X, Y, name="people")
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    loaded = store.load("people")
    assert dm.predict(loaded, X).equals(dm.predict(run, X))
    whole = dm.train(SPEC + "6", X, Y)
    assert loaded.resume(X, Y, epochs=2).wait().history["loss"] == whole.history["loss"]


def test_it_is_kept_while_it_trains(store):
    run = prepare(SPEC + "100000", X, Y, name="people")
    store.autosave(run)
    run.start()
    while not (files := sorted((store.folder / ".running").glob("*.keras"))):
        assert run.is_busy
        time.sleep(0.01)
    loaded = dm.load(files[0].read_bytes())
    run.stop()
    run.wait()
    assert loaded.spec.table == run.spec.table
    assert len(dm.predict(loaded, X)) == len(X)
