"""A run on a table: it trains on encoded rows, and its model takes raw columns."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.network import set_first_layer
from densemodel.training import lock_of
from densemodel.training.session import _session
from support.network.called import answers_of

pytestmark = pytest.mark.tensorflow

ROWS = 300
SPEC = "table -> 8 relu -> auto softmax ; epochs 3 ; patience off"


@pytest.fixture(scope="module")
def people():
    """A number with gaps, a category of few values, one of many, and a date."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": np.where(rng.random(ROWS) < 0.1, np.nan, rng.normal(40, 12, ROWS)),
            "city": rng.choice(["Bern", "Basel", "Zug"], ROWS),
            "street": [f"street {number}" for number in rng.integers(0, 40, ROWS)],
            "joined": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, ROWS), "D"),
        }
    )
    buys = frame["age"].fillna(40) + 10 * (frame["city"] == "Zug") > 42
    return frame, buys.map({True: "yes", False: "no"})


@pytest.fixture(scope="module")
def run(people):
    """A run that the tests only ask."""
    return dm.train(SPEC, *people)


def raw_of(frame):
    """The rows as plain Keras takes them."""
    return {
        "age": frame["age"].to_numpy("float32"),
        "city": frame["city"].fillna("").to_numpy(object),
        "street": frame["street"].fillna("").to_numpy(object),
        "joined": frame["joined"].to_numpy().astype("datetime64[D]").astype("int64"),
    }


def test_rows_are_predicted_as_they_come(people, run):
    frame, _ = people
    due = dm.predict(run, frame)
    mixed = frame[["joined", "street", "city", "age"]].assign(more=1)
    assert np.allclose(dm.predict(run, mixed)["yes"], due["yes"], atol=1e-6)
    one = dm.predict(run, frame.iloc[5].to_dict())
    assert one["yes"].iloc[0] == pytest.approx(due["yes"].iloc[5], abs=1e-6)


def test_a_frame_and_its_target_train_as_x_and_y(people):
    frame, y = people
    whole = frame.assign(buys=y)
    run = dm.train(SPEC, frame=whole, target="buys", epochs=2)
    assert len(run.history["loss"]) == 2
    assert run.history["loss"] == dm.train(SPEC, frame, y).history["loss"][:2]


def test_missing_columns_are_named_or_taken_as_missing_values(run):
    rows = {"age": 30.0, "joined": "2020-05-05"}
    with pytest.raises(dm.DataError, match="rows lacks the columns 'city' and 'street' of the tr"):
        dm.predict(run, rows)
    with pytest.warns(dm.DenseModelWarning, match="1 row of rows has no value in column 'city'"):
        allowed = dm.predict(run, rows, missing="allow")
    with pytest.warns(dm.DenseModelWarning, match="has no value in column 'street'"):
        pd.testing.assert_frame_equal(
            allowed, dm.predict(run, rows | {"city": None, "street": None})
        )


def test_a_row_of_a_frame_is_predicted_under_its_name(people, run):
    frame, _ = people
    due = dm.predict(run, frame)
    one = dm.predict(run, frame.iloc[5])
    assert one.index.tolist() == [5]
    assert one["yes"].iloc[0] == pytest.approx(due["yes"].iloc[5], abs=1e-6)


def test_training_rows_without_values_are_refused(people):
    frame, y = people
    late = frame[["age"]].assign(age=np.where(np.arange(ROWS) < 280, np.nan, np.arange(ROWS)))
    with pytest.raises(dm.DataError, match="no column of x has values in the training rows"):
        dm.train(f"{SPEC} ; split 10% last", late, y)


def test_plain_keras_predicts_the_same(people, run):
    frame, _ = people
    unusual = frame.iloc[:20].copy()
    unusual.loc[unusual.index[:5], "city"] = "Atlantis"
    unusual.loc[unusual.index[5:9], "age"] = 1e7
    plain = answers_of(run.model, raw_of(unusual))
    assert np.allclose(plain, dm.predict(run, unusual)[["no", "yes"]], atol=1e-6)
    assert np.allclose(dm.predict(run.model, unusual)["yes"], plain[:, 1], atol=1e-6)


def test_stopped_and_resumed_is_the_same_as_in_one_go(people):
    frame, y = people
    whole = dm.train(SPEC, frame, y, jit_compile=False)
    parts = dm.train(SPEC, frame, y, settings="epochs 1", jit_compile=False)
    parts.resume(epochs=2).wait()
    for one, other in zip(whole.network.variables, parts.network.variables, strict=True):
        assert np.array_equal(one.numpy(), other.numpy())


def test_a_restart_with_another_split_learns_the_encoding_again(people):
    frame, y = people
    run = dm.train(SPEC, frame, y)
    model, before = run.model, run.spec.table
    run.restart("split 50% ; seed 4").wait()
    assert run.model is model
    assert run.spec.table != before
    fresh = dm.train(SPEC, frame, y, settings="split 50% ; seed 4")
    assert np.allclose(
        answers_of(model, raw_of(frame)), dm.predict(run, frame)[["no", "yes"]], atol=1e-6
    )
    assert fresh.history["loss"] == pytest.approx(run.history["loss"], rel=0.2)


def test_no_other_thread_calls_a_network_whose_encoding_is_learnt_again(people, monkeypatch):
    frame, y = people
    run = dm.train(SPEC, frame, y)
    could_call = []

    def change(network, table):
        with ThreadPoolExecutor() as threads:
            could_call.append(threads.submit(lock_of(network).acquire, blocking=False).result())
        set_first_layer(network, table)

    monkeypatch.setattr(_session, "set_first_layer", change)
    run.restart("split 50% ; seed 4").wait()
    assert could_call == [False]


def test_resume_with_another_split_keeps_the_encoding(people):
    frame, y = people
    run = dm.train(SPEC, frame, y)
    before = run.spec.table
    run.resume(epochs=1, settings="split 50%").wait()
    assert run.spec.table is before


def test_resume_takes_other_rows_in_the_same_encoding(people):
    frame, y = people
    run = dm.train(SPEC, frame, y)
    before = run.spec.table
    run.resume(frame.iloc[::-1].assign(city="Genf"), y.iloc[::-1], epochs=1).wait()
    assert run.spec.table is before
    with pytest.raises(dm.DataError, match="x lacks the column 'age' of the training data"):
        run.resume(frame[["city", "street", "joined"]], y)


def test_columns_are_a_table_with_a_reason_for_each(people):
    frame, y = people
    named = frame.assign(note=[f"note {number}, {number * 7}" for number in range(ROWS)])
    run = dm.train(SPEC, named, y)
    assert run.columns is not None
    columns = run.columns.set_index("column")
    assert list(columns) == ["kind", "encoding", "missing", "categories", "used", "why"]
    assert columns["kind"].to_dict() == {
        "age": "number",
        "city": "category",
        "street": "category",
        "joined": "date",
        "note": "text",
    }
    assert columns["used"].to_dict()["note"] is False or not columns.loc["note", "used"]
    assert (columns["why"] != "").all()
    assert dm.train("2 -> 1 sigmoid ; epochs 1", [[0, 1], [1, 0]] * 4, [0, 1] * 4).columns is None


def test_trials_of_a_sweep_train_on_a_table(people):
    frame, y = people
    sweep = dm.sweep("table -> {4|8} relu -> auto softmax ; epochs 2", frame, y)
    assert len(sweep.frame()) == 2
    assert len(dm.predict(sweep.best, frame)) == ROWS


def test_new_rows_are_warned_of_where_they_are_not_like_the_old_ones(people, run):
    frame, _ = people
    with pytest.warns(dm.DenseModelWarning) as caught:
        dm.predict(run, frame.head(3).assign(city="Atlantis", more=1))
    messages = [str(one.message) for one in caught]
    assert any("more" in message for message in messages)
    assert any("Atlantis" in message for message in messages)


def test_callbacks_see_the_model_of_raw_columns_and_can_stop_it(people):
    import keras

    class Stopper(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            self.model.stop_training = epoch == 1

    frame, y = people
    stopper = Stopper()
    run = dm.train(SPEC, frame, y, callbacks=[stopper])
    assert stopper.model is run.model
    assert len(run.history["loss"]) == 2
