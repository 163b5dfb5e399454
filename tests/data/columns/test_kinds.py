"""The kind of a column is found from its values, and a person may correct it."""

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pytest

from densemodel.data.columns._read_rows import read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.columns._values import MISSING
from densemodel.data.findings._finding import Findings

N = 600
MINUS = "\N{MINUS SIGN}"


def column_of(values, **kinds):
    findings = Findings()
    frame = {"c": values, "row": list(range(len(values)))}
    raw = read_table_columns(frame, "x", findings, kinds)
    assert raw is not None, [finding.message for finding in findings]
    return raw.columns[0]


def form_of(column):
    facts = column.column.config()
    if column.kind == "date":
        return "seconds" if facts["has_time"] else "days"
    return facts.get("form", "number")


def kind_of(values, **kinds):
    column = column_of(values, **kinds)
    return f"{column.kind}, {column.why}"


def drawn(values, seed=0, n=N):
    return np.random.default_rng(seed).choice(values, n).tolist()


def shuffled(values):
    return np.random.default_rng(1).permutation(values).tolist()


@pytest.mark.parametrize(
    ("values", "expected"),
    {
        "numbers": ([0.5, 2.25, 80.0], "number, numbers from 0.5 to 80"),
        "whole": ([1, 2, 30_000] * 9, "number, whole numbers from 1 to 30,000"),
        "years": ([1999, 2004, 1980] * 9, "number, whole numbers from 1980 to 2004"),
        "zeros and ones": ([0, 1, 1], "number, 0 and 1"),
        "flags": ([True, False, True], "yes/no, True and False"),
        "flags with gaps": ([True, None, False], "yes/no, True and False"),
        "yes and no": (["yes", "no", "no"], "yes/no, 'no' and 'yes'"),
        "two texts": (["male", "female"] * 9, "category, 'female' and 'male'"),
        "three texts": (["a", "b", "c"] * 9, "category, 'a', 'b' and 'c'"),
        "texts": (drawn(list("abcdef")), "category, 6 different texts in 600 rows"),
        "one text or none": (["a", None] * 9, "category, 'a', or missing"),
        "leading zeros": (["01234", "00501"] * 9, "category, '00501' and '01234'"),
        "some of few are no numbers": (["1", "2", "3+"] * 9, "category, '1', '2' and '3+'"),
        "one number": ([7, 7, 7], "constant, always 7"),
        "one text": (["a", "a"], "constant, always 'a'"),
        "none": ([None, None], "constant, no values"),
        "blanks": (["", "  "], "constant, no values"),
        "row numbers": (range(1, N + 1), "id, each row has another whole number"),
        "shuffled row numbers": (shuffled(range(N)), "id, each row has another whole number"),
        "codes": ([f"A{i:04}" for i in range(N)], "id, each row has another text"),
        "long codes": (
            [10**17 + i % 3 for i in range(N)],
            "category, '100000000000000000', '100000000000000001' and '100000000000000002'",
        ),
        "long codes as text": (
            [f"{10**17 + i % 3}" for i in range(N)],
            "category, '100000000000000000', '100000000000000001' and '100000000000000002'",
        ),
        "long row numbers": ([10**17 + i for i in range(N)], "id, each row has another text"),
        "nanoseconds": (
            [10**18 + 10**9 * i for i in drawn(range(99))],
            "number, numbers from 1e+18 to 1e+18",
        ),
        "names": ([f"Mr John Doe {i}" for i in range(N)], "text, each row has another text"),
        "tickets": (drawn([f"t {i}" for i in range(N)]), "text, 377 different texts in 600 rows"),
        "numbers as text": (["1.5", "2", "30"] * 9, "number, numbers as text, from 1.5 to 30"),
        "money": (
            ["$1,234.50", "€5", "12"] * 9,
            "number, numbers as text, such as '$1,234.50', from 5 to 1,234",
        ),
        "percent": (
            ["12%", "7.5%", "99%"] * 9,
            "number, numbers as text, such as '12%', from 7.5 to 99",
        ),
        "decimal commas": (
            ["1,5", "2,25", "3,125"],
            "number, numbers as text, such as '1,5', from 1.5 to 3.125",
        ),
        "several dots between thousands": (
            ["4.926.191", "926.191", "20"] * 9,
            "number, whole numbers as text, such as '4.926.191', from 20 to 4,926,191",
        ),
        "dots in other numbers": (
            ["4.926.191", "0.5", "20"] * 9,
            "category, '0.5', '20' and '4.926.191'",
        ),
        "codes of currencies": (
            ["CHF 1234", "CHF 1'250.50", "sek 7"] * 9,
            "number, numbers as text, such as 'CHF 1234', from 7 to 1,250",
        ),
        "accounting": (
            ["(1,234)", "1,500", "$(20)", "7"] * 9,
            "number, whole numbers as text, such as '(1,234)', from -1,234 to 1,500",
        ),
        "footnotes": (["(1)", "(2)", "(3)"] * 9, "category, '(1)', '(2)' and '(3)'"),
        "minus signs": (
            [f"{MINUS}5", "3", f"{MINUS}1,5"] * 9,
            f"number, numbers as text, such as '{MINUS}5', from -5 to 3",
        ),
        "dots between thousands": (
            ["1.500", "2,5", "7.250,5"],
            "number, numbers as text, such as '2,5', from 2.5 to 7,250",
        ),
        "thousands": (
            ["1,500", "2,250"] * 9,
            "number, whole numbers as text, such as '1,500', from 1,500 to 2,250",
        ),
        "decimals": ([decimal.Decimal("1.5"), None, 2], "number, numbers from 1.5 to 2"),
        "times of day": ([dt.time(1), dt.time(2, 30)], "number, whole numbers from 3,600 to 9,000"),
        "days": ([dt.date(2020, 2, 1), dt.date(2020, 3, 1)], "date, from 2020-02-01 to 2020-03-01"),
        "mixed": ([1, "a", 2.0, True] * 9, "category, 4 different texts in 36 rows"),
        "bytes": ([b"x", b"y"] * 9, "category, 'x' and 'y'"),
    }.values(),
)
def test_a_kind_has_a_reason(values, expected):
    assert kind_of(values) == expected


def test_whole_numbers_of_regions_are_a_category():
    zips = np.random.default_rng(3).choice(np.arange(98001, 98200), 25, replace=False)
    weights = np.random.default_rng(4).uniform(1, 3, 25)
    values = np.random.default_rng(5).choice(zips, 2000, p=weights / weights.sum())
    assert kind_of(values) == "category, 25 different whole numbers of 5 digits"


@pytest.mark.parametrize(
    "values",
    {
        "scores, which are common in the middle": 3
        * np.random.default_rng(0).normal(150, 12, 3000).round()
        + np.random.default_rng(1).integers(0, 2, 3000),
        "heights": np.random.default_rng(0).normal(170, 9, 3000).round(),
        "years": drawn(range(1900, 2020, 7), n=3000),
        "prices on a grid": drawn(range(199, 999, 50), n=3000),
        "each day as often": [
            day for day in (152, 174, 201, 227, 258, 469, 496) for _ in range(60)
        ],
        "few rows of each": drawn([101, 205, 333, 478, 512, 619, 704, 818, 903, 999, 250], n=100),
        "two numbers of digits": drawn([98, 115, 120, 250, 300, 411, 520, 613, 702, 801, 930]),
    }.values(),
)
def test_quantities_stay_numbers(values):
    assert column_of(values).kind == "number"


@pytest.mark.parametrize(
    ("texts", "first", "form"),
    [
        (["2014-10-13", "2015-02-25"], "2014-10-13", "days"),
        (["20141013T000000", "20150225T000000"], "2014-10-13", "days"),
        (["2014-02-13 10:20", "2014-02-13 11:00"], "2014-02-13T10:20", "seconds"),
        (["2014-02-13T10:20:30Z", "2014-03-13T10:20:30Z"], "2014-02-13T10:20:30", "seconds"),
        (["2014-02-13T10:20:30+02:00", "2014-03-13"], "2014-02-13T08:20:30", "seconds"),
        (["13/02/2014", "01/03/2014"], "2014-02-13", "days"),
        (["01/03/2014", "13/02/2014"], "2014-03-01", "days"),
        (["02/13/2014", "03/01/2014"], "2014-02-13", "days"),
        (["13.02.2014", "01.03.2014"], "2014-02-13", "days"),
        (["01.03.2014", "02.03.2014"], "2014-03-01", "days"),
        (["Feb 13, 2014", "Mar 1, 2014"], "2014-02-13", "days"),
        (["13 February 2014", "1 March 2014"], "2014-02-13", "days"),
        (["13-Feb-14", "01-Mar-14"], "2014-02-13", "days"),
        (["25/11/63", "26/11/63"], "1963-11-25", "days"),
        (["2/13/2014 1:05 PM", "3/1/2014 2:00 AM"], "2014-02-13T13:05", "seconds"),
        (["2014/02/13", "2014/03/01"], "2014-02-13", "days"),
        (["1812-01-01", "1813-01-01"], "1812-01-01", "days"),
    ],
)
def test_texts_that_are_dates_are_read_in_one_format(texts, first, form):
    column = column_of([*texts, None])
    unit = "D" if form == "days" else "s"
    assert (column.kind, form_of(column)) == ("date", form)
    assert column.values[0] == np.datetime64(first, unit).astype(np.int64)
    assert column.values[-1] == MISSING


@pytest.mark.parametrize(
    "texts",
    [
        ["1-2", "3-4"],
        ["10-20", "30-40"],
        ["may", "june"],
        ["2014", "2015"],
        ["1/2", "3/4"],
        ["T", "F"],
    ],
)
def test_other_texts_are_no_dates(texts):
    assert column_of(texts * 9).kind != "date"


@pytest.mark.parametrize(
    ("values", "kind", "form", "first"),
    [
        ([1, 2, 3], "category", "whole", 1),
        ([1.5, 2.5], "category", "text", "1.5"),
        (["a", "b"], "category", "text", "a"),
        ([True, False], "category", "whole", 1),
        ([98001, 98002] * 20, "number", "number", 98001),
        (pd.Series([1, 2], dtype="category"), "number", "number", 1),
        (["1", "2", "x"], "number", "number", 1),
        ([True, False], "number", "number", 1),
        ([20141013, 20150225], "date", "days", "2014-10-13"),
        (["20141013", "20150225"], "date", "days", "2014-10-13"),
        ([2001, 2004], "date", "days", "2001-01-01"),
        ([1_400_000_000, 1_500_000_000], "date", "seconds", "2014-05-13T16:53:20"),
        (["01/02/2014", "02/03/2014"], "date", "days", "2014-01-02"),
    ],
)
def test_a_kind_is_corrected(values, kind, form, first):
    column = column_of(values, c=kind)
    assert (column.kind, form_of(column)) == (kind, form)
    assert column.why.startswith("by the spec, ")
    value = column.labels[column.values[0]] if form == "text" else column.values[0]
    if kind == "date":
        first = np.datetime64(first, "D" if form == "days" else "s").astype(np.int64)
    assert value == first


def test_an_ordered_category_of_pandas_is_an_order():
    sizes = pd.Categorical(["s", "l", None] * 9, ["s", "m", "l"], ordered=True)
    column = column_of(pd.Series(sizes))
    assert (column.kind, column.why) == ("order", "from 's' to 'l'")
    grades = pd.Categorical([3, 1, 2] * 9, [1, 2, 3], ordered=True)
    assert column_of(pd.Series(grades)).column.levels == ("1", "2", "3")


def test_an_order_is_filled_up_to_the_value():
    sizes = pd.Categorical(["s", "l", "m", None], ["s", "m", "l"], ordered=True)
    raw = read_table_columns({"c": pd.Series(sizes)}, "x", Findings())
    rows = fit(raw, np.arange(4)).encode(raw)
    assert rows.tolist() == [[1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1]]


def test_dates_among_numbers_are_dates_too():
    column = column_of([*[20141013] * 9, pd.Timestamp("2015-02-25"), "2016-01-02"], c="date")
    days = np.array(["2014-10-13", "2015-02-25", "2016-01-02"], "datetime64[D]").astype(np.int64)
    assert column.values[-3:].tolist() == days.tolist()


def test_numbers_that_float32_cannot_hold_are_missing():
    column = column_of([1.0, np.inf, -np.inf, 1e39, np.nan])
    assert np.isnan(column.values).tolist() == [False, True, True, True, True]


def test_numbers_of_a_frame_are_not_copied():
    frame = pd.DataFrame({"a": np.arange(9.0) / 2, "b": np.arange(9.0) / 3})
    raw = read_table_columns(frame, "x", Findings())
    assert raw is not None
    assert all(np.shares_memory(one.values, frame[one.name].to_numpy()) for one in raw.columns)
