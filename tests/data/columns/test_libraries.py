"""Tables of every library and type are read alike."""

from datetime import date, timedelta
from enum import Enum

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from densemodel.data.columns._read_rows import read_table_columns
from densemodel.data.findings._finding import Findings


class Side(str, Enum):  # noqa: UP042  as people write it
    LEFT = "a"


def table_of(data):
    findings = Findings()
    raw = read_table_columns(data, "x", findings)
    assert raw is not None, [finding.message for finding in findings]
    return raw


def plain(column):
    """The values, with None for missing ones."""
    values = column.values.tolist()
    if column.labels:
        values = [column.labels[code] for code in values]
    return [None if gap else value for value, gap in zip(values, column.is_missing, strict=True)]


COLUMNS = {
    "number": [1.5, None, 3.0, 4.25],
    "whole": [1, 2, 3, 4],
    "gaps": [1, None, 3, 4],
    "flag": [True, False, None, True],
    "text": ["a", None, "b", "a"],
}
DAYS = pd.to_datetime(["2020-01-01", None, "2020-01-03", "1969-12-30"])


@pytest.mark.parametrize(
    "data",
    {
        "pandas": pd.DataFrame(COLUMNS).assign(day=DAYS),
        "objects": pd.DataFrame(COLUMNS, dtype=object).assign(day=DAYS.astype(object)),
        "nullable": pd.DataFrame(COLUMNS).convert_dtypes().assign(day=DAYS),
        "Arrow in pandas": pd.DataFrame(COLUMNS)
        .convert_dtypes(dtype_backend="pyarrow")
        .assign(day=DAYS.astype("timestamp[ns][pyarrow]")),
        "Polars": pl.DataFrame(COLUMNS).with_columns(day=pl.Series(DAYS.to_numpy())),
        "Arrow": pa.table(COLUMNS | {"day": DAYS.to_numpy()}),
        "a batch": pa.RecordBatch.from_pydict(COLUMNS | {"day": DAYS.to_numpy()}),
        "a dict": COLUMNS | {"day": list(DAYS)},
        "dicts": pd.DataFrame(COLUMNS, dtype=object).assign(day=list(DAYS)).to_dict("records"),
    }.values(),
)
def test_libraries_give_the_same_values(data):
    raw = table_of(data)
    assert [column.kind for column in raw.columns] == [
        *("number", "number", "number", "yes/no", "category", "date")
    ]
    assert {column.name: plain(column) for column in raw.columns} == {
        **COLUMNS,
        "day": [18262, None, 18264, -2],
    }


@pytest.mark.parametrize(
    ("column", "expected"),
    {
        "category": (pd.Series(["a", None, "b"], dtype="category"), ["a", None, "b"]),
        "unused category": (pd.Series(pd.Categorical(["b"], ["a", "b"])), ["b"]),
        "category of numbers": (pd.Series([5, None, 7], dtype="category"), [5, None, 7]),
        "intervals": (pd.cut(pd.Series([1, 9]), [0, 5, 10]), ["(0, 5]", "(5, 10]"]),
        "sparse": (pd.Series([0, 0, 3], dtype="Sparse[int64]"), [0, 0, 3]),
        "periods": (pd.Series(pd.period_range("1970-01", periods=2, freq="M")), [0, 31]),
        "spans": (pd.Series(pd.to_timedelta(["1h", None, "90s"])), [3600, None, 90]),
        "time zone": (
            pd.Series(
                pd.to_datetime(["1970-01-02 01:00", "1970-01-01 02:00"]).tz_localize("Etc/GMT-1")
            ),
            [86400, 3600],
        ),
        "spaces": (pd.Series([" a", "a ", "", " "]), ["a", "a", None, None]),
        "an enumeration": ([Side.LEFT, "b", None], ["a", "b", None]),
        "other byte order": (np.array([1, 2], ">f4"), [1, 2]),
        "large objects": ([2**63 + 1, 2**63 + 3], [f"{2**63 + 1}", f"{2**63 + 3}"]),
        "masked": (np.ma.masked_greater([1, 2, 300], 99), [1, 2, None]),
        "Polars categories": (pl.Series(["a", None], dtype=pl.Categorical), ["a", None]),
        "Polars decimals": (pl.Series(["1.5", "2"]).cast(pl.Decimal(9, 2)), [1.5, 2]),
    }.values(),
)
def test_types_are_read(column, expected):
    data = pl.DataFrame({"a": column}) if isinstance(column, pl.Series) else {"a": column}
    found = table_of(data).columns[0]
    assert plain(found) == expected
    assert all(type(label) is str for label in found.labels)


@pytest.mark.parametrize(
    "values",
    [
        [1, None, 3],
        [1.5, None, 3.0],
        [True, None, False],
        ["a", None, "b"],
        [date(2020, 1, 2), None, date(2020, 1, 3)],
        [timedelta(hours=1), None, timedelta(hours=2)],
    ],
)
@pytest.mark.parametrize("make", [pa.array, pa.chunked_array])
def test_a_dictionary_of_arrow_is_a_category_of_pandas(values, make):
    encoded = pa.array(values).dictionary_encode()
    given = table_of(pa.table({"a": encoded if make is pa.array else make([encoded, encoded[:0]])}))
    same = table_of(pd.DataFrame({"a": pd.Series(values, dtype="category")}))
    (column,), (other,) = given.columns, same.columns
    assert column.column == other.column
    assert plain(column) == plain(other)


def test_record_arrays_have_columns():
    raw = table_of(np.array([(1, "a"), (2, "b")], dtype=[("n", ">i4"), ("t", "U3")]))
    assert {one.name: plain(one) for one in raw.columns} == {"n": [1, 2], "t": ["a", "b"]}


def test_names_become_text():
    frame = pd.DataFrame(
        [[1, 2, 3], [4, 5, 6]], columns=pd.Index([1, ("a", "b"), ""], dtype=object)
    )
    assert table_of(frame).names == ("1", "a b", "")


def test_frames_are_not_changed():
    frame = pd.DataFrame({"a": [" x", "?", None], "b": [1, np.inf, 3]})
    before = frame.copy(deep=True)
    table_of(frame)
    pd.testing.assert_frame_equal(frame, before)
