"""The functions of a script read dirty columns as a prediction does, and never make a gap."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data.findings._finding import Findings
from densemodel.data.table._learnt_encoding import fit
from densemodel.data.table._read_like import read_like
from densemodel.data.table._read_table import read_table_columns
from densemodel.network.keras_script._call_text import import_lines
from densemodel.network.keras_script._column_readers import reader_functions
from support.network.script_check import formatted
from support.network.tables import keras_columns

pytestmark = pytest.mark.tensorflow

ROWS = 400
RNG = np.random.default_rng(0)
PRICE = RNG.normal(5000, 900, ROWS)
DAY = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(RNG.integers(0, 900, ROWS), unit="D"))
TIME = DAY + pd.to_timedelta(RNG.integers(0, 86_400, ROWS), unit="s")
SIDE = RNG.choice(["north", "south", "east"], ROWS)


def some(values, *first):
    """Values as objects, of which the first are odd."""
    return [*first, *list(values)[len(first) :]]


PLAIN = {
    "price": PRICE,
    "gaps": np.where(PRICE > 6000, np.nan, PRICE),
    "rooms": RNG.integers(1, 9, ROWS),
    "flag": RNG.random(ROWS) < 0.5,
    "maybe": some(RNG.random(ROWS) < 0.5, None),
    "day": DAY,
    "time": TIME,
    "zoned": TIME.dt.tz_localize("Asia/Tokyo"),
    "side": SIDE,
    "took": pd.to_timedelta(PRICE, unit="s"),
}
DIRTY = {
    "usd": some([f"${one:,.2f}" for one in PRICE], "-$1,234.50", " 12 ", "?", ""),
    "euro": some([f"{one:.2f}".replace(".", ",") for one in PRICE], "1.234,5", "N/A"),
    "euro beside numbers": some([f"{one:.2f}".replace(".", ",") for one in PRICE], 1.234, "1.234"),
    "share": some([f"{one / 100:.1f} %" for one in PRICE], "n/a", 12.5, None),
    "francs": some([f"CHF {one:,.0f}" for one in PRICE], "(1,234)", "CHF (5.50)", "\u22125"),
    "dotted": some([f"{round(one * 1000):,}".replace(",", ".") for one in PRICE], "1.234.567"),
    "thousands": [f"{round(one):,}" for one in PRICE],
    "spaced": [f"{round(one):,}".replace(",", "\u202f") for one in PRICE],
    "blank": some([f"{one:.3f}" for one in PRICE], "unknown", "-", " 5.5"),
    "infinite": some(PRICE, np.inf, None),
    "slashes": some(DAY.dt.strftime("%d/%m/%Y"), "?", " 01/06/2021 "),
    "american": some(TIME.dt.strftime("%m/%d/%Y %I:%M %p"), None),
    "short year": some(DAY.dt.strftime("%d.%m.%y"), "01.02.58"),
    "iso": some(TIME.dt.strftime("%Y-%m-%d %H:%M:%S"), "NaT", "2021-03-07"),
    "whole day": some(DAY.dt.strftime("%Y%m%d").astype(int), None),
    "text day": some(DAY.dt.strftime("%Y%m%d"), "?"),
    "unix": [one.timestamp() for one in TIME],
    "unix ms": [int(one.timestamp() * 1000) for one in TIME],
    "year": DAY.dt.year,
    "zone": some(SIDE, "north ", "?", None, "NA", "south\t"),
    "half": RNG.choice([0.5, 1.0, 1.5, np.nan], ROWS),
}
KINDS = {
    **dict.fromkeys(["whole day", "text day", "unix", "unix ms", "year"], "date"),
    "half": "category",
}


def read(table):
    frame = pd.DataFrame(table)
    kinds = {name: kind for name, kind in KINDS.items() if name in table}
    raw = read_table_columns(frame, "x", Findings(), kinds)
    assert raw is not None
    return frame, fit(raw, np.arange(ROWS))


def code_of(encoding):
    constants, functions = reader_functions(encoding)
    parts = ["\n".join(constants), *functions] if constants else functions
    code = "\n\n\n".join(parts)
    return f"{import_lines(code)}\n\n{'' if constants else chr(10)}{code}\n"


def columns_of(encoding):
    names = {}
    exec(code_of(encoding), names)  # noqa: S102
    return names["columns"]


@pytest.mark.parametrize("name", [*PLAIN, *DIRTY])
def test_a_script_reads_a_column_as_a_prediction_does(name):
    frame, encoding = read({name: (PLAIN | DIRTY)[name], "other": PRICE})
    assert name in encoding.names
    raw = read_like(frame, encoding, "x_new", Findings())
    assert raw is not None
    due = keras_columns(encoding, raw)
    found = columns_of(encoding)(frame)
    for given, values in due.items():
        assert found[given].dtype == values.dtype
        np.testing.assert_array_equal(found[given], values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price", "$1,234"),
        ("price", "?"),
        ("price", pd.Timestamp("2020-01-01")),
        ("rooms", "three"),
        ("day", "01/06/2021"),
        ("day", 20210307),
        ("flag", "perhaps"),
        ("usd", "12,5"),
        ("usd", "1,23,456"),
        ("euro", "1.2.3"),
        ("share", "a lot"),
        ("slashes", "06/13/2021"),
        ("slashes", 20210307),
        ("iso", "01/06/2021"),
        ("whole day", 20211399),
        ("unix", 10**30),
        ("year", "2014-01-01"),
    ],
)
def test_a_script_names_the_column_of_a_value_that_it_cant_read(name, value):
    frame, encoding = read({name: (PLAIN | DIRTY)[name]})
    columns = columns_of(encoding)
    invalid = pd.DataFrame({name: [value]})
    with pytest.raises(ValueError, match=f"column '{name}' holds") as error:
        columns(invalid)
    assert repr(value)[:4] in str(error.value)
    assert "give values like those in training" in str(error.value)
    rest = frame.drop(index=0).reset_index(drop=True)
    columns(pd.concat([rest, pd.DataFrame({name: [None]})]))


@pytest.mark.parametrize(
    ("name", "value"),
    [("price", "?"), ("rooms", "three"), ("flag", "perhaps"), ("usd", "lots"), ("iso", "soon")],
)
def test_a_script_warns_of_a_value_that_a_prediction_takes_for_missing(name, value):
    frame, encoding = read({name: (PLAIN | DIRTY)[name]})
    mixed = frame.astype(object)
    mixed.loc[7, name] = value
    raw = read_like(mixed, encoding, "x_new", Findings())
    assert raw is not None
    due = keras_columns(encoding, raw)
    with pytest.warns(UserWarning, match=f"column '{name}' holds '.*', which can't be read"):
        found = columns_of(encoding)(mixed)
    np.testing.assert_array_equal(found[name], due[name])


@pytest.mark.parametrize("dtype", [object, "boolean"])
def test_a_script_reads_true_and_false_as_the_yes_and_no_of_training(dtype):
    frame, encoding = read({"member": np.where(PRICE > 5000, "yes", "no")})
    later = pd.DataFrame({"member": pd.Series([True, False, None], dtype=dtype)})
    columns = columns_of(encoding)
    assert columns(later)["member"].tolist() == ["yes", "no", ""]
    assert columns(frame)["member"].tolist() == frame["member"].tolist()


@pytest.mark.parametrize(
    "later", [[1619, 2139, 10001], [1619.0, np.nan, 2139.0], ["01619", "2139"]]
)
def test_codes_that_lost_their_zeros_are_those_of_training(later):
    _, encoding = read({"zip": RNG.choice(["01619", "02139", "10001"], ROWS)})
    frame = pd.DataFrame({"zip": later})
    raw = read_like(frame, encoding, "x_new", Findings())
    assert raw is not None
    due = keras_columns(encoding, raw)["zip"].tolist()
    assert due[0] == "01619"
    assert "02139" in due
    assert columns_of(encoding)(frame)["zip"].tolist() == due


def test_a_script_takes_a_number_that_is_not_whole_for_an_unknown_category():
    _, encoding = read({"half": RNG.choice([1, 3], ROWS)})
    later = pd.DataFrame({"half": [2.5, 3, np.nan]})
    raw = read_like(later, encoding, "x_new", Findings())
    assert raw is not None
    due = keras_columns(encoding, raw)["half"]
    assert columns_of(encoding)(later)["half"].tolist() == due.tolist()


@pytest.mark.parametrize("names", [[0, 1], ["0", "1"], [0.5, -1], ["2019", 2020]])
def test_a_script_finds_columns_whose_names_are_numbers(names):
    frame = pd.DataFrame({0: PRICE, 1: SIDE}).set_axis(pd.Index(names, dtype=object), axis=1)
    raw = read_table_columns(frame, "x", Findings())
    assert raw is not None
    found = columns_of(fit(raw, np.arange(ROWS)))(frame)
    assert [len(values) for values in found.values()] == [ROWS, ROWS]


def test_plain_columns_have_no_code_of_texts():
    code = code_of(read({name: PLAIN[name] for name in ("price", "day")})[1])
    assert '"price": floats(frame["price"]),' in code
    assert '"day": days(frame["day"]),' in code
    assert code.count("def ") == 6
    assert "map(" not in code


def test_each_way_of_writing_is_in_the_call():
    code = code_of(read(DIRTY)[1])
    assert '"slashes": days(frame["slashes"].map(without_marks), "%d/%m/%Y"),' in code
    assert '"euro": floats(frame["euro"].map(number_of_comma)),' in code
    assert '"zone": texts(frame["zone"], marks=NO_TEXT),' in code


def test_the_functions_are_as_a_formatter_leaves_them(tmp_path):
    codes = [code_of(read(table)[1]) for table in (PLAIN, DIRTY, PLAIN | DIRTY)]
    assert formatted(codes, tmp_path) == codes
