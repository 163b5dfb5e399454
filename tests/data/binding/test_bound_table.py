"""A table is bound: its columns are encoded by what the training rows say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

import densemodel as dm
from densemodel.data import TableEncoding, bind
from densemodel.language import parse

ROWS = 60


def people():
    """Rows with a number, a category, a date and a name, and a class."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 80, ROWS).astype(float),
            "city": rng.choice(["Bern", "Basel", "Zug"], ROWS),
            "joined": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, ROWS), "D"),
            "name": [f"person {number} of {number * 7 % 61}" for number in range(ROWS)],
        }
    )
    frame.loc[::7, "age"] = np.nan
    return frame, pd.Series(rng.choice(["no", "yes"], ROWS), name="bought")


def table_of(bound):
    assert isinstance(bound.spec.table, TableEncoding)
    return bound.spec.table


def test_a_table_has_a_number_for_each_part_of_each_used_column():
    bound = dm.bind("table -> 8 relu -> auto", *people()).require()
    table = table_of(bound)
    assert bound.x.shape == (ROWS, table.width)
    assert bound.spec.input_shape == (table.width,)
    assert table.names == ("age", "city", "joined")
    assert np.isfinite(bound.x).all()


def test_nothing_is_learnt_from_validation_rows():
    frame, y = people()
    spec = parse("table -> 8 relu -> auto ; seed 3")
    rows = dm.bind(spec, frame, y).validation_rows
    changed = frame.copy()
    changed.loc[rows, "age"] = 1e9
    changed.loc[rows, "city"] = "Atlantis"
    changed.loc[rows, "joined"] = pd.Timestamp("1900-01-01")
    learnt = [table_of(dm.bind(spec, one, y)).columns for one in (frame, changed)]
    for one, other in zip(*learnt, strict=True):
        assert replace(one, why="") == replace(other, why="")


def test_given_validation_rows_teach_nothing_and_are_encoded_alike():
    frame, y = people()
    later = frame.iloc[:10].assign(city="Atlantis", age=1e6)
    alone = dm.bind("table -> 8 relu -> auto ; split off", frame, y)
    both = dm.bind("table -> 8 relu -> auto", frame, y, validation_data=(later, y.iloc[:10]))
    assert table_of(alone) == table_of(both)
    assert both.validation is not None
    assert np.array_equal(both.validation[0], both.encode(later))


def test_another_split_keeps_the_encoding_until_it_is_refitted():
    frame, y = people()
    bound = dm.bind("table -> 8 relu -> auto", frame, y)
    other = bound.with_spec(bound.spec.with_settings("split 50%"))
    assert other.spec.table is bound.spec.table
    assert other.x is bound.x
    fresh = other.refitted()
    assert table_of(fresh) != table_of(bound)
    assert table_of(fresh).width == table_of(bound).width
    assert fresh.refitted() is fresh


def test_numbers_to_predict_are_scaled_for_a_table():
    frame, _ = people()
    price = pd.Series(np.arange(ROWS) * 1e4 + 3e5)
    bound = dm.bind("table -> 8 relu -> auto", frame, price)
    assert bound.spec.settings.target_norm
    assert any("target norm" in finding.message for finding in bound.findings)
    near = dm.bind("table -> 8 relu -> auto", frame, price / 3e5 - 1.5)
    assert not near.spec.settings.target_norm


def test_a_spec_says_the_kind_of_a_column():
    frame, y = people()
    frame["code"] = np.tile([1, 2, 3], ROWS // 3)
    table = table_of(dm.bind("table -> 8 relu -> auto ; category code", frame, y))
    assert {one.name: one.kind for one in table.columns}["code"] == "category"


def test_data_are_recognized_whatever_was_learnt_from_them():
    frame, y = people()
    one = dm.bind("table -> 8 relu -> auto", frame, y)
    other = dm.bind("table -> 8 relu -> auto ; split 50% ; seed 9", frame, y)
    assert dm.data.identity_of(one) == dm.data.identity_of(other)
    changed = dm.bind(
        "table -> 8 relu -> auto", frame.assign(city=frame["city"].iloc[::-1].to_numpy()), y
    )
    assert dm.data.identity_of(changed).fingerprint != dm.data.identity_of(one).fingerprint


def test_the_spec_of_a_run_knows_its_data_again():
    frame, y = people()
    first = dm.bind("table -> 8 relu -> auto", frame, y, validation_data=(frame, y))
    again = dm.bind(first.spec, frame, y, validation_data=(frame, y))
    assert "name" not in table_of(again).names  # it was left out, and is not read again
    assert dm.data.identity_of(again).differs_from(dm.data.identity_of(first)) == ""


def test_rows_with_gaps_are_dropped_if_the_spec_says_so():
    frame, y = people()
    bound = dm.bind("table -> 8 relu -> auto ; missing drop", frame, y).require()
    used = np.concatenate([bound.training_rows, bound.validation_rows])
    assert not frame["age"].isna().to_numpy()[used].any()
    assert len(used) == frame["age"].notna().sum()


@pytest.mark.parametrize("spec", ["table -> 8 relu -> auto", "table -> 8 relu -> 2 softmax"])
def test_a_table_of_nothing_to_train_on_is_refused(spec):
    frame, y = people()
    refused = dm.bind(spec, frame[["name"]], y).refusals
    assert [finding.where for finding in refused] == ["x"]


def test_training_rows_without_any_value_are_refused():
    frame, y = people()
    spec = "table -> 8 relu -> auto ; split 20% last"
    age = np.where(np.arange(ROWS) < ROWS * 4 // 5, np.nan, np.arange(ROWS))
    later = frame[["age"]].assign(age=age)
    bound = dm.bind(spec, later, y)
    assert [finding.message for finding in bound.refusals] == [
        "no column of x has values in the training rows: write another split"
    ]


def test_a_missing_date_is_missing():
    frame, y = people()
    frame.loc[3, "joined"] = pd.NaT
    bound = dm.bind("table -> 8 relu -> auto", frame, y)
    assert bound.facts.table is not None
    column = bound.facts.table.select(["joined"]).columns[0]
    assert column.is_missing.tolist()[3]


def test_values_of_equal_counts_are_encoded_alike_by_each_library_and_in_any_order():
    frame = pd.DataFrame({"street": [f"street {row % 40}" for row in range(160)]})
    y = np.arange(160) % 2
    spec = parse("table -> 4 relu -> 1 sigmoid ; split off")
    due = bind(spec, frame, y).spec.table
    assert bind(spec, pl.from_pandas(frame), y).spec.table == due
    assert bind(spec, frame[::-1].reset_index(drop=True), y).spec.table == due
