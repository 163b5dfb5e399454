"""Each value of later rows is read by itself: what else is in the call changes nothing."""

import warnings
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest

from densemodel.data.columns._read_rows import read_like, read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.findings._finding import Findings

NUMBERS = [
    *("5", "1.234", "12,5", "1,234", "1,234.5", "1.234,5", "4.926.191", "12 345", "0.5", "1e3"),
    *(
        "(1,234)",
        "\N{MINUS SIGN}5",
        "CHF 1234",
        "3 %",
        "7.250 €",
        "True",
        "?",
        "five",
        "12345678901234567",
    ),
    *(5, 0.25, 1.234, True, None, np.nan, np.int64(7), np.float32(1.5), Decimal("0.125")),
]
DATES = [
    *("07/03/2021", "25/03/2021", "03/25/2021", "7/3/21", "2021-01-01", "20210101T0000", "2021"),
    *("Feb 13, 2021", "13 February 2021", "01.02.2021", "13-Feb-21", "07-03-2021 10:20", "?"),
    *("2021-01-01T10:00:00.25+02:00", "3/7/2021 1:05 PM", "1500-01-01", "soon", "99/99/2021"),
    *(pd.Timestamp("2021-02-03"), pd.Timestamp("2021-02-03", tz="Asia/Tokyo"), pd.NaT, None),
    *(np.datetime64("2021-02-03T04:05:06.7"), pd.Timestamp("2021-02-03").date()),
]
CODES = [1, 2, "1", "1.0", "two", "2,0", 1.5, 77, True, None, "?", "False", 2.0]
WORDS = ["yes", "no", True, False, "True", 1, 0, "1", None, "NA", "maybe", 1.0]
DAYS = [pd.Timestamp("2020-01-01"), "2020-01-01", pd.Timestamp("2020-01-02T03:04"), "x", None]
SPAN = timedelta(hours=2)

COLUMNS = {
    "numbers": ([0.5, 1.5, 20.0], "", NUMBERS),
    "numbers as text": (["0.5", "1,500", "20"], "", NUMBERS),
    "decimal commas": (["0,5", "1,55", "20"], "", NUMBERS),
    "decimal commas beside numbers": (["0,5", 1.234, "1.234"], "", NUMBERS),
    "numbers beside a flag": ([*(i + 0.5 for i in range(12)), True], "", NUMBERS),
    "numbers beside a span": ([*(i + 0.5 for i in range(12)), SPAN], "", [*NUMBERS, SPAN]),
    "spans beside a mark": ([SPAN, time(1, 30), "n/a"], "", [SPAN, time(1, 30), "n/a", 5, None]),
    "dots between thousands": (["4.926.191", "926.191", "20"], "", NUMBERS),
    "dots in other numbers": ([f"{i}.5" for i in range(11)] + ["4.926.191"], "", NUMBERS),
    "days": (list(pd.date_range("2021-01-01", periods=3, freq="40D")), "", DATES),
    "times": (list(pd.date_range("2021-01-01", periods=3, freq="25h")), "", DATES),
    "days as ISO texts": (["2021-01-01", "2021-02-01", "2021-05-01"], "", DATES),
    "the day first": (["13/02/2021", "01/03/2021", "02/03/2021"], "", DATES),
    "the day first beside dates": (
        [*(f"{day}/02/2021" for day in range(10, 20)), date(2021, 3, 1), "2021-04-01"],
        "",
        DATES,
    ),
    "the day or the month first": (["01/03/2021", "02/03/2021", "02/04/2021"], "", DATES),
    "days as numbers": ([20210101, 20210301, 20210401], "date", [20210101, "20210102", *DATES]),
    "codes": ([1, 2, 3], "category", CODES),
    "flags": ([True, False, True], "", WORDS),
    "yes and no": (["yes", "no", "no"], "", WORDS),
    "flags among numbers": ([True, False, 1, "x"], "", [*WORDS, False]),
    "days as a category": (DAYS[:1] * 2 + DAYS[2:3], "category", DAYS),
}


@cache
def trained(name):
    values, kind, _ = COLUMNS[name]
    kinds = {"c": kind} if kind else {}
    raw = read_table_columns({"c": values * 9}, "x", Findings(), kinds)
    assert raw is not None
    return fit(raw, np.arange(len(raw)))


def later(name, values):
    findings = Findings()
    raw = read_like([{"c": value} for value in values], trained(name), "x_new", findings)
    return raw and (raw.columns[0], [one.message for one in findings])


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("seed", range(8))
def test_some_rows_of_a_call_are_read_as_in_the_whole_call(name, seed):
    rng = np.random.default_rng(seed)
    values = COLUMNS[name][2]
    whole, encoding = later(name, values), trained(name).columns[0]
    assert whole is not None
    expected = encoding.encode(whole[0].data)
    # a call of which no value can be read may be refused
    parts = [[row] for row in range(len(values))] if not seed else []
    parts += [rng.permutation(len(values))[: rng.integers(1, 6)].tolist() for _ in range(6)]
    assert any(later(name, [values[row] for row in rows]) for rows in parts)
    for rows in parts:
        read = later(name, [values[row] for row in rows])
        if read is not None:
            np.testing.assert_array_equal(encoding.encode(read[0].data), expected[rows])


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("numbers", "1.234", 1.234),
        ("numbers", "1,234", 1234),
        ("numbers", "12,5", 12.5),
        ("numbers", "4.926.191", 4_926_191),
        ("numbers", "(1,234)", -1234),
        ("numbers", "\N{MINUS SIGN}5", -5),
        ("numbers", "CHF 1234", 1234),
        ("decimal commas", "1.234", 1234),
        ("decimal commas", "1,234", 1.234),
        ("decimal commas", "1.234 €", 1234),
        ("decimal commas beside numbers", "1.234", 1234),
        ("dots between thousands", "926.191", 926_191),
        ("dots in other numbers", "926.191", 926.191),
        ("codes", "2,0", 2),
    ],
)
def test_a_number_is_read_as_in_training_or_with_a_decimal_point(name, text, expected):
    read = later(name, [text])
    assert read is not None
    assert read[0].values.tolist() == [expected]


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["12,5", 1.234, "1.234", Decimal("0.125"), np.float32(0.125)], "", [12.5, 1.234, 1234]),
        (["12,5", 1.234, "1.234", "0,1"], "number", [12.5, 1.234, 1234]),
        (["4.926.191", 0.5, "1.234"], "", [4_926_191, 0.5, 1234]),
        (["1,234", 1.234, "1.5"], "", [1234, 1.234, 1.5]),
    ],
)
def test_a_number_among_texts_stays_what_it_is(values, kind, expected):
    kinds = {"c": kind} if kind else {}
    raw = read_table_columns({"c": values * 9}, "x", Findings(), kinds)
    assert raw is not None
    assert raw.columns[0].kind == "number"
    assert raw.columns[0].values[:3].tolist() == expected
    assert set(raw.columns[0].values[3 : len(values)]) <= {0.125, 0.1}


def test_a_number_and_its_text_are_one_category():
    raw = read_table_columns({"c": [1.234, "1.234", "a", "b"] * 9}, "x", Findings())
    assert raw is not None
    assert (raw.columns[0].kind, raw.columns[0].labels) == ("category", ("1.234", "a", "b"))
    assert raw.columns[0].values[:4].tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("name", [name for name in COLUMNS if not COLUMNS[name][1]])
def test_the_training_rows_are_read_again_as_they_were(name):
    values = COLUMNS[name][0] * 9
    raw = read_table_columns({"c": values}, "x", Findings())
    assert raw is not None
    again = later(name, values)
    assert again is not None
    assert again[0].labels == raw.columns[0].labels
    np.testing.assert_array_equal(again[0].values, raw.columns[0].values)


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("days", "07/03/2021", "2021-07-03"),
        ("days", "25/03/2021", "2021-03-25"),
        ("days", "01.02.2021", "2021-02-01"),
        ("the day first", "07/03/2021", "2021-03-07"),
        ("the day first", "2021-03-07", "2021-03-07"),
        ("the day or the month first", "07/03/2021", "2021-07-03"),
    ],
)
def test_a_date_is_read_as_in_training_or_with_the_month_first(name, text, day):
    read = later(name, [text])
    assert read is not None
    assert read[0].values.tolist() == [np.datetime64(day).astype(int)]


def test_a_date_is_reported_if_its_day_may_be_its_month():
    messages = {text: read[1] for text in COLUMNS["days"][2][:3] if (read := later("days", [text]))}
    assert [bool(lines) for lines in messages.values()] == [True, False, False]


@pytest.mark.parametrize("value", [None, pd.NaT, "", "?"])
@pytest.mark.parametrize("name", ["days", "times", "the day first", "days as numbers"])
def test_missing_dates_alone_are_read_without_warnings_of_numpy(name, value):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for rows in ([value], [value] * 3):
            read = later(name, rows)
            assert read is not None
            assert read[0].is_missing.all()
