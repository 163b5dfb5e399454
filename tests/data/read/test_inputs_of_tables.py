import datetime as dt
import subprocess
import sys
from decimal import Decimal
from types import ModuleType

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from densemodel.data import bind, check
from densemodel.data.facts._columns import without_columns
from densemodel.data.findings._finding import Findings
from densemodel.data.read._frames import as_frame
from densemodel.data.read._values import read_values
from densemodel.language import parse

A, B, C = [1, 2, 3, 4], [0.5, 1.5, 2.5, 3.5], [True, False, True, True]
FRAME = pd.DataFrame({"a": A, "b": B, "c": C})
NUMBERS = FRAME.to_numpy(dtype=float)
Y = [1.5, 2.5, 3.5, 4.5]
RECORDS = np.array(list(zip(A, B, C, strict=True)), [("a", "i8"), ("b", "f4"), ("c", "?")])
TABLES = {
    "pandas": FRAME,
    "polars": pl.DataFrame(FRAME.to_dict("list")),
    "arrow": pa.table(FRAME.to_dict("list")),
    "batch": pa.RecordBatch.from_pydict(FRAME.to_dict("list")),
    "records": RECORDS,
    "masked records": np.ma.masked_array(RECORDS),
    "recarray": RECORDS.view(np.recarray),
}
each_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def read(data):
    findings = Findings()
    values = read_values(data, "x", findings)
    assert values is not None, [finding.message for finding in findings]
    assert values.array.dtype.kind in "biufU"
    return values


def refusal(data):
    findings = Findings()
    assert read_values(data, "x", findings) is None
    return " | ".join(finding.message for finding in findings)


def same(found, expected):
    return bool(np.array_equal(found, np.asarray(expected, dtype=float), equal_nan=True))


@each_table
def test_a_table_of_every_library_is_numbers_with_names(table):
    values = read(table)
    assert same(values.array, NUMBERS)
    assert values.names == ("a", "b", "c")


@each_table
def test_without_leaves_columns_out_of_a_table_of_every_library(table):
    bound = bind("2 -> 1 ; without b", table, Y).require()
    assert same(bound.x, NUMBERS[:, [0, 2]])
    assert bound.column_names == ("a", "c")
    assert same(bound.encode(table), NUMBERS[:, [0, 2]])
    assert type(without_columns(table, ["b"])) is type(table)
    refused = bind("2 -> 1 ; without d", table, Y).refusals[0].message
    assert refused.startswith("x has no column 'd' to leave out")


def test_a_mixed_frame_is_only_advised_to_use_table():
    numbers = np.arange(40.0)
    frame = pd.DataFrame({"age": numbers, "city": ["Bern", "Zug"] * 20, "paid": ["$1,200.50"] * 40})
    frame["day"] = pd.date_range("2020-01-01", periods=40)
    (refusal,) = [one for one in check("auto -> 8 relu -> 1", frame, numbers) if one.where == "x"]
    assert refusal.accept == "table"
    assert refusal.message == (
        "columns 'city' and 'day' of x hold text or dates: begin the network with table, which "
        "takes them"
    )


@pytest.mark.parametrize("later", TABLES.values(), ids=TABLES)
@each_table
def test_later_tables_are_matched_by_name_across_libraries(table, later):
    adapter = as_frame(later)
    assert adapter is not None
    moved = adapter.select([2, 0, 1])
    bound = bind("3 -> 1", table, Y, validation_data=(moved, Y)).require()
    assert bound.validation is not None
    assert same(bound.validation[0], NUMBERS)


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow", "batch"])
def test_y_among_the_columns_of_x_is_noticed_in_every_library(library):
    table = TABLES[library]
    adapter = as_frame(table)
    assert adapter is not None
    assert "is y itself" in bind("3 -> 1", table, adapter.select([1])).refusals[0].message
    assert not bind("3 -> 1", table, adapter.select([0])).refusals[1:]


def test_the_index_of_pandas_alone_comes_along():
    assert read(FRAME).index is FRAME.index
    assert all(read(table).index is None for name, table in TABLES.items() if name != "pandas")


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        *((kind, [1, np.nan, 0]) for kind in ("Int8", "Float32", "UInt64", "boolean")),
        *((kind, [1, np.nan, 0]) for kind in ("int8[pyarrow]", "float[pyarrow]", "bool[pyarrow]")),
        (pd.ArrowDtype(pa.decimal128(5, 2)), [1, np.nan, 0]),
        (pd.ArrowDtype(pa.float16()), [1, np.nan, 0]),
        (pd.ArrowDtype(pa.null()), None),
        ("category", [1, np.nan, 0]),
        (pd.CategoricalDtype([1, 0], ordered=True), [1, np.nan, 0]),
        ("Sparse[float]", [1, np.nan, 0]),
        (object, [1, np.nan, 0]),
    ],
    ids=str,
)  # fmt: skip
def test_every_kind_of_pandas_column_is_read(kind, found):
    values = [None] * 3 if found is None else [1, None, 0]
    column = pd.Series(values, name="n", dtype=object).astype(kind)
    if found is None:
        assert "holds only missing values" in refusal(column)
        return
    for data in (column, column.to_frame(), column.to_frame().assign(b=1)):
        array = read(data).array
        assert same(array if array.ndim == 1 else array[:, 0], found)


@pytest.mark.parametrize(
    "kind", ["string", "string[python]", "string[pyarrow]", "category", object]
)
def test_every_kind_of_text_in_pandas_is_text(kind):
    column = pd.Series(["a", "b"], dtype=object).astype(kind)
    assert read(column).array.tolist() == ["a", "b"]
    assert "column 't' of x holds text" in refusal(pd.DataFrame({"n": [1, 2], "t": column}))


@pytest.mark.parametrize("kind", ["dictionary", "large_string", "string"])
def test_every_kind_of_text_in_arrow_is_text(kind):
    plain = pa.array(["a", "b"], pa.large_string() if kind == "large_string" else pa.string())
    column = plain.dictionary_encode() if kind == "dictionary" else plain
    for data in (column, pa.chunked_array([column]), pd.Series(column.to_pandas())):
        assert read(data).array.tolist() == ["a", "b"]
    assert read(pd.Series(["a", "b"], dtype=pd.ArrowDtype(column.type))).array.tolist() == [
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (pl.Series([1, None], dtype=pl.Int16), [1, np.nan]),
        (pl.Series([0.5, None], dtype=pl.Float32), [0.5, np.nan]),
        (pl.Series([True, None]), [1, np.nan]),
        (pl.Series([Decimal("1.5"), None]), [1.5, np.nan]),
        (pl.Series([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (pl.Series([[1, 2], [3, 4]], dtype=pl.Array(pl.Int8, 2)), [[1, 2], [3, 4]]),
    ],
    ids=str,
)
def test_every_kind_of_number_in_polars_is_read(column, found):
    assert same(read(column).array, found)
    assert same(read(column.to_frame("a")).array.reshape(np.shape(found)), found)


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.uint64(), pa.float32(), pa.decimal128(5, 2)], ids=str
)
def test_every_kind_of_number_in_arrow_is_read(kind):
    column = pa.array([1, None, 3], pa.int8()).cast(kind)
    assert same(read(column).array, [1, np.nan, 3])
    assert same(read(pa.chunked_array([column, column])).array, [1, np.nan, 3] * 2)
    assert same(read(pa.table({"a": column})).array.ravel(), [1, np.nan, 3])


def test_missing_values_of_an_arrow_dictionary_are_missing():
    y = pa.chunked_array([pa.array(["a", "b", None, "a"]).dictionary_encode()])
    refused = bind("1 -> 1 sigmoid", [1, 2, 3, 4], y).refusals
    assert refused[0].message == "1 missing value in y (row 2): write missing drop"


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Enum(["a", "b"]), pl.Binary])
def test_every_kind_of_text_in_polars_is_text(kind):
    text = pl.Series("t", ["a", "b"])
    column = text.cast(kind)
    assert read(column).array.tolist() == ["a", "b"]
    assert read(column).names == ("t",)
    assert bind("1 -> 1 sigmoid", [1, 2], column).class_names == ("a", "b")


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([dt.date(2026, 1, 2), None]),
        pl.Series([dt.time(1), None]),
        pl.Series([dt.timedelta(1), None]),
        pl.Series([{"a": 1}, None]),
        pl.Series([[1], [1, 2]]),
        pl.Series([None, None]),
        pl.Series([print, None], dtype=pl.Object),
        pa.array([dt.date(2026, 1, 2), None]),
        pa.array([dt.datetime(2026, 1, 2, tzinfo=dt.UTC), None]),
        pa.array([dt.timedelta(1), None]),
        pa.array([{"a": 1}, None]),
        pa.array([[1], [1, 2]]),
        pa.array([None, None]),
        pd.Series(pd.to_datetime(["2026-01-02", None])),
        pd.Series(pd.to_datetime(["2026-01-02", None])).dt.tz_localize("CET"),
        pd.Series(pd.to_timedelta(["1D", None])),
        pd.Series([dt.date(2026, 1, 2), None], dtype=pd.ArrowDtype(pa.date32())),
        pd.Series([dt.time(1), None], dtype=pd.ArrowDtype(pa.time64("us"))),
        pd.Series([[1], [1, 2]], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
        pd.Series([1j, 2]),
        pd.period_range("2026", periods=2, freq="Y"),
        pd.interval_range(0, 2),
    ],
    ids=lambda column: f"{type(column).__name__} {getattr(column, 'dtype', '')}",
)
def test_columns_of_no_numbers_are_refused_in_words(column):
    refusals = bind("1 -> 1", column, [1.5, 2.5]).refusals
    assert refusals
    assert "can't be read" not in refusals[0].message


def test_column_names_of_every_kind_are_text():
    frame = pd.DataFrame(NUMBERS, columns=[1, ("a", "", 2), None])
    assert read(frame).names == ("1", "a 2", "None")
    assert read(pd.Series([1, 2], name=3)).names == ("3",)


def test_columns_of_one_name_are_all_kept_or_left_out():
    frame = pd.DataFrame(NUMBERS, columns=["a", "b", "a"])
    assert read(frame).array.shape == (4, 3)
    assert bind("1 -> 1 ; without a", frame, Y).require().column_names == ("b",)
    table = pa.Table.from_arrays([pa.array(A)] * 2, names=["a", "a"])
    assert read(table).array.shape == (4, 2)


def test_a_frame_of_one_kind_of_numbers_is_not_copied():
    numbers = np.ones((50, 3))
    assert np.shares_memory(read(pd.DataFrame(numbers, copy=False)).array, numbers)


def test_frames_of_one_row_and_of_none_are_read():
    assert read(FRAME[:1]).array.shape == (1, 3)
    assert read(FRAME[:0]).array.shape == (0, 3)
    assert read(FRAME[[]]).array.shape == (4, 0)
    assert read(FRAME[:0].astype(object)).array.shape == (0, 3)
    assert read(pl.DataFrame()).array.size == 0
    assert read(pa.table({"a": pa.array([], pa.string())})).array.size == 0


def test_a_frame_is_left_as_it_is():
    frame = FRAME.assign(n=pd.array([1, None, 2, 3], dtype="Int64"), o=[1, None, True, 0.5])
    before = frame.copy(deep=True)
    read(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_no_library_of_tables_is_loaded_for_an_array():
    code = (
        "import sys; from densemodel.data import bind; bind('1 -> 1', [1, 2], [1.5, 2.5]);"
        "print({'pandas', 'polars', 'pyarrow', 'scipy.sparse'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"


def test_an_array_is_read_while_another_thread_imports_the_libraries(monkeypatch):
    for name in ("pandas", "polars", "pyarrow", "scipy.sparse"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    assert read(NUMBERS).array.tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("side", ["validation", "test"])
@pytest.mark.parametrize(
    "later", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"]
)
def test_columns_of_later_labels_are_matched_by_name_across_libraries(later, side):
    x = np.arange(12.0).reshape(6, 2) / 12
    y = pd.DataFrame({"p": x[:, 0], "q": x[:, 1] * 10})
    moved = later({"q": y["q"].to_numpy() + 1, "p": y["p"].to_numpy() + 1})
    bound = bind(parse("2 -> 2"), x, y, **{f"{side}_data": (x + 1, moved)})
    pair = getattr(bound.require(), side)
    np.testing.assert_allclose(pair[1], y.to_numpy() + 1, rtol=1e-6)
    messages = [one.message for one in bound.findings if one.where == f"{side}_data[1]"]
    assert messages == [f"the columns of {side}_data[1] are reordered like those in training"]
    np.testing.assert_allclose(bound.encode_labels(moved), pair[1])
