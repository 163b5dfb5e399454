"""The table of columns: what the page gets, and what it may ask for."""

from densemodel.data import ColumnSummary
from densemodel.widgets.columns._column_facts import ShownColumn
from densemodel.widgets.columns._column_table import (
    MOST_PLAIN,
    importance_bars,
    missing_text,
    plain_table,
    table_rows,
)
from support.widgets.typescript_names import typescript_fields

AGE = ShownColumn(
    "age", "number", "numbers", "scaled", is_used=True, missing=3, summary=ColumnSummary((1, 4))
)
SEX = ShownColumn(
    "sex",
    "category",
    "2 texts",
    "one-hot, 2",
    is_used=True,
    missing=0,
    summary=ColumnSummary(values=(("male", 0.6),), rest=("9 more", 0.4)),
)
NAME = ShownColumn(
    "name",
    "text",
    "texts",
    "left out",
    is_used=False,
    summary=ColumnSummary(examples=("Ada", "Bo")),
)
ALL = [AGE, SEX, NAME]
FOUND = {"age": (0.2, 0.1, 0.25), "sex": (-0.01, -0.02, 0.05)}


def test_the_front_end_knows_the_same_names():
    rows = table_rows(ALL, 30)
    assert set(rows[0]) == typescript_fields("columns", "Row")
    assert set(rows[1]["values"][0]) == typescript_fields("columns", "Value")
    (bar, *_) = importance_bars(ALL, FOUND)
    assert set(bar or ()) == typescript_fields("columns", "Importance")


def test_missing_values_are_counted_with_their_share():
    texts = [missing_text(count, 50) for count in (None, 0, 5)]
    assert texts == ["", "none", "5 (10 %)"]
    assert missing_text(5, None) == "5"


def test_bars_share_a_scale_and_begin_at_zero():
    age, sex, name = importance_bars(ALL, FOUND)
    assert age is not None
    assert sex is not None
    assert (age["at"], age["low"], age["high"], age["words"]) == (0.8, 0.4, 1.0, "0.20")
    assert (sex["at"], sex["low"], sex["interval"]) == (0.0, 0.0, "-0.02 to 0.05")
    assert name is None


def test_the_file_has_a_plain_table():
    text = plain_table(ALL, 30, FOUND).text()
    assert "0.20 (0.10 to 0.25)" in text
    assert "male 60 %, 9 more 40 %" in text
    assert "left out: texts" in text
    assert "Importance" not in plain_table(ALL, 30, {}).text()


def test_of_many_columns_the_file_has_the_first():
    table = plain_table([AGE] * (MOST_PLAIN + 7), 30, {})
    assert len(table.rows) == MOST_PLAIN + 1
    assert table.texts[-1][0] == "and 7 more: see run.columns"
