"""The worst mistakes hold the columns of x."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import densemodel as dm
from support.scoring.flowers import flower_run, flowers
from support.scoring.trained_runs import X, Y, trained

pytestmark = pytest.mark.tensorflow

USED = ["petal", "sepal", "species", "width", "day"]


def test_rows_of_a_given_frame_stand_as_they_were_written():
    x, y = flowers()
    mistakes = dm.evaluate(flower_run(), x, y).mistakes
    assert mistakes.columns.tolist() == ["row", "place", "true", "predicted", "error", *USED]
    expected = x.iloc[mistakes["place"]][USED].reset_index(drop=True)
    pd.testing.assert_frame_equal(mistakes[USED], expected, check_dtype=False)


TABLES = {
    "lists": lambda x: x.to_dict("list"),
    "arrays": lambda x: {name: x[name].to_numpy() for name in x},
    "series": lambda x: {name: x[name].set_axis(range(900, 1050)) for name in x},
    "Polars and Arrow": lambda x: {
        "petal": pl.Series(x["petal"]),
        "sepal": pa.array(x["sepal"]),
        **x[["species", "width", "day"]],
    },
    "rows": lambda x: x.to_dict("records"),
    "Polars": pl.from_pandas,
    "Arrow": pa.Table.from_pandas,
}


@pytest.mark.parametrize("name", TABLES)
def test_each_table_gives_the_report_of_a_frame(name):
    x, y = flowers()
    run = flower_run("table -> 2 relu -> auto ; epochs 1 ; split 50% ; without note")
    labels = np.where(y > 1, "wide", "narrow")
    table = TABLES[name](x)
    report, due = dm.evaluate(run, table, labels), dm.evaluate(run, x, labels)
    assert report.mistakes["place"].tolist() == due.mistakes["place"].tolist()
    for column in ("petal", "width"):
        assert report.mistakes[column].tolist() == due.mistakes[column].tolist()
    assert report.mistakes["species"].isna().tolist() == due.mistakes["species"].isna().tolist()
    assert report.importance.equals(due.importance)
    assert str(report.explain(149)) == str(due.explain(149))
    with pytest.raises(dm.DataError, match="there is no row 150: these are 150 rows"):
        report.explain(150)


def test_rows_of_a_run_have_their_raw_columns():
    x, _ = flowers()
    mistakes = dm.evaluate(flower_run("table -> 2 relu -> auto ; epochs 1 ; split 50%")).mistakes
    expected = x.iloc[mistakes["place"]].reset_index(drop=True)
    assert mistakes["width"].tolist() == expected["width"].tolist()
    assert mistakes["species"].isna().tolist() == expected["species"].isna().tolist()
    np.testing.assert_allclose(mistakes["petal"], expected["petal"])


def test_a_column_whose_name_is_taken_is_renamed():
    frame = pd.DataFrame(X, columns=["loss", "row", "c", "d"])
    mistakes = dm.evaluate(trained(x=frame), frame, Y).mistakes
    np.testing.assert_array_equal(mistakes["loss of x"], frame["loss"].iloc[mistakes["place"]])
    assert {"loss", "row", "row of x", "c"} <= set(mistakes.columns)


def test_columns_without_names_are_not_repeated():
    assert "0" not in dm.evaluate(trained(), X, Y).mistakes.columns.astype(str)


def test_missing_values_are_shown_as_such():
    x, y = flowers()
    shown = dm.evaluate(flower_run(), x, y)._repr_html_()
    assert '<th scope="col">Petal</th>' in shown
