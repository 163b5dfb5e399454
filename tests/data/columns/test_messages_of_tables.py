"""What is said when a table is read: the case file holds the code and the findings."""

import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

from densemodel.data.columns._read_rows import read_like, read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.findings._finding import Findings

AGES = [f"{age}" for age in range(20, 60)]
NAMES = {"pd": pd, "np": np, "pl": pl, "ages": AGES}

TRAINED = """pd.DataFrame({'age': [20, 31, 45.5], 'sex': ['f', 'm', 'f'], 'ok': [True, False, True],
    'zip': pd.Categorical([98001, 98002, 98001]), 'sold': ['13/02/2014', '01/02/2014', None],
    'sent': pd.to_datetime(['2014-02-15', '2014-02-03', None]),
    'day': [20140215, 20140203, None]})"""

READ = {
    "none": "None",
    "text": "'titanic.csv'",
    "array": "np.zeros((3, 2))",
    "list": "[[1, 2], [3, 4]]",
    "lazy": "pl.LazyFrame({'a': [1]})",
    "no_rows": "pd.DataFrame({'a': []})",
    "no_columns": "pd.DataFrame(index=[1, 2])",
    "a_name_twice": "pd.DataFrame([[1, 2]], columns=['a', 'a'])",
    "names_alike_as_text": "pd.DataFrame([[1, 2]], columns=[1, '1'])",
    "lengths": "{'a': [1, 2], 'b': [1]}",
    "scalars": "{'a': 1, 'b': 2}",
    "rows_in_a_column": "{'a': np.zeros((2, 3))}",
    "lists": "pd.DataFrame({'a b': [[1], [2]], 'c': [1, 2]})",
    "complex": "pd.DataFrame({'a': [1j, 2]})",
    "marks": "pd.DataFrame({'age': [*ages, '?', '?', 'NA']})",
    "marks_of_columns": "pd.DataFrame({'a': ['?', '?', *ages], 'b': ['?', 7, *ages], "
    "'n': ['NA', 7, *ages]})",
    "invalid_number": "pd.DataFrame({'age': [*ages, 'abc']})",
    "invalid_numbers": "pd.DataFrame({'age': [*ages, 'abc', '5 years']})",
    "invalid_date": "pd.DataFrame({'d': [f'2014-02-{day}' for day in range(10, 20)] + ['soon']})",
    "months_or_days": "pd.DataFrame({'d': ['03/04/2014', '05/06/2014']})",
    "infinite": "pd.DataFrame({'a': [1, np.inf, -np.inf]})",
    "too_large": "pd.DataFrame({'a': [1, 1e39, 2]})",
}

CORRECTED = {
    "no_number": ("pd.DataFrame({'a': ['x', 'y', '1']})", {"a": "number"}),
    "dates_as_number": ("pd.DataFrame({'a': pd.to_datetime(['2020-01-01'])})", {"a": "number"}),
    "no_date": ("pd.DataFrame({'a': ['x', 'y']})", {"a": "date"}),
    "no_date_of_a_number": ("pd.DataFrame({'a': [1.5, 2.5]})", {"a": "date"}),
    "some_numbers_are_no_dates": (
        "pd.DataFrame({'d': [20210101, 20210230, 20211399, None] * 5})",
        {"d": "date"},
    ),
    "some_texts_are_no_dates": (
        "pd.DataFrame({'d': ['20210101', '20210105', '20211399', 'soon', 'NA', '20210102'] * 5})",
        {"d": "date"},
    ),
    "numbers_that_no_date_has": (
        "pd.DataFrame({'d': [20210101, 20211399, 0, 99999999] * 5})",
        {"d": "date"},
    ),
    "dates_of_two_kinds": ("pd.DataFrame({'d': [2021, 2022, 20210101]})", {"d": "date"}),
    "flags_as_date": ("pd.DataFrame({'a': [True, False]})", {"a": "date"}),
    "nothing": ("pd.DataFrame({'a': [None, None]})", {"a": "number"}),
    "only_marks": ("pd.DataFrame({'a': ['?', 'NA']})", {"a": "category"}),
    "unknown": ("pd.DataFrame({'age': [1, 2], 'b': [1, 2]})", {"Age": "category"}),
    "order_of_other_values": (
        "pd.DataFrame({'size': ['s', 'm', 's']})",
        {"size": "order"},
        ("size", "small", "large"),
    ),
    "values_beside_an_order": (
        "pd.DataFrame({'size': ['s', 'm', 'huge', 'xl']})",
        {"size": "order"},
        ("size", "s", "m"),
    ),
    "typo_in_an_order": (
        "pd.DataFrame({'size': ['small', 'medium', 'small']})",
        {"size": "order"},
        ("size", "small", "medum"),
    ),
    "order_of_no_column": (
        "pd.DataFrame({'size': ['s', 'm', 's']})",
        {"sizes": "order"},
        ("sizes", "s", "m"),
    ),
}

LATER = {
    "lacks_one": "x.drop(columns='age')",
    "lacks_two": "x[['sex', 'ok', 'zip', 'sent', 'day']]",
    "renamed": "x.rename(columns={'age': 'Age'})",
    "more": "x.assign(extra=1, other='a')",
    "no_names": "x.to_numpy()",
    "later_no_rows": "x.iloc[:0]",
    "later_name_twice": "pd.concat([x, x[['age']]], axis=1)",
    "name_twice_in_a_row": "pd.concat([x, x[['age']]], axis=1).iloc[0]",
    "text_for_a_number": "x.assign(age='abc')",
    "dates_for_numbers": "x.assign(age=pd.Timestamp('2020-01-01'))",
    "numbers_for_dates": "x.assign(sold=3)",
    "dates_for_flags": "x.assign(ok=pd.Timestamp('2020-01-01'))",
    "text_for_a_date": "x.assign(sold='soon')",
    "lists_later": "x.assign(age=[[1], [2], [3]])",
    "infinite_later": "x.assign(age=np.inf)",
    "missing_later": "x.assign(age=[1, None, 3], sex=None, sold=None, sent=pd.NaT)",
    "unseen": "x.assign(sex='other', zip=1, ok='maybe')",
    "unseen_of_several": "x.assign(sex=[*'qrf'], zip=['two', 77, 98001], ok=['maybe', None, 1.5])",
    "months_or_days_later": "x.assign(sent=['07/03/2021', '03/04/2021', '25/03/2021'])",
    "no_days_later": "x.assign(day=20211399)",
    "one_dict": "x.iloc[2].to_dict()",
    "an_empty_dict": "{}",
}


def lines(findings):
    return "\n".join(
        f"{one.severity} {one.where}: {one.message}" + (f"  [{one.accept}]" if one.accept else "")
        for one in findings
    )


def read(name):
    findings = Findings()
    if name in LATER:
        kinds = {"day": "date"}
        table = read_table_columns(eval(TRAINED, NAMES), "x", Findings(), kinds)  # noqa: S307
        assert table is not None
        later = eval(LATER[name], NAMES | {"x": eval(TRAINED, NAMES)})  # noqa: S307
        raw = read_like(later, fit(table, np.arange(3)), "x_new", findings)
        text = LATER[name]
    else:
        text, kinds, *orders = CORRECTED.get(name) or (READ[name], {})
        orders = {column: values for one in orders for column, *values in [one]}
        raw = read_table_columns(eval(text, NAMES), "x", findings, kinds, orders=orders)  # noqa: S307
        text += f" {kinds}" if kinds else ""
    assert (raw is None) == findings.refused
    return text, lines(findings)


CASES = [*READ, *CORRECTED, *LATER]


@pytest.mark.parametrize("name", CASES)
def test_findings_are_as_their_case_says(name, cases):
    cases.check(name, *read(name))


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_message_has_two_sentences_at_most(name):
    _, text = read(name)
    for line in text.splitlines():
        assert len(re.findall(r"\. [A-Z]", line)) <= 1
        assert len(line) <= 240
